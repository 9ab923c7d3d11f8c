import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mode } from '../../src/decode/index.ts';

export type Syntax = 'intel' | 'att';

/** One line of objdump's output: where, how long, and the text without comment, symbol, padding and redundant prefixes. */
export interface Line {
  readonly address: bigint;
  readonly text: string;
}

const ARCHITECTURE: Readonly<Record<Mode, string>> = { 16: 'i8086', 32: 'i386', 64: 'i386:x86-64' };

/** objdump prints unused prefixes as words of their own; they say nothing about the instruction. */
const REDUNDANT =
  /^((?:lock |rep |repz |repnz |bnd |notrack )*)(?:(?:data16|data32|addr16|addr32|rex(?:\.\w+)?|cs|ds|es|ss|fs|gs) )+/;
/** Branch targets are bare hexadecimal numbers there; static prediction hints (`,pt`) come from ignored prefixes. */
const TARGET = /^((?:[a-z0-9]+ )*)([a-z]+)(?:,p[nt])? ([0-9a-f]+)$/;
const BRANCH = /^(?:call|jmp|j[a-z]+|loop[a-z]*|xbegin)[wlq]?$/;

/** objdump's text in the form in which it is compared. */
export function normalise(text: string): string {
  const bare = text
    .replace(/\s+#.*$/, '')
    .replace(/\s*<[^>]*>/g, '')
    .replace(/^\{vex\} /, '')
    .replace(/\s+/g, ' ')
    .trim();
  let result = bare;
  for (let previous = ''; previous !== result; ) {
    previous = result;
    result = result.replace(REDUNDANT, '$1');
  }
  // A repeated prefix says no more than one.
  result = result.replace(/\b(repn?z|lock) (?=\1 )/g, '');
  const target = TARGET.exec(result);
  return target && BRANCH.test(target[2]!) ? `${target[1]}${target[2]} 0x${target[3]}` : result;
}

/** Parse objdump's listing (made with --no-show-raw-insn). Lines of data symbols are left out. */
export function* parseListing(listing: string): Generator<Line> {
  // Data is printed as sixteen characters: no mnemonic, or one word full of dots.
  const pattern =
    /^ *([0-9a-f]+):\t((?:\{\w+\} )?(?:[a-z][a-z0-9_-]*(?:\(\d+ only\))?|\(bad\)|\.byte)(?:\.[WRXB]+)?(?:,p[nt])?(?: .*)?)$/gm;
  for (let match = pattern.exec(listing); match; match = pattern.exec(listing)) {
    yield { address: BigInt(`0x${match[1]}`), text: match[2]! };
  }
}

/** Disassemble instructions of one mode. Each is followed by NOPs up to 32 bytes, so that a wrong length does not spread. */
export function disassembleEach(instructions: readonly Uint8Array[], mode: Mode, syntax: Syntax): string[] {
  const slot = 32;
  const image = new Uint8Array(instructions.length * slot).fill(0x90);
  for (const [i, bytes] of instructions.entries()) image.set(bytes, i * slot);
  const folder = mkdtempSync(join(tmpdir(), 'tutti-x86-'));
  try {
    const file = join(folder, 'code.bin');
    writeFileSync(file, image);
    const options = ['-D', '-z', '-b', 'binary', '-m', ARCHITECTURE[mode], '--no-show-raw-insn'];
    const listing = execFileSync('objdump', [...options, ...(syntax === 'intel' ? ['-M', 'intel'] : []), file], {
      maxBuffer: 1 << 30,
      encoding: 'latin1',
    });
    const texts = new Array<string>(instructions.length).fill('');
    const ends = new Array<bigint>(instructions.length).fill(0n);
    let open = -1;
    for (const { address, text } of parseListing(listing)) {
      if (open >= 0 && ends[open] === 0n) ends[open] = address;
      open = -1;
      if (address % 32n === 0n) {
        open = Number(address / 32n);
        texts[open] = text;
      }
    }
    return texts.map((text, i) => `${ends[i]! - BigInt(i * slot)} ${normalise(text)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

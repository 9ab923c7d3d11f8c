import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Decoder, Instruction, mnemonicOf, Op } from '../../src/decode/index.ts';
import { type Capstone, loadCapstone } from './capstone.ts';
import { textSection } from './elf.ts';

let capstone: Capstone;
beforeAll(async () => {
  capstone = await loadCapstone();
});

/** The first part of libc's .text: capstone makes an object per instruction. */
const BYTES = 300_000;

describe('capstone', () => {
  test('libc: every instruction has the same length, and the mnemonic starts the same', () => {
    const { bytes } = textSection(readFileSync('/lib/x86_64-linux-gnu/libc.so.6'));
    const decoder = new Decoder(64);
    const insn = new Instruction();
    const wrong: string[] = [];
    let count = 0;
    capstone.each(bytes.subarray(0, BYTES), (offset, length, mnemonic) => {
      const ours = decoder.decode(bytes, offset, insn);
      count++;
      if (ours === length && (insn.op === Op.EVEX || sameName(mnemonicOf(insn), mnemonic))) return;
      wrong.push(`${offset.toString(16)}: ${ours} ${mnemonicOf(insn)} | capstone ${length} ${mnemonic}`);
    });
    expect(wrong.slice(0, 50)).toEqual([]);
    expect(count).toBeGreaterThan(50_000);
  });
});

/** Its own names for some. */
const ALIASES: Readonly<Record<string, string>> = { fcompi: 'fcomip', fucompi: 'fucomip' };

/** Capstone writes prefixes with the mnemonic, and sizes of string instructions as suffixes. */
function sameName(ours: string, theirs: string): boolean {
  const last = theirs.split(' ').at(-1)!;
  const bare = ALIASES[last] ?? last;
  return (
    bare === ours ||
    (/^(movs|cmps|stos|lods|scas|ins|outs)$/.test(ours) && bare.slice(0, -1) === ours) ||
    (ours === 'xchg' && bare === 'nop')
  );
}

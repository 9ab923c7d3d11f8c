import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thumbBytes } from './capstone.ts';

/** What objdump writes for words that it knows to be UNDEFINED. */
const NONE = /^\.(word|short|inst)|undef|<illegal|<bad|<overflow|invalid/i;

const OBJDUMP = 'arm-linux-gnueabihf-objdump';

/** Whether binutils for ARM is installed (Debian: binutils-arm-linux-gnueabihf). */
export function hasObjdump(): boolean {
  try {
    execFileSync(OBJDUMP, ['--version'], { stdio: 'ignore' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/** Bytes from one word to the next: room for an instruction and the longest IT block. */
export const SLOT = 12;

/** Each instruction in a slot of its own, so that no IT block or bad length reaches the next one; NOPs fill the slot. */
function slots(words: readonly number[], set: 'a32' | 't16' | 't32'): Buffer {
  const out = Buffer.alloc(words.length * SLOT);
  const nop = set === 'a32' ? [0x00, 0xf0, 0x20, 0xe3] : [0x00, 0xbf, 0x00, 0xbf];
  words.forEach((word, i) => {
    const bytes =
      set === 'a32' ? [0, 8, 16, 24].map((shift) => (word >>> shift) & 255) : thumbBytes(word, set === 't32');
    out.set([...bytes, ...nop, ...nop, ...nop].slice(0, SLOT), i * SLOT);
  });
  return out;
}

/**
 * Disassemble words in one run of objdump. Word i stands at address base + SLOT * i.
 * @returns a text for each word, or nothing where objdump finds no instruction
 */
export function objdump(words: readonly number[], set: 'a32' | 't16' | 't32', base: number): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-objdump-'));
  try {
    const file = join(folder, 'words.bin');
    writeFileSync(file, slots(words, set));
    const thumb = set === 'a32' ? [] : ['-M', 'force-thumb'];
    const out = execFileSync(OBJDUMP, ['-D', '-b', 'binary', '-m', 'arm', ...thumb, `--adjust-vma=${base}`, file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const texts = new Map<number, string>();
    for (const [, address, text] of out.matchAll(/^\s*([0-9a-f]+):\t[0-9a-f ]+\t(.*)$/gm)) {
      texts.set(Number.parseInt(address as string, 16), text as string);
    }
    return words.map((_, i) => {
      const text = texts.get(base + SLOT * i);
      return text === undefined || NONE.test(text) ? undefined : text;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { createRequire } from 'node:module';

interface Instruction {
  readonly size: number;
  readonly mnemonic: string;
  readonly op_str: string;
}
interface Handle {
  disasm(bytes: readonly number[], address: number, count: number): Instruction[];
}
interface Module {
  readonly ARCH_ARM: number;
  readonly MODE_ARM: number;
  readonly MODE_THUMB: number;
  readonly Capstone: new (arch: number, mode: number) => Handle;
}

/** What a disassembler makes of some bytes: text and length, or nothing when they are no instruction. */
export type Judge = (word: number) => { readonly text: string; readonly length: number } | undefined;

/** Halfwords of a Thumb word, whose first one is in bits 31:16 when it has 32 bits. */
export function thumbBytes(word: number, wide: boolean): number[] {
  const halves = wide ? [word >>> 16, word & 0xffff] : [word];
  return halves.flatMap((half) => [half & 0xff, half >>> 8]);
}

const armBytes = (word: number) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24];

/** Capstone as a judge of A32 words, and of Thumb words (wide: 32 bits). Instructions stand at `address`. */
export async function loadCapstone(address: number) {
  const require = createRequire(import.meta.url);
  const create = require('@alexaltea/capstone-js') as () => Promise<Module>;
  const module = await create();
  const arm = new module.Capstone(module.ARCH_ARM, module.MODE_ARM);
  const thumb = new module.Capstone(module.ARCH_ARM, module.MODE_THUMB);
  const one = (handle: Handle, bytes: readonly number[]) => {
    const { error } = console; // it prints and throws on an invalid instruction
    console.error = () => undefined;
    try {
      const first = handle.disasm(bytes, address, 1)[0];
      return first && { text: `${first.mnemonic} ${first.op_str}`.trim(), length: first.size };
    } catch (cause) {
      if (String(cause).includes('CS_ERR_OK')) return undefined;
      throw cause;
    } finally {
      console.error = error;
    }
  };
  const a32: Judge = (word) => one(arm, armBytes(word));
  const t16: Judge = (word) => one(thumb, thumbBytes(word, false));
  const t32: Judge = (word) => one(thumb, thumbBytes(word, true));
  return { a32, t16, t32 };
}

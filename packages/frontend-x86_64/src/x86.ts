import type { GuestArchitecture } from '@tutti/ir';
import { Decoder } from './decode/decoder.ts';
import { Instruction } from './decode/instruction.ts';
import { formatIntel } from './decode/text/intel.ts';
import { X86_FACTS, X86_SHAPE } from './facts.ts';
import { codeSizeOf } from './mode.ts';
import { createX86Core } from './system/core.ts';
import { createX86Translator } from './translator.ts';

/** x86: real-address, protected, compatibility and 64-bit mode. */
export const X86_64: GuestArchitecture = {
  ...X86_FACTS,
  createTranslator: createX86Translator,
  createCore: (env, model, options) => createX86Core(env, X86_SHAPE, model, options),
  disassemble(bytes, pc, pcHi, mode) {
    const insn = new Instruction();
    const length = new Decoder(([16, 32, 64] as const)[codeSizeOf(mode)] ?? 64).decode(bytes, 0, insn);
    if (length < 0) return { text: '(bad)', length: 1 };
    return { text: formatIntel(insn, (BigInt(pcHi >>> 0) << 32n) | BigInt(pc >>> 0)), length };
  },
};

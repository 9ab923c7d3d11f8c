import type { GuestArchitecture, GuestShape } from '@tutti/ir';
import { Decoder } from './decode/decoder.ts';
import { Instruction } from './decode/instruction.ts';
import { formatIntel } from './decode/text/intel.ts';
import { HELPER_TABLE } from './helpers.ts';
import { codeSizeOf, MMU_MODES } from './mode.ts';
import { MODELS } from './models.ts';
import { X86_STATE } from './state.ts';
import { createX86Core } from './system/core.ts';
import { createX86Translator } from './translator.ts';

/** What the runtime and the back ends need to know of this architecture. */
export const X86_SHAPE: GuestShape = {
  name: 'x86_64',
  address: 'i64',
  model: 'tso',
  pcShift: 0,
  mmuModes: MMU_MODES,
  tlbEntries: 1024,
  state: X86_STATE,
  helpers: HELPER_TABLE,
};

/** x86: real-address, protected, compatibility and 64-bit mode. */
export const X86_64: GuestArchitecture = {
  shape: X86_SHAPE,
  models: Object.keys(MODELS),
  createTranslator: createX86Translator,
  createCore: (env, model, options) => createX86Core(env, X86_SHAPE, model, options),
  disassemble(bytes, pc, pcHi, mode) {
    const insn = new Instruction();
    const length = new Decoder(([16, 32, 64] as const)[codeSizeOf(mode)] ?? 64).decode(bytes, 0, insn);
    if (length < 0) return { text: '(bad)', length: 1 };
    return { text: formatIntel(insn, (BigInt(pcHi >>> 0) << 32n) | BigInt(pc >>> 0)), length };
  },
};

import type { GuestArchitecture } from '@tutti/ir';
import { disassembleA32, disassembleT32 } from './decode/index.ts';
import { ARM_FACTS } from './facts.ts';
import { fpHelpers } from './fp/helpers.ts';
import { MODE } from './mode.ts';
import { createArmCore } from './system/core.ts';
import { createArmTranslator } from './translator.ts';

const half = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** ARMv6K and ARMv7-A. */
export const ARM: GuestArchitecture = {
  ...ARM_FACTS,
  createTranslator: createArmTranslator,
  createCore: (env, model, options) => createArmCore(env, model, options, fpHelpers),
  disassemble(bytes, pc, _pcHi, mode) {
    return mode & MODE.T
      ? disassembleT32(half(bytes, 0), half(bytes, 2), pc)
      : disassembleA32(half(bytes, 0) | (half(bytes, 2) << 16), pc);
  },
};

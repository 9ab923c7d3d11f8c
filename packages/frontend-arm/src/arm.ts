import type { GuestArchitecture, GuestShape } from '@tutti/ir';
import { disassembleA32, disassembleT32 } from './decode/index.ts';
import { FP_HELPER_TABLE, fpHelpers } from './fp/helpers.ts';
import { HELPER_TABLE } from './helpers.ts';
import { MMU_MODES, MODE } from './mode.ts';
import { MODELS } from './models.ts';
import { ARM_STATE } from './state.ts';
import { createArmCore } from './system/core.ts';
import { createArmTranslator } from './translator.ts';

/** What the runtime and the back ends need to know of this architecture. */
export const ARM_SHAPE: GuestShape = {
  name: 'arm',
  address: 'i32',
  model: 'weak',
  pcShift: 1,
  mmuModes: MMU_MODES,
  tlbEntries: 1024,
  state: ARM_STATE,
  helpers: [...HELPER_TABLE, ...FP_HELPER_TABLE],
};

const half = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** ARMv6K and ARMv7-A. */
export const ARM: GuestArchitecture = {
  shape: ARM_SHAPE,
  models: Object.keys(MODELS),
  createTranslator: createArmTranslator,
  createCore: (env, model, options) => createArmCore(env, model, options, fpHelpers),
  disassemble(bytes, pc, _pcHi, mode) {
    return mode & MODE.T
      ? disassembleT32(half(bytes, 0), half(bytes, 2), pc)
      : disassembleA32(half(bytes, 0) | (half(bytes, 2) << 16), pc);
  },
};

import type { ArchitectureFacts, GuestShape } from '@tutti/ir';
import { FP_HELPER_TABLE } from './fp/helper-table.ts';
import { HELPER_TABLE } from './helpers.ts';
import { MMU_MODES } from './mode.ts';
import { MODELS } from './models.ts';
import { ARM_STATE } from './state.ts';

/** What the runtime and the back ends need to know of this architecture. */
export const ARM_SHAPE: GuestShape = {
  name: 'arm',
  address: 'i32',
  model: 'weak',
  pcShift: 1,
  mmuModes: MMU_MODES,
  tlbEntries: 4096,
  state: ARM_STATE,
  helpers: [...HELPER_TABLE, ...FP_HELPER_TABLE],
};

/** What is known of the architecture without its decoder, lifter and system part. */
export const ARM_FACTS: ArchitectureFacts = { shape: ARM_SHAPE, models: Object.keys(MODELS) };

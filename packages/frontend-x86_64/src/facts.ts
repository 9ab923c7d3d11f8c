import type { ArchitectureFacts, GuestShape } from '@tutti/ir';
import { HELPER_TABLE } from './helpers.ts';
import { MMU_MODES } from './mode.ts';
import { MODELS } from './models.ts';
import { X86_STATE } from './state.ts';

export { MESSAGE } from './guest-exits.ts';

/** What the runtime and the back ends need to know of this architecture. */
export const X86_SHAPE: GuestShape = {
  name: 'x86_64',
  address: 'i64',
  model: 'tso',
  pcShift: 0,
  mmuModes: MMU_MODES,
  tlbEntries: 4096,
  state: X86_STATE,
  helpers: HELPER_TABLE,
};

/** What is known of the architecture without its decoder, lifter and system part. */
export const X86_FACTS: ArchitectureFacts = { shape: X86_SHAPE, models: Object.keys(MODELS) };

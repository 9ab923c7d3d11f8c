import type { Compose, EntryModule } from '@tutti/parallel-runtime';
import { loadArchitectures } from '../families.ts';
import { compose, loadBackEnd, runsCode } from './compose.ts';

/** What every worker of a machine runs: it has no host parts, those are the main thread's. */
const entry: Compose = (setup, role) => compose(setup, role);

export default entry;

/** Load what machines with cores of these architectures use as a rule. */
export const prepare: NonNullable<EntryModule['prepare']> = async (role, architectures) => {
  if (runsCode(role)) await Promise.all([loadArchitectures(architectures), loadBackEnd('wasm')]);
};

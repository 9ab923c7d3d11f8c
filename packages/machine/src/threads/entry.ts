import type { Compose } from '@tutti/parallel-runtime';
import { compose } from './compose.ts';

/** What every worker of a machine runs: it has no host parts, those are the main thread's. */
const entry: Compose = (setup, role) => compose(setup, role);

export default entry;

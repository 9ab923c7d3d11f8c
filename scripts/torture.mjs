// `node scripts/torture.mjs`: guest-tests on every number of cores and threads; arguments: packages/cli/scripts/torture.ts.
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();
process.exit(
  run(process.execPath, [join(ROOT, 'packages', 'cli', 'scripts', 'torture.ts'), ...process.argv.slice(2)]).status,
);

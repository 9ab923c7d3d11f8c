// `node scripts/boots.mjs`: a hundred SMP boots in a row; arguments are told in packages/cli/scripts/boots.ts.
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();
process.exit(
  run(process.execPath, [join(ROOT, 'packages', 'cli', 'scripts', 'boots.ts'), ...process.argv.slice(2)]).status,
);

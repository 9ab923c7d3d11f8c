// `node scripts/programs.mjs`: programs that must print on a PC what they print on the host; see packages/cli/scripts/programs.ts.
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();
process.exit(
  run(process.execPath, [join(ROOT, 'packages', 'cli', 'scripts', 'programs.ts'), ...process.argv.slice(2)]).status,
);

// `node scripts/c-torture.mjs`: GCC c-torture in a guest, against qemu-arm and this host; arguments: packages/cli/scripts/c-torture.ts.
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();
process.exit(
  run(process.execPath, [join(ROOT, 'packages', 'cli', 'scripts', 'c-torture.ts'), ...process.argv.slice(2)]).status,
);

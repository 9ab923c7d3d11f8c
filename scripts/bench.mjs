// `npm run bench`: the benchmarks of `tutti bench`, each as a ratio to QEMU's TCG in the same run. Arguments are passed on.
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();
// What people boot is the build.
if (run('turbo', ['run', 'build', '--filter', '@tutti/cli', '--output-logs=errors-only']).status !== 0) process.exit(1);
process.exit(
  run(process.execPath, [join(ROOT, 'packages', 'cli', 'bin', 'tutti.mjs'), 'bench', ...process.argv.slice(2)]).status,
);

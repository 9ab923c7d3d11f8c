// `npm run boot`: install, build, obtain Debian's ARM kernel where APT is there, and boot it to a shell.
// Arguments go to `tutti run`: `npm run boot -- --smp 2 --trace unimp`.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();

const TUTTI = join(ROOT, 'packages', 'cli', 'bin', 'tutti.mjs');
const tutti = (...args) => run(process.execPath, [TUTTI, ...args]).status;
const onPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

if (run('turbo', ['run', 'build', '--output-logs=errors-only']).status !== 0) process.exit(1);

const more = process.argv.slice(2);
const folder = join(process.env.TUTTI_GUESTS ?? join(homedir(), '.cache', 'tutti', 'guests'), 'armhf');

if (onPath('apt-get') && tutti('guests', 'get', 'armhf') !== 0) {
  console.error('tutti: the Debian guest could not be made (see above).');
}
if (existsSync(join(folder, 'Image'))) {
  console.log("Booting Debian's ARM kernel on four cores. Ctrl-A X quits, Ctrl-A C opens the monitor.");
  const files = ['--kernel', join(folder, 'Image'), '--initrd', join(folder, 'initramfs-small.cpio.gz')];
  const board = [
    'vexpress-a9',
    '--smp',
    '4',
    '--threads',
    '4',
    '-m',
    '256M',
    '--dtb',
    join(folder, 'vexpress-v2p-ca9.dtb'),
  ];
  const append = ['--append', 'console=ttyAMA0 cryptomgr.notests=1 guest.quiet=1'];
  process.exit(tutti('run', ...board, ...files, ...append, ...more));
}
console.log(`There is no APT here to fetch a Debian kernel with, so this boots the guest that comes with Tutti.
To boot Linux, supply a kernel for ARM's Versatile Express with its device tree and an initramfs:
  npx tutti run vexpress-a9 --smp 4 --kernel zImage --dtb vexpress-v2p-ca9.dtb --initrd initramfs.cpio.gz --append console=ttyAMA0
or put them (Image, vexpress-v2p-ca9.dtb, initramfs-small.cpio.gz) into ${folder} and run this again.`);
process.exit(tutti('run', 'duet', ...more));

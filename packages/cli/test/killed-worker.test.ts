import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { smallTree } from '../src/lab/device-tree.ts';
import { QUICK_APPEND, tuttiCommand } from '../src/lab/emulators.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { runGuest } from '../src/lab/guest-run.ts';
import { testFolder } from './tools.ts';

const file = testFolder();

/** Loaded into the process of `tutti` before it: the worker of this name is ended when the guest's console says something. */
const KILLER = `
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
if (threads.isMainThread) {
  const write = process.stdout.write.bind(process.stdout);
  let victim;
  process.stdout.write = (...args) => {
    victim?.terminate();
    victim = undefined;
    return write(...args);
  };
  threads.Worker = class extends threads.Worker {
    constructor(url, options) {
      super(url, options);
      if (options.name === process.env.KILL_WORKER) victim = this;
    }
  };
  syncBuiltinESMExports();
}
`;

it.each(['core0', 'core1', 'timer0', 'compiler0'])(
  'when the thread %s is killed, the machine ends with one clear line',
  async (name) => {
    writeFileSync(file('killer.mjs'), KILLER);
    const guest = {
      board: 'vexpress-a9',
      cores: 2,
      memory: '256M',
      kernel: guestFile('armhf', 'Image'),
      initrd: guestFile('armhf', 'initramfs-small.cpio.gz'),
      dtb: smallTree(2, file('.')),
      append: `${QUICK_APPEND} earlycon=pl011,0x10009000`,
    };
    const command = tuttiCommand(guest);
    const env = { KILL_WORKER: name, NODE_OPTIONS: `--import=${pathToFileURL(file('killer.mjs')).href}` };
    const run = await runGuest({ ...command, env, timeoutSeconds: 60 });
    expect(run.timedOut).toBe(false);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(new RegExp(`^tutti: ${name.replace(/\d/, '')} thread \\d died: exit code 1\\n$`));
  },
  70_000,
);

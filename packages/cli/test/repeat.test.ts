import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { smallTree } from '../src/lab/device-tree.ts';
import { QUICK_APPEND, tuttiCommand } from '../src/lab/emulators.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { runGuest, whyBad } from '../src/lab/guest-run.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_SECONDS = 200;
const file = testFolder();

async function bootCounted(name: string): Promise<{ readonly text: string; readonly instructions: number }> {
  const guest = {
    board: 'vexpress-a9',
    cores: 1,
    memory: '256M',
    kernel: guestFile('armhf', 'Image'),
    initrd: guestFile('armhf', 'initramfs-small.cpio.gz'),
    dtb: smallTree(1, file('.')),
    append: QUICK_APPEND,
  };
  const counted = ['--clock', 'icount', '--threads', '1', '--stats', file(name)];
  const run = await runGuest({ ...tuttiCommand(guest, counted), timeoutSeconds: TIMEOUT_SECONDS });
  expect(whyBad(run, 1)).toBeUndefined();
  const stats = JSON.parse(readFileSync(file(name), 'utf8')) as { cores: { instructions: number }[] };
  return { text: run.text, instructions: stats.cores[0]!.instructions };
}

it(
  'two boots with counted instructions and one thread are the same, to the byte and to the instruction',
  async () => {
    const first = await bootCounted('first.json');
    const second = await bootCounted('second.json');
    expect(second.text).toBe(first.text);
    expect(second.instructions).toBe(first.instructions);
  },
  2 * TIMEOUT_SECONDS * 1000,
);

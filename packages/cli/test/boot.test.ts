import { describe, expect, it } from 'vitest';
import { smallTree } from '../src/lab/device-tree.ts';
import { type LinuxGuest, QUICK_APPEND, QUICK_APPEND_PC, tuttiCommand } from '../src/lab/emulators.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { runGuest, whyBad } from '../src/lab/guest-run.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_SECONDS = 170;
const MARGIN_MS = 10_000;
const file = testFolder();

function guest(board: string, cores: number): LinuxGuest {
  return {
    board,
    cores,
    memory: '256M',
    kernel: guestFile('armhf', 'Image'),
    initrd: guestFile('armhf', 'initramfs-small.cpio.gz'),
    append: QUICK_APPEND,
    ...(board === 'vexpress-a9' && { dtb: smallTree(cores, file('.')) }),
  };
}

/** Boards, cores and options: together they show each number of threads, back end, code cache and LL/SC scheme at work. */
const BOOTS: readonly (readonly [board: string, cores: number, options: string])[] = [
  ['vexpress-a9', 1, '--threads 1'],
  ['vexpress-a9', 1, '--threads 1 --codegen js'],
  ['vexpress-a9', 2, '--threads 1 --llsc hst'],
  ['vexpress-a9', 2, '--threads 2 --code-cache private'],
  ['vexpress-a9', 2, '--threads 2 --llsc cas'],
  ['vexpress-a9', 4, '--threads 2 --llsc table'],
  ['vexpress-a9', 4, '--threads 4'],
  ['virt', 2, '--threads 2'],
];

function pcGuest(name: string, cores: number): LinuxGuest {
  return {
    board: 'pc',
    cores,
    memory: '256M',
    kernel: guestFile(name, 'vmlinux'),
    initrd: guestFile(name, 'initramfs-small.cpio.gz'),
    append: QUICK_APPEND_PC,
  };
}

/** Guests of the PC: 4-level paging in 64-bit mode. `pc-devices.test.ts` boots one with PAE paging in 32-bit mode. */
const PC_BOOTS: readonly (readonly [guest: string, cores: number, options: string])[] = [
  ['amd64-cloud', 2, '--threads 2'],
];

describe("Debian's x86 kernels boot to a shell and power off with status 0", () => {
  it.each(PC_BOOTS)(
    '%s, %i cores, %s',
    async (name, cores, options) => {
      const command = tuttiCommand(pcGuest(name, cores), options.split(' '));
      const run = await runGuest({ ...command, timeoutSeconds: TIMEOUT_SECONDS });
      expect(whyBad(run, cores)).toBeUndefined();
    },
    TIMEOUT_SECONDS * 1000 + MARGIN_MS,
  );
});

describe("Debian's kernel boots to a shell and powers off with status 0", () => {
  it.each(BOOTS)(
    '%s, %i cores, %s',
    async (board, cores, options) => {
      const command = tuttiCommand(guest(board, cores), options.split(' '));
      const run = await runGuest({ ...command, timeoutSeconds: TIMEOUT_SECONDS });
      expect(whyBad(run, cores)).toBeUndefined();
    },
    TIMEOUT_SECONDS * 1000 + MARGIN_MS,
  );
});

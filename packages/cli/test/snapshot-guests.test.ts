import { readFileSync } from 'node:fs';
import type { MachineOptions, NamedBytes } from '@tutti/machine';
import { describe, expect, it } from 'vitest';
import { smallTree } from '../src/lab/device-tree.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { TROUBLE } from '../src/lab/guest-run.ts';
import { sessions } from './guest-session.ts';
import { testFolder } from './tools.ts';

const LONG = 240_000;
const MIB = 2 ** 20;
const folder = testFolder();
const read = (path: string): NamedBytes => ({ path, bytes: readFileSync(path) });
const linux = (name: string, kernel: string) => ({
  image: read(guestFile(name, kernel)),
  initrd: read(guestFile(name, 'initramfs-small.cpio.gz')),
});
const APPEND = 'cryptomgr.notests=1 lpj=2000000 guest.quiet=1';

/** Debian guests with two cores on two threads, by board. */
const GUESTS: Readonly<Record<string, () => NonNullable<MachineOptions['files']>>> = {
  'vexpress-a9': () => ({
    cpu: { ...linux('armhf', 'Image'), dtb: read(smallTree(2, folder('.'))), append: `console=ttyAMA0 ${APPEND}` },
  }),
  pc: () => ({ cpu: { ...linux('amd64-cloud', 'vmlinux'), append: `console=ttyS0 ${APPEND}` } }),
};

const open = sessions();
const session = (board: string) => open(board, { files: GUESTS[board]!(), smp: 2, threads: 2, memory: 256 * MIB });

describe('a Debian guest that was saved at its shell goes on in a new machine', () => {
  it.each(Object.keys(GUESTS))(
    'on %s',
    async (board) => {
      const old = await session(board);
      await old.machine.start();
      await old.until(/GUEST-READY[\s\S]*# /);
      old.type('kept=$((6 * 7)); echo UP-$(cut -d. -f1 /proc/uptime)');
      const savedAt = Number(await old.until(/UP-(\d+)/));
      const bytes = await old.machine.save();
      await old.machine.stop();

      const fresh = await session(board);
      await fresh.machine.start({ snapshot: { path: 'shell.snap', bytes } });
      fresh.type('echo UP-$(cut -d. -f1 /proc/uptime) KEPT-$kept');
      const restoredAt = Number(await fresh.until(/UP-(\d+) KEPT-42/));
      const { guestSeconds } = fresh.machine.stats();
      fresh.type('for c in 0 1; do taskset -c $c sh -c "sleep 1; echo AWAKE-$((c + 10))"; done');
      await fresh.until(/AWAKE-10[\s\S]*AWAKE-11/);
      fresh.type('poweroff -f');
      await fresh.machine.ended();
      expect(fresh.heard.code).toBe(0);
      // The kernel's clock neither went back nor past the guest's, which the snapshot says; it counts from later, and whole seconds.
      expect(restoredAt).toBeGreaterThanOrEqual(savedAt);
      expect(restoredAt).toBeLessThanOrEqual(guestSeconds + 1);
      expect([old.heard.text, fresh.heard.text].filter((text) => TROUBLE.test(text))).toEqual([]);
    },
    LONG,
  );
});

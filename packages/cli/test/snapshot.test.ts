import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallTree } from '../src/lab/device-tree.ts';
import { type LinuxGuest, tuttiCommand } from '../src/lab/emulators.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { type GuestRun, runGuest, TROUBLE } from '../src/lab/guest-run.ts';
import { callTutti, testFolder } from './tools.ts';

const TIMEOUT_SECONDS = 170;
const file = testFolder();
const MONITOR = '\u0001c';
const COMMON = { cores: 2, memory: '256M' };
const APPEND = 'cryptomgr.notests=1 lpj=2000000 guest.quiet=1';

const GUESTS: readonly (readonly [name: string, guest: () => LinuxGuest])[] = [
  [
    'armhf on vexpress-a9',
    () => ({
      ...COMMON,
      board: 'vexpress-a9',
      kernel: guestFile('armhf', 'Image'),
      initrd: guestFile('armhf', 'initramfs-small.cpio.gz'),
      append: `console=ttyAMA0 ${APPEND}`,
      dtb: smallTree(2, file('.')),
    }),
  ],
  [
    'amd64 on pc',
    () => ({
      ...COMMON,
      board: 'pc',
      kernel: guestFile('amd64-cloud', 'vmlinux'),
      initrd: guestFile('amd64-cloud', 'initramfs-small.cpio.gz'),
      append: `console=ttyS0 ${APPEND}`,
    }),
  ],
];

/** Boot to the shell, save there, quit. */
function saveAtShell(guest: LinuxGuest, snapshot: string): Promise<GuestRun> {
  return runGuest({
    ...tuttiCommand(guest, ['--threads', '2']),
    timeoutSeconds: TIMEOUT_SECONDS,
    onLine(line, write) {
      if (line === 'GUEST-READY') write('kept=$((6 * 7)); echo SHELL-$(cut -d. -f1 /proc/uptime)\n');
      if (/^SHELL-\d/.test(line)) write(`${MONITOR}savevm ${snapshot}\n`);
      if (/snap: [\d.]+ MiB/.test(line)) write('quit\n');
    },
  });
}

/** Go on from a snapshot: type commands, of which the last powers off. */
function typeInto(guest: LinuxGuest, snapshot: string, commands: readonly string[]): Promise<GuestRun> {
  return runGuest({
    ...tuttiCommand(guest, ['--threads', '2', '--loadvm', snapshot]),
    timeoutSeconds: TIMEOUT_SECONDS,
    onStart: (child) => void child.stdin?.write(`${commands.join('; ')}\n`),
  });
}

describe('a Debian guest that was saved at its shell goes on in a new process', () => {
  it.each(GUESTS)(
    '%s',
    async (name, makeGuest) => {
      const guest = makeGuest();
      const snapshot = file(`${name.replaceAll(' ', '-')}.snap`);
      const before = await saveAtShell(guest, snapshot);
      const savedAt = Number(/^SHELL-(\d+)/m.exec(before.text)?.[1]);
      const after = await typeInto(guest, snapshot, [
        'echo KEPT-$kept UPTIME-$(cut -d. -f1 /proc/uptime)',
        'for c in 0 1; do taskset -c $c sh -c "sleep 1; echo CPU-$c"; done',
        'yes | head -c 20000000 | md5sum',
        'poweroff -f',
      ]);
      expect(after.text).toContain('KEPT-42');
      const restoredAt = Number(/UPTIME-(\d+)/.exec(after.text)?.[1]);
      expect(restoredAt - savedAt).toBeGreaterThanOrEqual(0);
      // Time stands between the runs. What is left is what the two took around the snapshot, on a busy host.
      expect(restoredAt - savedAt).toBeLessThan(30);
      expect(after.text).toMatch(/^CPU-0\r?$[\s\S]*^CPU-1\r?$[\s\S]*^[0-9a-f]{32} {2}-\r?$/m);
      expect([before.text, after.text].filter((text) => TROUBLE.test(text))).toEqual([]);
      expect(after.status).toBe(0);
    },
    2 * TIMEOUT_SECONDS * 1000,
  );
});

describe('a snapshot that cannot be gone on from', () => {
  beforeAll(() => {
    writeFileSync(file('text'), 'This is no snapshot.\n'.repeat(10));
  });

  it.each([
    ['is not there', 'none', 'tutti: --loadvm FILE: no such file'],
    ['is none', 'text', 'tutti: FILE: not a snapshot that can be loaded: it does not begin with TUTTISNP'],
  ])('%s', (_, name, message) => {
    const path = file(name);
    const { status, stderr } = callTutti('run', 'duet', '--loadvm', path);
    expect([status, stderr]).toEqual([1, `${message.replace('FILE', path)}\n`]);
  });
});

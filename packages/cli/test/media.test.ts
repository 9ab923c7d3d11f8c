import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { QUICK_APPEND_PC, tuttiWith } from '../src/lab/emulators.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { runGuest, whyBad } from '../src/lab/guest-run.ts';
import { testFolder } from './tools.ts';

const MAKE_MEDIA = fileURLToPath(new URL('../guests/make-media', import.meta.url));
const TIMEOUT_SECONDS = 300;
const MARGIN_MS = 10_000;
const TIMEOUT_MS = TIMEOUT_SECONDS * 1000 + MARGIN_MS;
const file = testFolder();

const firmware = (): string[] => ['run', 'pc', '-m', '256M', '--bios', guestFile('seabios', 'bios-256k.bin')];

function makeMedia(kind: string): string {
  const path = file(`${kind}.img`);
  const files = ['--kernel', guestFile('amd64-cloud', 'vmlinuz'), '--initrd'];
  const initrd = guestFile('amd64-cloud', 'initramfs-small.cpio.gz');
  const made = spawnSync(MAKE_MEDIA, [...files, initrd, '--append', QUICK_APPEND_PC, kind, path], { encoding: 'utf8' });
  expect(made.stderr).not.toMatch(/error/);
  expect(made.status).toBe(0);
  return path;
}

describe('SeaBIOS boots', () => {
  it.each([
    ['disk', (path: string) => ['--drive', `file=${path},if=virtio`]],
    ['isolinux', (path: string) => ['--cdrom', path]],
  ] as const)(
    "Debian's kernel from media of the kind %s",
    async (kind, drive) => {
      const command = tuttiWith([...firmware(), ...drive(makeMedia(kind))]);
      const run = await runGuest({ ...command, timeoutSeconds: TIMEOUT_SECONDS });
      expect(whyBad(run, 1)).toBeUndefined();
      expect(run.text).toContain('BOOT_IMAGE=/vmlinuz');
    },
    TIMEOUT_MS,
  );

  it(
    'nothing from a disk without a boot sector and a damaged CD, and says so',
    async () => {
      writeFileSync(file('blank.img'), Buffer.alloc(2 ** 20));
      writeFileSync(file('damaged.iso'), Buffer.alloc(2 ** 20, 0xa5));
      const drives = ['--drive', `file=${file('blank.img')},if=ide`, '--cdrom', file('damaged.iso')];
      const run = await runGuest({
        ...tuttiWith([...firmware(), ...drives]),
        timeoutSeconds: TIMEOUT_SECONDS,
        onLine: (line, write) => {
          // Ctrl-A X: SeaBIOS would try again in a minute, for ever.
          if (line.includes('No bootable device')) write('\x01x');
        },
      });
      expect(run.text).toContain('Boot failed: not a bootable disk');
      expect(run.text).toContain('Boot failed: Could not read from CDROM');
      expect([run.timedOut, run.status]).toEqual([false, 0]);
    },
    TIMEOUT_MS,
  );
});

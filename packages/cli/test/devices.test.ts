import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Board } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpioGz } from '../src/lab/cpio.ts';
import { QUICK_APPEND } from '../src/lab/emulators.ts';
import { guestFile, labScript } from '../src/lab/guest-programs.ts';
import { boardWith, named } from './lab-board.ts';
import { NUMBERS_MD5, SharedFolder } from './sharing.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_MS = 400_000;
const MIB = 2 ** 20;
const DRIVERS = ['armmmci', 'smsc911x', 'ambakmi', 'virtio_mmio', 'virtio_blk', 'virtio_rng', 'virtio_console'];
const MODULES = [...DRIVERS, 'ext4', '9pnet_virtio', '9p'];

/** A pixel in the middle of the screen. */
const MIDDLE = 3 * (800 * 300 + 400);

/** "key" and Enter in scan codes of set 2, pressed and released. */
const TYPED = [0x42, 0x24, 0x35, 0x5a].flatMap((code) => [code, 0xf0, code]);

/** What the guest does with its devices; each line of `SAYS` is the proof of one. */
const script = (port: number): string[] => [
  'dd if=/dev/mmcblk0 bs=512 count=1 2>/dev/null | cut -c1-7 | head -n 1',
  'echo from-guest | dd of=/dev/mmcblk0 bs=512 seek=1 conv=sync,fsync 2>/dev/null',
  'mke2fs -q /dev/vda && mount -t ext4 /dev/vda /mnt && seq 100000 > /mnt/numbers && umount /mnt',
  'mount -t ext4 /dev/vda /mnt && echo "EXT4 $(md5sum < /mnt/numbers)"; umount /mnt',
  ...SharedFolder.SCRIPT,
  'ip link set eth0 up',
  'udhcpc -i eth0 -n -q -f -s /bin/true 2>&1 | grep obtained',
  'ip addr add 10.0.2.15/24 dev eth0; ping -c 1 10.0.2.2 | grep received',
  `wget -q -O - http://10.0.2.2:${port}/`,
  'cat /sys/class/misc/hw_random/rng_current',
  'echo "RANDOM $(dd if=/dev/hwrng bs=16 count=1 2>/dev/null | wc -c)"',
  'cat /sys/class/rtc/rtc0/date',
  'echo to-the-second-console > /dev/hvc0',
  'grep Name= /proc/bus/input/devices',
  'printf "\\033[41m\\033[2J" > /dev/tty1',
  'exec 3< /dev/tty1; echo TYPE; read typed <&3; echo "TYPED $typed"',
];

const SAYS = [
  'on-card',
  `EXT4 ${NUMBERS_MD5}`,
  ...SharedFolder.SAYS,
  /lease of 10\.0\.2\.15 obtained/,
  /1 packets received/,
  'hello from the host',
  'virtio_rng.0',
  'RANDOM 16',
  '2001-09-09',
  /AT Raw Set 2 keyboard|AT Translated Set 2 keyboard/,
  'TYPED key',
];

/** The board with a source of random numbers and a second console in two of its virtio slots. */
const board = (): Board => boardWith('vexpress-a9', { virtio2: 'rng', virtio3: 'console' });

describe("the kernel's own drivers on vexpress-a9", () => {
  const file = testFolder();
  const server = createServer((_, response) => response.end('hello from the host\n'));
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it(
    'use SD card, disk, network, shared folder, random numbers, clock, second console, display and keyboard in one boot',
    async () => {
      const [card, disk] = [file('card.img'), file('disk.img')];
      writeFileSync(card, Buffer.concat([Buffer.from('on-card\n'), Buffer.alloc(4 * MIB - 8)]));
      writeFileSync(disk, Buffer.alloc(8 * MIB));
      const folder = new SharedFolder(file('shared'));
      const { port } = server.address() as AddressInfo;
      const initrd = Buffer.concat([
        readFileSync(guestFile('armhf', 'initramfs.cpio.gz')),
        cpioGz([labScript(script(port))]),
      ]);
      const machine = await createMachine(board(), {
        smp: 1,
        memory: 256 * MIB,
        epochSeconds: 1_000_000_000,
        files: {
          cpu: {
            image: named(guestFile('armhf', 'Image')),
            initrd: { path: 'initrd', bytes: initrd },
            dtb: named(guestFile('armhf', 'vexpress-v2p-ca9.dtb')),
            append: `${QUICK_APPEND} guest.script=/lab.sh guest.mod=${MODULES.join(',')}`,
          },
        },
        drives: [{ file: card, if: 'sd' }, { file: disk }],
        nics: [{ kind: 'user', if: 'lan9118' }],
        shares: [folder.option],
      });
      const said: Record<string, string> = {};
      let screen: ReturnType<typeof machine.screen>;
      machine.on('console', ({ console, bytes }) => {
        said[console] = (said[console] ?? '') + new TextDecoder().decode(bytes);
        if (!/^TYPE\r?$/m.test(said['uart0.tx'] ?? '')) return;
        screen ??= machine.screen();
        machine.input('kmi0.events', Uint8Array.from(TYPED.splice(0)));
      });
      await machine.start();
      await machine.ended();
      await machine.stop();
      const text = said['uart0.tx']!.replaceAll('\r', '');
      for (const line of SAYS) expect(text).toMatch(line);
      expect(text).not.toContain('GUEST-MODULE-FAILED');
      expect([screen?.width, screen?.height]).toEqual([800, 600]);
      // The console's red in the middle of the screen, as 5:6:5 bits have it.
      expect([...screen!.rgb.subarray(MIDDLE, MIDDLE + 3)]).toEqual([0xad, 0, 0]);
      expect(folder.written()).toBe(true);
      expect(said['virtio3.tx']).toContain('to-the-second-console');
      expect(readFileSync(card).subarray(512, 522).toString()).toBe('from-guest');
    },
    TIMEOUT_MS,
  );
});

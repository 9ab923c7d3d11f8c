import { readFileSync, writeFileSync } from 'node:fs';
import type { Board } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { describe, expect, it } from 'vitest';
import { cpioGz } from '../src/lab/cpio.ts';
import { QUICK_APPEND } from '../src/lab/emulators.ts';
import { guestFile, labScript } from '../src/lab/guest-programs.ts';
import { boardWith, named } from './lab-board.ts';
import { NUMBERS_MD5, SharedFolder } from './sharing.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_MS = 400_000;
const MIB = 2 ** 20;
const DRIVERS = ['virtio_mmio', 'virtio_blk', 'virtio_net', 'virtio_rng', 'virtio_console'];
const MODULES = [...DRIVERS, 'ext4', '9pnet_virtio', '9p'];

/** What has happened to an interrupt of this name. */
const interrupts = (name: string): string => `$(awk '/${name}/ { print $2 }' /proc/interrupts)`;
const LINE = '/sys/class/gpio/gpio$((base + 3))';

/** What the guest does with its devices; each line of `SAYS` is the proof of one. */
const SCRIPT = [
  'mke2fs -q /dev/vda && mount -t ext4 /dev/vda /mnt && seq 100000 > /mnt/numbers && umount /mnt',
  'mount -t ext4 /dev/vda /mnt && echo "EXT4 $(md5sum < /mnt/numbers)"; umount /mnt',
  ...SharedFolder.SCRIPT,
  'ip link set eth0 up; echo "NET $(cat /sys/class/net/eth0/address)"',
  'udhcpc -i eth0 -n -q -f -s /bin/true 2>&1 | grep obtained',
  'ip addr add 10.0.2.15/24 dev eth0; ping -c 1 10.0.2.2 | grep received',
  'cat /sys/class/misc/hw_random/rng_current',
  'echo "RANDOM $(dd if=/dev/hwrng bs=16 count=1 2>/dev/null | wc -c)"',
  'echo to-the-second-console > /dev/hvc0',
  'cd /sys/class/rtc/rtc0; cat date; echo $(($(cat since_epoch) + 1)) > wakealarm; sleep 2',
  `echo "ALARM ${interrupts('rtc-pl031')}"`,
  'cd /sys/class/gpio; chip=$(echo gpiochip*); base=$(cat $chip/base); echo "GPIO $(cat $chip/label) $(cat $chip/ngpio)"',
  `echo $base > export; echo $((base + 3)) > export; echo low > gpio$base/direction; echo rising > ${LINE}/edge`,
  `echo "LOW $(cat ${LINE}/value)"; echo 1 > gpio$base/value; echo "HIGH $(cat ${LINE}/value)"`,
  `echo 0 > gpio$base/value; echo 1 > gpio$base/value; echo "EDGES ${interrupts('gpiolib')}"`,
  'echo TYPE; read typed; echo "TYPED $typed"',
];

const SAYS = [
  `EXT4 ${NUMBERS_MD5}`,
  ...SharedFolder.SAYS,
  'NET 52:54:00:12:34:56',
  /lease of 10\.0\.2\.15 obtained/,
  /1 packets received/,
  'virtio_rng.0',
  'RANDOM 16',
  '2001-09-09',
  'ALARM 1',
  'GPIO 9030000.gpio 8',
  'LOW 0',
  'HIGH 1',
  'EDGES 2',
  'TYPED keys',
];

/** The board with random numbers and a second console in two of its virtio slots, and GPIO line 0 joined to line 3. */
function board(): Board {
  const plain = boardWith('virt', { virtio30: 'rng', virtio31: 'console' });
  const joined = { 'out[0]': 'gpio.in[3]' };
  const devices = plain.devices.map((d) => (d.name === 'gpio' ? { ...d, wires: { ...d.wires, ...joined } } : d));
  return { ...plain, devices };
}

describe("the kernel's own drivers on virt", () => {
  const file = testFolder();

  it(
    'use disk, network, shared folder, random numbers, clock and its alarm, GPIO, second console and serial input in one boot',
    async () => {
      const disk = file('disk.img');
      writeFileSync(disk, Buffer.alloc(8 * MIB));
      const folder = new SharedFolder(file('shared'));
      const initrd = Buffer.concat([
        readFileSync(guestFile('armhf', 'initramfs.cpio.gz')),
        cpioGz([labScript(SCRIPT)]),
      ]);
      const machine = await createMachine(board(), {
        smp: 1,
        memory: 256 * MIB,
        epochSeconds: 1_000_000_000,
        files: {
          cpu: {
            image: named(guestFile('armhf', 'Image')),
            initrd: { path: 'initrd', bytes: initrd },
            append: `${QUICK_APPEND} guest.script=/lab.sh guest.mod=${MODULES.join(',')}`,
          },
        },
        drives: [{ file: disk }],
        nics: [{ kind: 'user', if: 'virtio' }],
        shares: [folder.option],
      });
      const said: Record<string, string> = {};
      const typed = [...Buffer.from('keys\n')];
      machine.on('console', ({ console, bytes }) => {
        said[console] = (said[console] ?? '') + new TextDecoder().decode(bytes);
        if (!/^TYPE\r?$/m.test(said['uart0.tx'] ?? '')) return;
        machine.input('uart0.rx', Uint8Array.from(typed.splice(0)));
      });
      await machine.start();
      await machine.ended();
      await machine.stop();
      const text = said['uart0.tx']!.replaceAll('\r', '');
      for (const line of SAYS) expect(text).toMatch(line);
      expect(text).not.toContain('GUEST-MODULE-FAILED');
      expect(folder.written()).toBe(true);
      expect(said['virtio31.tx']).toContain('to-the-second-console');
    },
    TIMEOUT_MS,
  );
});

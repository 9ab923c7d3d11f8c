import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { MachineOptions } from '@tutti/machine';
import { expect, it } from 'vitest';
import { cpioGz } from '../src/lab/cpio.ts';
import { smallTree } from '../src/lab/device-tree.ts';
import { guestFile, labScript } from '../src/lab/guest-programs.ts';
import { TROUBLE } from '../src/lab/guest-run.ts';
import { sessions } from './guest-session.ts';
import { named } from './lab-board.ts';
import { testFolder } from './tools.ts';

const LONG = 400_000;
const MIB = 2 ** 20;
const MODULES = ['virtio_mmio', 'virtio_blk', 'ext4', '9pnet_virtio', '9p'];
const TROUBLE_ON_DISK = /EXT4-fs (error|warning)|I\/O error|JBD2: .*error/;
const folder = testFolder();
const open = sessions();

/** Two disks that are written, and waited for, all the time; a shared folder. */
const SCRIPT = [
  'seq 20000 > /numbers',
  'fill() { i=0; until [ -e /stop ]; do i=$((i + 1)); dd if=/numbers of=/$1/$((i % 4)) bs=64k conv=fsync 2>/dev/null; [ $i = 4 ] && echo "FILLED-$1"; done; touch /stopped-$1; }',
  'for d in a b; do mkdir /$d; mke2fs -q /dev/vd$d; mount -t ext4 /dev/vd$d /$d; fill $d & done',
  'mkdir /h; mount -t 9p -o trans=virtio,version=9p2000.L host /h',
];
/** Stops writing, reads what the disks hold, and powers off. */
const CHECK = [
  'touch /stop; until [ -e /stopped-a ] && [ -e /stopped-b ]; do sleep 1; done',
  'for d in a b; do umount /$d; mount -t ext4 /dev/vd$d /$d; done',
  'for f in /a/? /b/?; do cmp $f /numbers && echo same; done | grep -c same > /same; umount /a; umount /b',
  'echo "SAME-$(cat /same)"; poweroff -f',
];

const check = labScript(CHECK);

function options(image: string): MachineOptions {
  const initrd = Buffer.concat([
    readFileSync(guestFile('armhf', 'initramfs.cpio.gz')),
    cpioGz([labScript(SCRIPT), { ...check, path: 'check.sh' }]),
  ]);
  return {
    smp: 1,
    memory: 128 * MIB,
    files: {
      cpu: {
        image: named(guestFile('armhf', 'Image')),
        initrd: { path: 'initrd', bytes: initrd },
        dtb: named(smallTree(1, folder('.'))),
        append: `console=ttyAMA0 cryptomgr.notests=1 lpj=2000000 guest.quiet=1 guest.script=/lab.sh guest.mod=${MODULES.join(',')}`,
      },
    },
    drives: [{ file: folder('kept.img'), snapshot: true }, { file: image }],
    shares: [{ path: folder('shared'), tag: 'host' }],
  };
}

it(
  'a guest that writes to its disks while it is saved goes on, here and elsewhere, and loses nothing',
  async () => {
    const [image, copy] = [folder('image.img'), folder('copy.img')];
    for (const file of [folder('kept.img'), image]) writeFileSync(file, Buffer.alloc(16 * MIB));
    mkdirSync(folder('shared'));
    const old = await open('vexpress-a9', options(image));
    await old.machine.start();
    await old.until(/GUEST-READY[\s\S]*# /);
    await expect(old.machine.save()).rejects.toThrow(
      'the guest has mounted the shared folder "host", whose open files a snapshot cannot hold: unmount it first',
    );
    old.type('umount /h && echo UN-MOUNTED');
    await old.until(/^UN-MOUNTED/m);
    await old.until(/FILLED-a[\s\S]*FILLED-b|FILLED-b[\s\S]*FILLED-a/);

    await old.machine.pause();
    const bytes = await old.machine.save();
    expect(spawnSync('cp', ['-p', image, copy]).status).toBe(0);
    await old.machine.resume();
    old.type('sh /check.sh');
    await old.machine.ended();
    await old.machine.stop();

    const late = await open('vexpress-a9', options(image));
    await expect(late.machine.start({ snapshot: { path: 'late.snap', bytes } })).rejects.toThrow(
      /^late\.snap: the image of drive virtio1\.\S+ was written after the snapshot was taken; with snapshot=on/,
    );

    const fresh = await open('vexpress-a9', options(copy));
    await fresh.machine.start({ snapshot: { path: 'paused.snap', bytes } });
    fresh.type('sh /check.sh');
    await fresh.machine.ended();
    for (const { heard } of [old, fresh]) {
      expect(heard.text).toContain('SAME-8');
      expect(heard.text).not.toMatch(TROUBLE);
      expect(heard.text).not.toMatch(TROUBLE_ON_DISK);
      expect(heard.code).toBe(0);
    }
  },
  LONG,
);

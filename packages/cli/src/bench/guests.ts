import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallTree } from '../lab/device-tree.ts';
import { type ArmGuest, type CommandLine, QUICK_APPEND, qemuCommand, tuttiCommand } from '../lab/emulators.ts';
import { buildGuestProgram, guestFile, initrdWith, labScript } from '../lab/guest-programs.ts';
import { uImage } from '../lab/uimage.ts';

export const EMULATORS = ['qemu', 'tutti'] as const;
export type EmulatorName = (typeof EMULATORS)[number];

/** Where the armmp kernel runs on a Versatile Express: start of RAM, and its TEXT_OFFSET. */
const KERNEL_AT = 0x6020_8000;
/** So that counters read at a mark belong to it. */
const PAUSE = 'sleep 0.3';

/** Files of a bench, made once in a folder. */
export class BenchGuests {
  private readonly folder: string;
  private readonly program: Uint8Array;
  private readonly image: Readonly<Record<EmulatorName, string>>;

  /** @throws EmulatorError FILE_UNREADABLE when a compiler, `dtc` or the guest is missing */
  constructor(folder: string) {
    this.folder = folder;
    this.program = buildGuestProgram('tbench', 'arm-linux-gnueabihf-gcc', folder);
    const image = guestFile('armhf', 'Image');
    const wrapped = join(folder, 'uImage');
    // QEMU puts a bare kernel at a fixed address, which is not the one that this kernel is for.
    writeFileSync(wrapped, uImage(readFileSync(image), KERNEL_AT));
    this.image = { qemu: wrapped, tutti: image };
  }

  /** Boots to GUEST-READY and powers off: the same unpacked kernel, or the same zImage. */
  boot(emulator: EmulatorName, cores: number, kind: 'Image' | 'zImage', more: readonly string[]): CommandLine {
    const kernel = kind === 'zImage' ? guestFile('armhf', 'zImage') : this.image[emulator];
    const initrd = guestFile('armhf', 'initramfs-small.cpio.gz');
    return this.command(emulator, { cores, kernel, initrd, append: QUICK_APPEND }, more);
  }

  /** Boots and runs benchmarks, each with as many processes as there are cores. */
  benchmarks(
    emulator: EmulatorName,
    cores: number,
    work: { readonly names: readonly string[]; readonly scale: number },
    more: readonly string[],
  ): CommandLine {
    const lines = work.names.map(
      (name) => `${PAUSE}; echo BENCH-BEGIN ${name}; tbench ${name} ${cores} ${work.scale}%`,
    );
    const entries = [{ path: 'bin/tbench', bytes: this.program, executable: true }, labScript([...lines, PAUSE])];
    const initrd = initrdWith('armhf', entries, this.folder);
    const append = `${QUICK_APPEND} guest.script=/lab.sh`;
    return this.command(emulator, { cores, kernel: this.image[emulator], initrd, append }, more);
  }

  private command(
    emulator: EmulatorName,
    parts: Pick<ArmGuest, 'cores' | 'kernel' | 'initrd' | 'append'>,
    more: readonly string[],
  ): CommandLine {
    const dtb = smallTree(parts.cores, this.folder);
    const guest: ArmGuest = { board: 'vexpress-a9', memory: '256M', dtb, ...parts };
    return emulator === 'qemu' ? qemuCommand(guest) : tuttiCommand(guest, more);
  }
}

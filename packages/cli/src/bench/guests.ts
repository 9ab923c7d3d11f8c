import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallTree } from '../lab/device-tree.ts';
import { type CommandLine, type LinuxGuest, qemuCommand, tuttiCommand, v86Command } from '../lab/emulators.ts';
import { buildGuestProgram, guestFile, initrdWith, labScript } from '../lab/guest-programs.ts';
import { uImage } from '../lab/uimage.ts';
import { type BenchTarget, type BootName, EMULATORS, type EmulatorName, TARGETS, type TargetName } from './targets.ts';

/** So that counters read at a mark belong to it. */
const PAUSE = 'sleep 0.3';

/** Files of the benches of one target, made once in a folder. */
export class BenchGuests {
  readonly name: TargetName;
  /** The emulators that have this target. */
  readonly emulators: readonly EmulatorName[];
  private readonly target: BenchTarget;
  private readonly folder: string;
  private readonly program: Uint8Array;
  private readonly wrapped: string | undefined;

  /** @throws EmulatorError FILE_UNREADABLE when a compiler, `dtc` or the guest is missing */
  constructor(name: TargetName, folder: string) {
    this.name = name;
    this.target = TARGETS[name];
    this.emulators = EMULATORS.filter((emulator) => this.target.kernels.boot[emulator] !== undefined);
    this.folder = folder;
    this.program = buildGuestProgram('tbench', this.target.compiler, folder);
    this.wrapped = this.wrap();
  }

  /** Those of `counts` that every emulator of this target offers. */
  coresOf(counts: readonly number[]): number[] {
    return counts.filter((count) => count <= this.target.mostCores);
  }

  /** Boots to GUEST-READY and powers off. */
  boot(emulator: EmulatorName, cores: number, name: BootName, more: readonly string[]): CommandLine {
    const kernel = this.kernel(emulator, name);
    const initrd = guestFile(this.target.guest, 'initramfs-small.cpio.gz');
    return this.command(emulator, { cores, kernel, initrd, append: this.target.append }, more);
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
    const initrd = initrdWith(this.target.guest, entries, this.folder);
    const append = `${this.target.append} guest.script=/lab.sh`;
    return this.command(emulator, { cores, kernel: this.kernel(emulator, 'boot'), initrd, append }, more);
  }

  private kernel(emulator: EmulatorName, name: BootName): string {
    if (emulator === 'qemu' && name === 'boot' && this.wrapped !== undefined) return this.wrapped;
    return guestFile(this.target.guest, this.target.kernels[name][emulator]!);
  }

  private wrap(): string | undefined {
    const { guest, kernels, wrapAt } = this.target;
    if (wrapAt === undefined) return undefined;
    const path = join(this.folder, 'uImage');
    writeFileSync(path, uImage(readFileSync(guestFile(guest, kernels.boot.qemu!)), wrapAt));
    return path;
  }

  private command(
    emulator: EmulatorName,
    parts: Pick<LinuxGuest, 'cores' | 'kernel' | 'initrd' | 'append'>,
    more: readonly string[],
  ): CommandLine {
    const dtb = this.target.smallTree ? { dtb: smallTree(parts.cores, this.folder) } : {};
    const guest: LinuxGuest = { board: this.target.board, memory: '256M', ...dtb, ...parts };
    switch (emulator) {
      case 'qemu':
        return qemuCommand(this.target.qemu, guest);
      case 'tutti':
        return tuttiCommand(guest, more);
      case 'v86':
        return v86Command(guest, {
          bios: guestFile('seabios', 'bios.bin'),
          vga: guestFile('seabios', 'vgabios-stdvga.bin'),
        });
    }
  }
}

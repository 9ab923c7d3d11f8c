import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const TUTTI = fileURLToPath(new URL('../../bin/tutti.mjs', import.meta.url));
/** Comes with the repository, not with the package. */
const V86 = fileURLToPath(new URL('../../../../bench/v86/run.mjs', import.meta.url));

/** Debian's armmp kernel on the boards of this repository: quick start, and power-off at the end. */
export const QUICK_APPEND = 'console=ttyAMA0 cryptomgr.notests=1 lpj=2000000 guest.quiet=1 guest.off=1';

/** Debian's kernels on the PC: the same. */
export const QUICK_APPEND_PC = 'console=ttyS0 cryptomgr.notests=1 lpj=2000000 guest.quiet=1 guest.off=1';

/** A Linux guest. */
export interface LinuxGuest {
  readonly board: string;
  readonly cores: number;
  readonly memory: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly dtb?: string;
  readonly append: string;
}

/** A program and its arguments. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const files = (guest: LinuxGuest, dash: string): string[] => [
  ...[`${dash}kernel`, guest.kernel, `${dash}initrd`, guest.initrd, `${dash}append`, guest.append],
  ...(guest.dtb === undefined ? [] : [`${dash}dtb`, guest.dtb]),
];

/** `tutti run`, as a person would call it. @param more  options beyond the guest's */
export function tuttiCommand(guest: LinuxGuest, more: readonly string[] = []): CommandLine {
  const machine = ['run', guest.board, '--smp', String(guest.cores), '-m', guest.memory];
  return { program: execPath, args: [TUTTI, ...machine, ...files(guest, '--'), ...more] };
}

/** `tutti` with any arguments. */
export const tuttiWith = (args: readonly string[]): CommandLine => ({ program: execPath, args: [TUTTI, ...args] });

/** Debian's QEMU with a thread for every core. @param program  `qemu-system-arm`, `qemu-system-x86_64`, ... */
export function qemuCommand(program: string, guest: LinuxGuest): CommandLine {
  const machine = ['-M', guest.board, '-smp', String(guest.cores), '-m', guest.memory, '-accel', 'tcg,thread=multi'];
  const quiet = ['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-no-reboot', '-net', 'none'];
  return {
    program,
    args: [...machine, ...quiet, ...files(guest, '-')],
    env: { QEMU_AUDIO_DRV: 'none' },
  };
}

/** v86 in a process of its own; it has one core and one board. @param firmware  paths of SeaBIOS and of its VGA option ROM */
export function v86Command(guest: LinuxGuest, firmware: { readonly bios: string; readonly vga: string }): CommandLine {
  const memory = ['--memory', String(Number.parseInt(guest.memory, 10))];
  const roms = ['--firmware', firmware.bios, '--vga-firmware', firmware.vga];
  return { program: execPath, args: [V86, ...files(guest, '--'), ...memory, ...roms] };
}

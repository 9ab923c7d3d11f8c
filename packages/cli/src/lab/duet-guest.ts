import type { ArchiveEntry } from './cpio.ts';
import { type CommandLine, tuttiWith } from './emulators.ts';
import { buildGuestProgram, guestFile, initrdWith, labScript } from './guest-programs.ts';
import { type GuestRun, TROUBLE } from './guest-run.ts';

/** The sides of board `duet` with Debian's kernel for each. */
const SIDES = [
  {
    name: 'arm',
    guest: 'armhf',
    kernel: 'Image',
    console: 'ttyAMA0',
    compiler: ['arm-linux-gnueabihf-gcc'],
    tree: true,
  },
  { name: 'x86', guest: 'amd64-cloud', kernel: 'vmlinux', console: 'ttyS0', compiler: ['gcc'], tree: false },
] as const;

/** What both kernels do after their start. */
export interface DuetGuest {
  /** Messages each way by `guest-tests/link`; 0: they only boot. */
  readonly messages: number;
  /** Cores of each side. */
  readonly cores: number;
  /** Device tree of the ARM side; left out: the board's own. */
  readonly dtb?: string;
  /** Where the initial RAM disks are made. */
  readonly folder: string;
}

/** Debian's armhf and amd64 kernels at once on board `duet`; both power off at the end. @param more  further options */
export function duetCommand(guest: DuetGuest, more: readonly string[] = []): CommandLine {
  const sides = SIDES.flatMap((side, i) => {
    const append = [`console=${side.console}`, 'cryptomgr.notests=1', 'guest.quiet=1', 'guest.off=1'];
    const files = [`kernel=${guestFile(side.guest, side.kernel)}`, `smp=${guest.cores}`];
    if (side.tree && guest.dtb !== undefined) files.push(`dtb=${guest.dtb}`);
    if (guest.messages === 0) {
      files.push(`initrd=${guestFile(side.guest, 'initramfs-small.cpio.gz')}`);
    } else {
      files.push(`initrd=${initrdWith(side.guest, linkEntries(i, guest), guest.folder, 'initramfs.cpio.gz')}`);
      append.push('guest.mod=uio_pci_generic', 'guest.script=/lab.sh');
    }
    return ['--core', `${side.name}:${files.join(',')},append=${append.join(' ')}`];
  });
  return tuttiWith(['run', 'duet', ...sides, ...more]);
}

/** The link program and the script that binds the function to the driver and runs it. */
function linkEntries(side: number, { messages, folder }: DuetGuest): ArchiveEntry[] {
  const { name, compiler } = SIDES[side]!;
  const program = buildGuestProgram('link', compiler, folder);
  return [
    { path: 'bin/duet-link', bytes: program, executable: true },
    labScript([
      'echo 1af4 10f4 > /sys/bus/pci/drivers/uio_pci_generic/new_id',
      `duet-link ${name} ${side} ${messages}`,
    ]),
  ];
}

/** Lines of one side, without the label that the terminal puts before them. */
const linesOf = (text: string, side: string): string[] =>
  text.split('\n').flatMap((line) => (line.startsWith(`[${side}] `) ? [line.slice(side.length + 3).trim()] : []));

/** Why a run of `duetCommand` is not what it should be, in a few words; undefined when it is. */
export function whyDuetBad(run: GuestRun, { messages, cores }: DuetGuest): string | undefined {
  // One side in trouble keeps the other waiting: what is wrong comes before what is missing.
  for (const { name } of SIDES) {
    const trouble = linesOf(run.text, name).find((line) => TROUBLE.test(line));
    if (trouble !== undefined) return `${name}: ${trouble}`;
  }
  for (const { name } of SIDES) {
    const lines = linesOf(run.text, name);
    const has = (pattern: RegExp) => lines.some((line) => pattern.test(line));
    const last = run.timedOut
      ? `no end after ${run.seconds.toFixed(0)} s, last: ${lines.at(-1) ?? ''}`
      : `status ${run.status}`;
    if (!has(/^GUEST-READY$/)) return `${name}: no GUEST-READY, ${last}: ${run.stderr.trim()}`;
    if (!has(new RegExp(`^GUEST-CPUS ${cores}$`))) return `${name}: not ${cores} cores`;
    if (
      messages > 0 &&
      !has(new RegExp(`^LINK ${name} sent ${messages} received ${messages} wrong 0 interrupts [1-9]`))
    )
      return `${name}: ${lines.find((line) => line.startsWith('LINK ')) ?? 'no messages'}, ${last}`;
    if (!has(/^GUEST-OFF$/)) return `${name}: no power-off, ${last}`;
  }
  return run.status === 0 && !run.timedOut ? undefined : `status ${run.status}: ${run.stderr.trim()}`;
}

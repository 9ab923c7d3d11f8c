import type { LlscScheme } from '@tutti/ir';
import type { NamedBytes } from './load/index.ts';

/** What a machine runs, for one cluster. Left out: what the board file names. */
export interface ClusterFiles {
  readonly image?: NamedBytes;
  readonly initrd?: NamedBytes;
  readonly dtb?: NamedBytes;
  /** ROM image that runs instead of a kernel. */
  readonly firmware?: NamedBytes;
  /** Option ROMs that firmware runs: the VGA BIOS. */
  readonly optionRoms?: readonly NamedBytes[];
  readonly append?: string;
  /** How the image is loaded and entered. */
  readonly protocol?: string;
}

export const TRACE_CATEGORIES = [
  'in_asm',
  'ir',
  'out',
  'int',
  'mmu',
  'exec',
  'unimp',
  'guest_errors',
  'device',
] as const;
export type TraceCategory = (typeof TRACE_CATEGORIES)[number];

export const CODEGENS = ['wasm', 'js', 'interp'] as const;
export const CODE_CACHES = ['unified', 'private'] as const;
export const LLSC_SCHEMES = ['cas', 'hst', 'table'] as const satisfies readonly LlscScheme[];
/** What becomes of a machine when a core shuts down. */
export const TRIPLE_FAULT_ACTIONS = ['exit', 'reset', 'halt'] as const;
export type TripleFaultAction = (typeof TRIPLE_FAULT_ACTIONS)[number];

export const CLOCKS = ['host', 'icount'] as const;

/** How a board is to be run. Everything has a default. */
export interface MachineOptions {
  /** Cores of the first cluster that lets them be chosen, or of each cluster by name. */
  readonly smp?: number | Readonly<Record<string, number>>;
  /** CPU model of the first cluster, or of each cluster by name; default: the board's. */
  readonly cpu?: string | Readonly<Record<string, string>>;
  /** Host threads that run the cores; default: one for each core. */
  readonly threads?: number;
  /** Bytes of the main memory of every cluster, or of those named. */
  readonly memory?: number | Readonly<Record<string, number>>;
  /** Files by cluster. */
  readonly files?: Readonly<Record<string, ClusterFiles>>;
  readonly codegen?: (typeof CODEGENS)[number];
  readonly codeCache?: (typeof CODE_CACHES)[number];
  readonly llsc?: LlscScheme;
  readonly clock?: (typeof CLOCKS)[number];
  /** Shift of `icount`: one instruction takes 2^shift ns. */
  readonly icountShift?: number;
  readonly trace?: readonly TraceCategory[];
  /** Disks by device name (`virtio0`), or in order of the board's free slots. */
  readonly drives?: readonly DriveOption[];
  /** Networks by device name (`eth0`), or in order of the board's free slots. */
  readonly nics?: readonly NicOption[];
  /** Shared folders by device name, or in order of the board's free slots. */
  readonly shares?: readonly ShareOption[];
  /** What a PC's firmware boots from, in turn: `c` disks, `d` CDs; left out: its own order. */
  readonly bootOrder?: string;
  /** Seconds since 1970 that real-time clocks show at power on. Required to repeat a run exactly. */
  readonly epochSeconds?: number;
  /** Key of what RDRAND gives, 8 words; default: zeros, so that a run repeats. */
  readonly randomKey?: readonly number[];
  /** When an x86 core shuts down: end with an error (default), reset the machine, or let the others go on. */
  readonly onTripleFault?: TripleFaultAction;
}

export const NIC_KINDS = ['user', 'loopback'] as const;

/** One network. */
export interface NicOption {
  /** `user`: a private network behind the host's own sockets; `loopback`: hears itself. */
  readonly kind: (typeof NIC_KINDS)[number];
  /** `virtio`, `lan9118` or `e1000`, or the name of a device of the board. */
  readonly if?: string;
  /** Ethernet address of the guest: `52:54:00:12:34:56`. */
  readonly mac?: string;
}

/** One folder that the guest mounts: `mount -t 9p -o trans=virtio TAG /mnt`. */
export interface ShareOption {
  /** Folder of the host. The guest sees nothing outside it. */
  readonly path: string;
  /** Name that the guest knows it by. */
  readonly tag: string;
  /** Name of a virtio device of the board. */
  readonly if?: string;
  readonly readOnly?: boolean;
}

/** One disk. */
export interface DriveOption {
  /** File name, opened by the host adapter on the I/O thread. */
  readonly file: string;
  /** `virtio`, `ide`, `ahci` or `sd`, or the name of a device of the board. */
  readonly if?: string;
  readonly media?: 'disk' | 'cdrom';
  readonly readOnly?: boolean;
  /** Writes stay in memory. */
  readonly snapshot?: boolean;
}

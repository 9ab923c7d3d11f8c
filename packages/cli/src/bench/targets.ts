/** The emulators, in the order in which they run. */
export const EMULATORS = ['qemu', 'tutti', 'v86'] as const;
export type EmulatorName = (typeof EMULATORS)[number];

/** Boots that can be measured: the quickest form of the kernel that an emulator loads, and the form that unpacks itself. */
export const BOOTS = ['boot', 'boot-zimage'] as const;
export type BootName = (typeof BOOTS)[number];

/** What is measured where: a guest on a board, and the emulators that have this board. */
export interface BenchTarget {
  /** For the reader of the table: what the emulators run. */
  readonly about: string;
  /** Name of the board, in QEMU as well. */
  readonly board: string;
  /** QEMU's program. */
  readonly qemu: string;
  /** Folder of `tutti guests`. */
  readonly guest: string;
  readonly compiler: readonly string[];
  readonly append: string;
  /** The most cores that all of its emulators offer. */
  readonly mostCores: number;
  readonly smallTree: boolean;
  /** File of the guest that each emulator boots; an emulator without an entry does not run. */
  readonly kernels: Readonly<Record<BootName, Readonly<Partial<Record<EmulatorName, string>>>>>;
  /** Physical address for which QEMU needs the unpacked kernel wrapped as a U-Boot image; absent: it loads the file as it is. */
  readonly wrapAt?: number;
}

const QUICK = 'cryptomgr.notests=1 lpj=2000000 guest.quiet=1 guest.off=1';
const PC = { board: 'pc', append: `console=ttyS0 ${QUICK}`, smallTree: false } as const;

/** The targets of `tutti bench`, by the name that `--target` takes. */
export const TARGETS = {
  arm: {
    about: `Debian's armmp kernel on vexpress-a9 with the same small device tree; QEMU gets the unpacked kernel as a uImage.`,
    board: 'vexpress-a9',
    qemu: 'qemu-system-arm',
    guest: 'armhf',
    compiler: ['arm-linux-gnueabihf-gcc'],
    append: `console=ttyAMA0 ${QUICK}`,
    mostCores: 4,
    smallTree: true,
    kernels: { boot: { qemu: 'Image', tutti: 'Image' }, 'boot-zimage': { qemu: 'zImage', tutti: 'zImage' } },
    // Start of RAM, and the kernel's TEXT_OFFSET. QEMU puts a bare kernel at another address.
    wrapAt: 0x6020_8000,
  },
  'x86-64': {
    ...PC,
    about: `Debian's cloud-amd64 kernel on pc; "boot" enters the unpacked kernel by PVH in both.`,
    qemu: 'qemu-system-x86_64',
    guest: 'amd64-cloud',
    compiler: ['gcc'],
    mostCores: 4,
    kernels: { boot: { qemu: 'vmlinux', tutti: 'vmlinux' }, 'boot-zimage': { qemu: 'vmlinuz', tutti: 'vmlinuz' } },
  },
  i386: {
    ...PC,
    about: `Debian's i386 kernel on pc, one core; only Tutti loads this kernel unpacked.`,
    qemu: 'qemu-system-i386',
    guest: 'i386',
    compiler: ['gcc', '-m32'],
    mostCores: 1,
    kernels: {
      boot: { qemu: 'vmlinuz', tutti: 'vmlinux', v86: 'vmlinuz' },
      'boot-zimage': { qemu: 'vmlinuz', tutti: 'vmlinuz', v86: 'vmlinuz' },
    },
  },
} as const satisfies Readonly<Record<string, BenchTarget>>;

export type TargetName = keyof typeof TARGETS;

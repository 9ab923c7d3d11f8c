import type { AcpiConfig } from '@tutti/devices-pc';
import type { BootState } from '@tutti/ir';
import type { FdtNode } from '../fdt/index.ts';

/** Bytes of a file with the name that messages use for it. */
export interface NamedBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Bytes to put into guest memory before the cores start. */
export interface Segment {
  /** Guest physical address, in the view of the cluster that it is loaded for. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Bytes of zeros after `bytes` (ELF .bss). */
  readonly zeros?: number;
  /** What it is, for messages: the path or `device tree`. */
  readonly what: string;
}

/** A piece of RAM that a cluster sees. */
export interface RamRange {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

/** What a boot protocol works with. */
export interface LoadContext {
  readonly cluster: string;
  readonly arch: string;
  readonly cores: number;
  readonly image?: NamedBytes;
  readonly initrd?: NamedBytes;
  /** ROM image that runs instead of a kernel. */
  readonly firmware?: NamedBytes;
  /** Files that firmware finds in its configuration device. */
  readonly firmwareFiles?: Readonly<Record<string, Uint8Array>>;
  /** What ACPI tables say of the board; boards without ACPI have none. */
  readonly acpi?: AcpiConfig;
  /** A device tree that the user gave. */
  readonly dtb?: NamedBytes;
  readonly append: string;
  /** Entry point of raw images; load address of raw binaries. */
  readonly entry?: number;
  readonly loadAt?: number;
  /** Kernel memory: the range that boots first, then others. Never empty. */
  readonly ram: readonly RamRange[];
  /** Everything else that can hold bytes (SRAM, ROM). */
  readonly memory: readonly RamRange[];
  /** How cores other than the first are started. */
  readonly secondary: SecondaryStart;
  /** The board's own tree when the user gave none. */
  makeDtb?(): FdtNode;
  /** Nodes of devices that a user's tree lacks (virtio slots), given the handle of its interrupt controller. */
  extraNodes(gic: number): readonly FdtNode[];
  /** Address of the display controller whose picture is shown, when the user gave a tree. */
  readonly panelAt?: number;
}

/** How the second and later cores of a cluster come to life. */
export type SecondaryStart =
  | { readonly kind: 'held' }
  | {
      /** They run a stub that enables the GIC CPU interface, sleeps, and jumps to what the mailbox word holds. */
      readonly kind: 'mailbox';
      readonly stubAt: number;
      readonly mailbox: number;
      readonly gicCpu: number;
    };

/** What is to be loaded and how each core starts. */
export interface LoadResult {
  readonly segments: readonly Segment[];
  /** One per core of the cluster. */
  readonly boot: readonly BootState[];
  /** Bytes for the large memory of the first device of a type: what firmware reads from `fw-cfg`. */
  readonly contents?: Readonly<Record<string, Uint8Array>>;
}

/** Turns files into memory contents and core states. @throws EmulatorError */
export type BootProtocol = (context: LoadContext) => LoadResult;

import { capabilityOffsets, type PciCapability, type PciDevice, type PciFunction } from './function.ts';

/** Vectors that a function of ours has at most. */
export const MSIX_VECTORS = 8;
const ENTRY_WORDS = 4;

/** State of a function with message-signalled interrupts. */
export const MSIX_STATE = {
  msixTable: {
    type: 'u32',
    count: MSIX_VECTORS * ENTRY_WORDS,
    doc: 'address (two words), data, control of each vector',
  },
  msixPending: { type: 'u32', doc: 'vectors that wait for being unmasked' },
  msixAt: { type: 'u32', doc: 'offset of the capability in the configuration space' },
} as const;

/** A function with MSI-X, as these helpers see it. */
export interface Msix extends PciDevice {
  readonly state: {
    readonly pciConfig: Uint8Array;
    readonly msixTable: Uint32Array;
    msixPending: number;
    msixAt: number;
  };
}

const ID = 0x11;
/** Message control, high byte: enable, function mask. */
const ENABLE = 0x80;
const MASK_ALL = 0x40;
const MASKED = 1;
const NO_VECTOR = 0xffff;

/** The capability: table at `table` and pending bits at `pending` of base address register `bar`. @see PCI local bus 3.0, 6.8.2 */
export const msixCapability = (bar: number, table: number, pending: number): PciCapability => ({
  id: ID,
  bytes: [
    MSIX_VECTORS - 1,
    0,
    ...[table | bar, pending | bar].flatMap((w) => [0, 8, 16, 24].map((s) => (w >>> s) & 0xff)),
  ],
  writable: [0, ENABLE | MASK_ALL],
});

/** Registers of the table and the pending bits in a function's map. */
export const msixRegisters = (table: number, pending: number) =>
  ({
    MSIX_TABLE: {
      at: table,
      mode: 'rw',
      virtual: true,
      width: 32,
      count: MSIX_VECTORS * ENTRY_WORDS,
      doc: 'message of each vector',
    },
    MSIX_PENDING: { at: pending, mode: 'r', virtual: true, width: 32, doc: 'vectors that wait for being unmasked' },
  }) as const;

/** Callbacks of these registers. */
export const msixCallbacks = {
  MSIX_TABLE: {
    read: (dev: Msix, word: number) => dev.state.msixTable[word] ?? 0,
    write: (dev: Msix, value: number, word: number) => {
      dev.state.msixTable[word] = value;
      msixUnmasked(dev);
    },
  },
  MSIX_PENDING: { read: (dev: Msix) => dev.state.msixPending },
} as const;

/** All vectors are masked after reset. */
export function msixReset(dev: Msix, fn: PciFunction): void {
  const place = fn.capabilities?.findIndex((c) => c.id === ID) ?? -1;
  dev.state.msixAt = capabilityOffsets(fn)[place] ?? 0;
  dev.state.msixPending = 0;
  dev.state.msixTable.fill(0);
  for (let v = 0; v < MSIX_VECTORS; v++) dev.state.msixTable[ENTRY_WORDS * v + 3] = MASKED;
}

const control = (dev: Msix): number => (dev.state.msixAt === 0 ? 0 : (dev.state.pciConfig[dev.state.msixAt + 3] ?? 0));

export const msixEnabled = (dev: Msix): boolean => (control(dev) & ENABLE) !== 0;

/** Send the message of a vector, or keep it while it is masked; FFFFh: the driver wants none. */
export function msixSend(dev: Msix, vector: number): void {
  if (vector === NO_VECTOR || vector >= MSIX_VECTORS) return;
  const [address = 0, , data = 0, mask = 0] = dev.state.msixTable.subarray(
    ENTRY_WORDS * vector,
    ENTRY_WORDS * (vector + 1),
  );
  if ((control(dev) & MASK_ALL) !== 0 || (mask & MASKED) !== 0) {
    dev.state.msixPending |= 1 << vector;
    return;
  }
  dev.state.msixPending &= ~(1 << vector);
  dev.service('msi', address, data, 0);
}

/** Masks have changed: send what waits and may. */
export function msixUnmasked(dev: Msix): void {
  if (!msixEnabled(dev)) return;
  const waiting = dev.state.msixPending;
  for (let v = 0; v < MSIX_VECTORS; v++) if ((waiting & (1 << v)) !== 0) msixSend(dev, v);
}

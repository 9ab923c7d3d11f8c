/**
 * A device as physical memory sees it. Instances exist in every thread over the same shared state; a call runs on the thread
 * that makes the access. Must not block and must accept any offset inside its region, any size and any value: they are the guest's.
 */
export interface MmioTarget {
  /**
   * @param offset  bytes from the start of the region
   * @param core    number of the core that reads; -1 for DMA and debuggers
   * @returns the unsigned value, zero-extended
   */
  read(offset: number, bytes: 1 | 2 | 4, core: number): number;
  /** @param value  unsigned, below 2^(8 * bytes) */
  write(offset: number, bytes: 1 | 2 | 4, value: number, core: number): void;
  /** 8-byte accesses in one piece. Without these they become two 4-byte accesses, low half first. */
  read64?(offset: number, core: number, out: Int32Array): void;
  write64?(offset: number, lo: number, hi: number, core: number): void;
}

/** One range of guest physical addresses. Where regions overlap, the later one of the list wins. */
export type PhysicalRegion = MemoryRegion | MmioRegion | FaultRegion;

interface RegionBase {
  readonly name: string;
  /**
   * First guest physical address; negative: not mapped at present. A function for ranges that the guest moves (PCI BARs): it reads
   * shared state, and whoever changes that state calls `PhysicalMap.moved()`.
   */
  readonly gpa: number | (() => number);
  readonly bytes: number;
}

/** Memory that the guest reaches directly. ROM ignores stores, unless `target` takes them. */
export interface MemoryRegion extends RegionBase {
  readonly kind: 'ram' | 'rom';
  /** Byte offset of the region's first byte in shared memory. */
  readonly host: number;
  /** Takes the stores to a ROM (flash commands, shadowing). */
  readonly target?: MmioTarget;
}

export interface MmioRegion extends RegionBase {
  readonly kind: 'mmio';
  readonly target: MmioTarget;
}

/** Accesses raise a bus fault instead of reading 0. */
export interface FaultRegion extends RegionBase {
  readonly kind: 'fault';
}

/** A range of addresses that the function decodes: which window of the device appears there, or its large memory. */
export interface PciBar {
  readonly space: 'memory' | 'io';
  /** Bytes, a power of two. */
  readonly size: number;
  /** Left out: the device's large memory, as memory that cores reach directly. */
  readonly window?: string;
}

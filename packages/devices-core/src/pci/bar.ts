/** A range of addresses that the function decodes: which window of the device appears there. */
export interface PciBar {
  readonly space: 'memory' | 'io';
  /** Bytes, a power of two. */
  readonly size: number;
  readonly window: string;
}

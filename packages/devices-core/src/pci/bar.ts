/** A range of addresses that a function decodes. One of the three names what appears there; none: the device's large memory. */
export interface PciBar {
  readonly space: 'memory' | 'io';
  /** Bytes, a power of two. */
  readonly size: number;
  /** Window of the device itself. */
  readonly window?: string;
  /** Option that names another device's window: `mailbox.a`. */
  readonly shows?: string;
  /** Option that names a memory of the board. */
  readonly memory?: string;
}

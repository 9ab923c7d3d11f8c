import type { PciCapability, PciDevice } from './function.ts';

/** State of a function with one message-signalled interrupt. */
export const MSI_STATE = {
  msiLevel: { type: 'u32', doc: 'what asked for the message that was sent last still does' },
} as const;

/** A function with MSI, as these helpers see it. */
export interface Msi extends PciDevice {
  readonly state: { readonly pciConfig: Uint8Array; msiLevel: number };
}

const ID = 0x05;
/** Places in the capability: control, address, data. */
const AT = { CONTROL: 2, ADDRESS: 4, DATA: 8 } as const;
const ENABLE = 1;

/** One vector, addresses of 32 bits. It must be the first of the function's capabilities. @see PCI local bus 3.0, 6.8.1 */
export const MSI_CAPABILITY: PciCapability = {
  id: ID,
  bytes: [0, 0, 0, 0, 0, 0, 0, 0],
  writable: [ENABLE, 0, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff],
};
const CAPABILITY_AT = 0x40;

const config = ({ state }: Msi): DataView =>
  new DataView(state.pciConfig.buffer, state.pciConfig.byteOffset + CAPABILITY_AT);

export const msiEnabled = (dev: Msi): boolean => (config(dev).getUint8(AT.CONTROL) & ENABLE) !== 0;

/**
 * Tell the function's interrupt: a message when the reason is new.
 * @param again  the reasons changed while some stayed: software expects another message
 */
export function msiSet(dev: Msi, level: boolean, again = false): void {
  const sends = level && (again || dev.state.msiLevel === 0);
  dev.state.msiLevel = level ? 1 : 0;
  if (sends) dev.service('msi', config(dev).getUint32(AT.ADDRESS, true), config(dev).getUint16(AT.DATA, true), 0);
}

import type { RegisterCallbacks } from '../framework/define-device.ts';
import type { Wire } from '../framework/host.ts';
import type { PciBar } from './bar.ts';

/** Bytes of a function's configuration space. */
export const PCI_CONFIG_BYTES = 256;
/** State that every PCI function has; part of its device's state. */
export const PCI_STATE = {
  pciConfig: { type: 'u8', count: PCI_CONFIG_BYTES, doc: 'configuration space' },
} as const;
/** Register of a function's map that holds its configuration space; its window is `config`. */
export const pciConfigRegister = (at: number) =>
  ({ at, mode: 'rw', virtual: true, width: 8, count: PCI_CONFIG_BYTES, doc: 'PCI configuration space' }) as const;

/** A device that is a PCI function, as these helpers see it. */
export interface PciDevice {
  readonly state: { readonly pciConfig: Uint8Array };
  irq(name: string, index?: number): Wire;
  service(name: string, a: number, b: number, c: number): number | undefined;
}

/** A capability: its bytes after id and next pointer, and which bits of them software may write. */
export interface PciCapability {
  readonly id: number;
  readonly bytes: readonly number[];
  readonly writable?: readonly number[];
}

/** What a function says of itself. @see PCI local bus 3.0, chapter 6 */
export interface PciFunction {
  readonly vendor: number;
  readonly device: number;
  /** Base class, subclass, interface: 010180h. */
  readonly classCode: number;
  readonly revision?: number;
  readonly subsystem: readonly [vendor: number, device: number];
  /** Interrupt pin, 1 for INTA; 0: none. */
  readonly pin: number;
  /** By number of the base address register. */
  readonly bars: Readonly<Record<number, PciBar>>;
  readonly capabilities?: readonly PciCapability[];
}

const AT = {
  COMMAND: 0x04,
  STATUS: 0x06,
  REVISION: 0x08,
  CACHE_LINE: 0x0c,
  LATENCY: 0x0d,
  BARS: 0x10,
  SUBSYSTEM: 0x2c,
  CAPABILITIES: 0x34,
  LINE: 0x3c,
  PIN: 0x3d,
  FIRST_CAPABILITY: 0x40,
} as const;
const COMMAND = { IO: 1, MEMORY: 2, NO_INTX: 0x400 } as const;
/** I/O, memory, bus master, parity; SERR, INTx disable. */
const COMMAND_WRITABLE = [0x47, 0x05] as const;
const STATUS = { INTERRUPT: 0x08, CAPABILITIES: 0x10 } as const;

/** Offset of each capability, by its place in the function's list. */
export function capabilityOffsets(fn: PciFunction): number[] {
  let at: number = AT.FIRST_CAPABILITY;
  return (fn.capabilities ?? []).map(({ bytes }) => {
    const own = at;
    at = (at + 2 + bytes.length + 3) & ~3;
    return own;
  });
}

function put(config: Uint8Array, at: number, value: number, bytes: number): void {
  for (let i = 0; i < bytes; i++) config[at + i] = (value >>> (8 * i)) & 0xff;
}

/** The configuration space after reset: identity, no addresses. */
export function pciReset(dev: PciDevice, fn: PciFunction): void {
  const config = dev.state.pciConfig;
  config.fill(0);
  put(config, 0, fn.vendor, 2);
  put(config, 2, fn.device, 2);
  put(config, AT.REVISION, (fn.classCode << 8) | (fn.revision ?? 0), 4);
  put(config, AT.SUBSYSTEM, fn.subsystem[0], 2);
  put(config, AT.SUBSYSTEM + 2, fn.subsystem[1], 2);
  config[AT.PIN] = fn.pin;
  for (const [bar, { space }] of Object.entries(fn.bars)) config[AT.BARS + 4 * Number(bar)] = space === 'io' ? 1 : 0;
  const offsets = capabilityOffsets(fn);
  if (offsets.length > 0) config[AT.STATUS] = STATUS.CAPABILITIES;
  config[AT.CAPABILITIES] = offsets[0] ?? 0;
  fn.capabilities?.forEach(({ id, bytes }, i) => {
    const at = offsets[i] ?? 0;
    config.set([id, offsets[i + 1] ?? 0, ...bytes], at);
  });
}

/** Which bits of each byte software may write. */
function writeMask(fn: PciFunction): Uint8Array {
  const mask = new Uint8Array(PCI_CONFIG_BYTES);
  mask.set(COMMAND_WRITABLE, AT.COMMAND);
  for (const at of [AT.CACHE_LINE, AT.LATENCY, AT.LINE]) mask[at] = 0xff;
  for (const [bar, { size }] of Object.entries(fn.bars)) put(mask, AT.BARS + 4 * Number(bar), ~(size - 1), 4);
  const offsets = capabilityOffsets(fn);
  fn.capabilities?.forEach(({ writable }, i) => {
    if (writable) mask.set(writable, (offsets[i] ?? 0) + 2);
  });
  return mask;
}

const inBars = (at: number): boolean => at >= AT.BARS && at < AT.BARS + 24;

/**
 * Callbacks of the configuration register. Changes of what is decoded are told to the machine (service `regions_moved`).
 * @param wrote  after a byte was written, with its offset
 */
export function pciConfigCallbacks<D extends PciDevice>(
  functionOf: (dev: D) => PciFunction | undefined,
  wrote: (dev: D, at: number) => void = () => undefined,
): RegisterCallbacks<D> {
  const masks = new WeakMap<PciFunction, Uint8Array>();
  return {
    read: (dev, at) => (functionOf(dev) === undefined ? 0xff : (dev.state.pciConfig[at] ?? 0)),
    write(dev, value, at) {
      const fn = functionOf(dev);
      if (fn === undefined) return;
      const mask = masks.get(fn) ?? writeMask(fn);
      masks.set(fn, mask);
      const config = dev.state.pciConfig;
      const before = config[at] ?? 0;
      const bits = mask[at] ?? 0;
      const after = (before & ~bits) | (value & bits);
      if (after !== before) {
        config[at] = after;
        const decodes = ((config[AT.COMMAND] ?? 0) & (COMMAND.IO | COMMAND.MEMORY)) !== 0;
        if (at === AT.COMMAND || (decodes && inBars(at))) dev.service('regions_moved', 0, 0, 0);
      }
      wrote(dev, at);
    },
  };
}

/** Where a base address register of this configuration space has its range; -1: nowhere, it is not decoded. */
export function pciBarAddress(config: Uint8Array, bar: number, { space }: PciBar): number {
  const view = new DataView(config.buffer, config.byteOffset, config.byteLength);
  const command = view.getUint16(AT.COMMAND, true);
  const value = view.getUint32(AT.BARS + 4 * bar, true);
  if (space === 'io') {
    const port = (value & 0xffff_fffc) >>> 0;
    return (command & COMMAND.IO) === 0 || port === 0 || port > 0xffff ? -1 : port;
  }
  const address = (value & 0xffff_fff0) >>> 0;
  return (command & COMMAND.MEMORY) === 0 || address === 0 ? -1 : address;
}

/** Drive the function's interrupt pin: the status bit follows the level, the pin only unless software disabled it. */
export function pciInterrupt(dev: PciDevice, pin: string, level: boolean): void {
  const config = dev.state.pciConfig;
  const status = config[AT.STATUS] ?? 0;
  config[AT.STATUS] = level ? status | STATUS.INTERRUPT : status & ~STATUS.INTERRUPT;
  const disabled = ((config[AT.COMMAND + 1] ?? 0) & (COMMAND.NO_INTX >>> 8)) !== 0;
  dev.irq(pin).set(level && !disabled);
}

import { alignUp } from '@tutti/layout';
import { fail } from '../errors.ts';
import type { DeviceType } from './define-device.ts';
import { type DevicePlace, workNames } from './instance.ts';
import { checkOptions } from './options.ts';
import { stateLayout, total } from './state-layout.ts';

/** One device as a board names it. */
export interface DeviceConfig {
  readonly name: string;
  /** A key of the types given to `planDevices`. */
  readonly type: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * A wire of a board: from an output pin (`uart0.intr`) to an input pin (`gic.spi[5]`) or to a line into a core
 * (`core.irq[2]`: `irq` and `intr` are line 0, `fiq` and `nmi` line 1).
 */
export interface WireConfig {
  readonly from: string;
  readonly to: string;
}

/** Where every device's state, timers and works are. Plain data: made once, given to every thread. */
export interface DevicePlan {
  readonly devices: readonly DevicePlace[];
  readonly wires: readonly WireConfig[];
  /** Bytes of the device heap, which starts on a page. */
  readonly size: number;
  /** Number of timer slots and of work slots. */
  readonly timers: number;
  readonly works: number;
}

/** Large memories that a page fits in begin on one, so that guests can map them. */
const PAGE_BYTES = 4096;

/**
 * Check a board's devices and lay out their memory.
 * @throws DeviceError when a type, option or name is wrong; wires are checked by `DeviceSet`
 */
export function planDevices(
  configs: readonly DeviceConfig[],
  types: Readonly<Record<string, DeviceType>>,
  wires: readonly WireConfig[] = [],
): DevicePlan {
  const devices: DevicePlace[] = [];
  const names = new Set<string>();
  let size = 0;
  let timers = 0;
  let works = 0;
  for (const { name, type: typeName, options: given } of configs) {
    const type = types[typeName];
    if (type === undefined) throw fail('DEVICE_TYPE', { device: name, type: typeName, known: Object.keys(types) });
    if (names.has(name)) throw fail('DEVICE_NAME', { device: name });
    names.add(name);
    const options = checkOptions(name, type.parts.options ?? {}, given ?? {});
    const bytesSize = type.parts.bytes?.(options) ?? 0;
    const bytes = alignUp(size + stateLayout(type).size, bytesSize < PAGE_BYTES ? 1 : PAGE_BYTES);
    devices.push({ name, type: typeName, options, state: size, bytes, bytesSize, timers, works });
    size = alignUp(bytes + bytesSize, 64);
    timers += total(type.parts.timers);
    works += workNames(type).length;
  }
  return { devices, wires, size, timers, works };
}

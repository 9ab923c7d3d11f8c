import { assert, fail } from '../errors.ts';
import type { DeviceType } from './define-device.ts';
import type { DeviceHost, Wire } from './host.ts';
import { DeviceInstance, workNames } from './instance.ts';
import type { DevicePlan } from './plan.ts';
import { compileRegisters, type RegisterFile } from './register-file.ts';
import { stateLayout, total } from './state-layout.ts';
import { Wiring } from './wiring.ts';

/** A part of a device as the physical memory map takes it: offsets count from the window's start. */
export interface DeviceWindow {
  readonly size: number;
  read(offset: number, bytes: number, core: number): number;
  write(offset: number, bytes: number, value: number, core: number): void;
}

/** Values of one device's state fields, for monitors and tests. */
export type DeviceSnapshot = Readonly<Record<string, number | bigint | readonly (number | bigint)[]>>;

/**
 * The devices of a machine in one thread. Every thread makes its own from the same plan over the same memory; none of
 * them holds state, so any of them can run any access, timer or work.
 */
export class DeviceSet {
  private readonly devices = new Map<string, DeviceInstance>();
  private readonly timerOwners: { device: DeviceInstance; index: number }[] = [];
  private readonly workOwners: { device: DeviceInstance; index: number }[] = [];
  private readonly wiring: Wiring;

  /**
   * @param heap  byte offset of the device heap in the host's buffer, a multiple of 64, `plan.size` bytes long
   * @throws DeviceError when a wire names what does not exist
   */
  constructor(plan: DevicePlan, types: Readonly<Record<string, DeviceType>>, host: DeviceHost, heap: number) {
    const files = new Map<DeviceType, RegisterFile>();
    for (const place of plan.devices) {
      const type = types[place.type];
      if (type === undefined)
        throw fail('DEVICE_TYPE', { device: place.name, type: place.type, known: Object.keys(types) });
      const file = files.get(type) ?? compileRegisters(type);
      files.set(type, file);
      const device = new DeviceInstance(host, place, type, stateLayout(type), file, heap);
      this.devices.set(place.name, device);
      for (let i = 0; i < total(type.parts.timers); i++) this.timerOwners.push({ device, index: i });
      for (let i = 0; i < workNames(type).length; i++) this.workOwners.push({ device, index: i });
    }
    this.wiring = new Wiring(this.devices, host);
    for (const wire of plan.wires) this.wiring.connect(wire);
  }

  /** @throws DeviceError DEVICE_UNKNOWN */
  get(name: string): DeviceInstance {
    const device = this.devices.get(name);
    if (device === undefined) throw fail('DEVICE_UNKNOWN', { device: name, known: [...this.devices.keys()] });
    return device;
  }

  get names(): string[] {
    return [...this.devices.keys()];
  }

  /** A device's window for the memory map: all of it (`regs`), or a part that its type declares (`dist` of a GIC). */
  window(name: string, window = 'regs'): DeviceWindow {
    const device = this.get(name);
    const { windows = {} } = device.type.parts;
    const { offset, size } =
      window === 'regs' ? { offset: 0, size: device.type.map.head.size } : (windows[window] ?? {});
    if (offset === undefined || size === undefined) {
      throw fail('WINDOW_UNKNOWN', { device: name, window, known: ['regs', ...Object.keys(windows)] });
    }
    if (offset === 0)
      return { size, read: (o, b, c) => device.read(o, b, c), write: (o, b, v, c) => device.write(o, b, v, c) };
    return {
      size,
      read: (o, bytes, core) => device.read(o + offset, bytes, core),
      write: (o, bytes, value, core) => device.write(o + offset, bytes, value, core),
    };
  }

  /** An input pin (`gic.ppi[27]`) as something to drive from outside. @throws DeviceError when there is none */
  input(pin: string): Wire {
    return this.wiring.input(pin);
  }

  /**
   * Power on or reset the whole board. One thread does it, while no other touches a device.
   * Outputs fall in the order of devices, then each device's own reset runs.
   */
  reset(): void {
    for (const device of this.devices.values()) device.reset();
  }

  /** Timer `slot` is due: call it on the timer thread. Harmless when the timer moved in the meantime. */
  fire(slot: number): void {
    const owner = this.timerOwners[slot];
    assert(owner !== undefined, `no timer slot ${slot}`);
    owner.device.fired(owner.index);
  }

  /** Run a requested work: on the I/O thread. */
  work(slot: number): void {
    const owner = this.workOwners[slot];
    assert(owner !== undefined, `no work slot ${slot}`);
    owner.device.work(owner.index);
  }

  /** Bytes were put into the source `uart0.rx`: on the I/O thread. */
  arrived(source: string): void {
    const [device = '', pin = ''] = source.split('.');
    this.get(device).arrived(pin);
  }

  /**
   * Tell devices that back ends can be reached: sizes of disks become known, and network back ends wake their devices.
   * On the I/O thread, once, after the first `reset` and before cores run.
   */
  attach(): void {
    for (const device of this.devices.values()) device.attach();
  }

  /** After the heap was restored from a snapshot: hand armed timers to the host again. */
  rearm(): void {
    for (const device of this.devices.values()) device.rearm();
  }

  /** State of one device by field. A machine's snapshot is a copy of the heap; this one is for reading. */
  describe(name: string): DeviceSnapshot {
    const device = this.get(name);
    const state = device.state as unknown as Readonly<Record<string, number | bigint | Iterable<number>>>;
    return Object.fromEntries(
      Object.keys(device.layout.fields).map((field) => {
        const value = state[field] ?? 0;
        return [field, typeof value === 'object' ? [...value] : value];
      }),
    );
  }
}

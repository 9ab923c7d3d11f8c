import { bind, type Layout } from '@tutti/layout';
import type { BlockBackend } from '../backends/block.ts';
import type { Framebuffer, Picture } from '../backends/display.ts';
import type { NetBackend } from '../backends/net.ts';
import type { ShareBackend } from '../backends/share.ts';
import { assert } from '../errors.ts';
import type { AnyDevice, Device, DeviceTimer, DeviceType, StateSpecs } from './define-device.ts';
import { DeviceLock } from './device-lock.ts';
import type { ByteSink, ByteSource, DeviceClock, DeviceHost, DeviceMemory, TraceCategory, Wire } from './host.ts';
import type { OptionSpecs, OptionValues } from './options.ts';
import { makeOutputs, makeTimers, type Timers } from './pins.ts';
import type { Register, RegisterFile } from './register-file.ts';
import { DEADLINES, OUTPUTS } from './state-layout.ts';

/** Where a device's shared things are. Plain data: part of the plan that every thread gets. */
export interface DevicePlace {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Offset of the state from the start of the device heap. */
  readonly state: number;
  readonly bytes: number;
  readonly bytesSize: number;
  /** First timer slot and first work slot. */
  readonly timers: number;
  readonly works: number;
}

const NO_SINK: ByteSink = { push: () => true };
const NO_SOURCE: ByteSource = { pop: () => -1 };
type StateArrays = Readonly<Record<string, number | Uint32Array>>;

/**
 * One device in one thread: the bus side (`read`, `write`), the side of its callbacks (`Device`), and what the device
 * set calls. `read` and `write` make it a target for the physical memory map.
 */
export class DeviceInstance implements Device<never, StateSpecs, OptionSpecs> {
  readonly name: string;
  readonly type: DeviceType;
  readonly layout: Layout;
  readonly state: never;
  readonly options: OptionValues<OptionSpecs>;
  readonly clock: DeviceClock;
  readonly memory: DeviceMemory;
  readonly bytes: Uint8Array;
  /** Byte offset of the state in the host's buffer. */
  readonly base: number;
  /** Trace every register access of this device. */
  traced = false;
  /** Level words of the output pins, for wiring. */
  readonly outputs: Int32Array;
  /** Set by wiring: told when an output's level changed. */
  readonly listeners: (Wire | undefined)[] = [];

  private readonly lock: DeviceLock;
  private readonly host: DeviceHost;
  private readonly file: RegisterFile;
  private readonly stored: StateArrays;
  private readonly irqs: ReadonlyMap<string, readonly Wire[]>;
  private readonly timers: Timers;
  private readonly sinks = new Map<string, ByteSink>();
  private readonly sources = new Map<string, ByteSource>();
  private readonly workSlots = new Map<string, number>();

  constructor(
    host: DeviceHost,
    place: DevicePlace,
    type: DeviceType,
    layout: Layout,
    file: RegisterFile,
    heap: number,
  ) {
    this.name = place.name;
    this.type = type;
    this.layout = layout;
    this.file = file;
    this.host = host;
    this.options = place.options as OptionValues<OptionSpecs>;
    this.clock = host.clock;
    this.memory = host.memoryOf(place.name);
    const base = heap + place.state;
    this.base = base;
    const state = bind(layout, host.buffer, base);
    this.state = state as unknown as never;
    this.stored = state as unknown as StateArrays;
    this.bytes = new Uint8Array(host.buffer, heap + place.bytes, place.bytesSize);
    const word = (field: string) => base + (layout.at[field] ?? 0);
    this.lock = new DeviceLock(new Int32Array(host.buffer, word('lock'), 1), 0, place.name);
    this.outputs = new Int32Array(host.buffer, word(OUTPUTS), layout.fields[OUTPUTS]?.count ?? 0);
    this.irqs = makeOutputs(type, this.outputs, this.listeners);
    const deadlines = new Float64Array(host.buffer, word(DEADLINES), layout.fields[DEADLINES]?.count ?? 0);
    this.timers = makeTimers(this, type, host, deadlines, place.timers);
    const { parts } = type;
    for (const pin of Object.keys(parts.sinks ?? {})) this.sinks.set(pin, host.sink(`${this.name}.${pin}`) ?? NO_SINK);
    for (const pin of Object.keys(parts.sources ?? {}))
      this.sources.set(pin, host.source(`${this.name}.${pin}`) ?? NO_SOURCE);
    for (const [i, work] of workNames(type).entries()) this.workSlots.set(work, place.works + i);
  }

  /** An access of a core. @param bytes 1, 2 or 4; `offset` is a multiple of it. @returns unsigned */
  read(offset: number, bytes: number, core: number): number {
    this.lock.take();
    try {
      const value = this.readLocked(offset, bytes, core);
      if (this.traced)
        this.host.trace(
          'device',
          () => `${this.name} read  ${this.nameAt(offset)} -> 0x${value.toString(16)} (core ${core})`,
        );
      return value;
    } finally {
      this.lock.free();
    }
  }

  write(offset: number, bytes: number, value: number, core: number): void {
    this.lock.take();
    try {
      if (this.traced)
        this.host.trace(
          'device',
          () => `${this.name} write ${this.nameAt(offset)} <- 0x${(value >>> 0).toString(16)} (core ${core})`,
        );
      this.writeLocked(offset, bytes, value >>> 0, core);
    } finally {
      this.lock.free();
    }
  }

  /** Name of the register at an offset, with its index, for traces. */
  nameAt(offset: number): string {
    const register = this.file.registers[this.file.slotAt[offset] ?? -1];
    if (register === undefined) return `+0x${offset.toString(16)}`;
    return register.count > 1
      ? `${register.name}[${Math.trunc((offset - register.at) / register.stride)}]`
      : register.name;
  }

  readLocked(offset: number, bytes: number, core: number): number {
    // hot
    const register = this.file.registers[this.file.slotAt[offset] ?? -1];
    if (register === undefined) {
      const { other } = this.type.parts;
      if (other !== undefined) return other.read(this.self, offset, bytes, core) >>> 0;
      this.host.trace('unimp', () => `${this.name}: read of reserved offset 0x${offset.toString(16)}`);
      return 0;
    }
    if (bytes > register.bytes) {
      let value = 0;
      for (let i = 0; i < bytes; i += register.bytes)
        value |= this.readLocked(offset + i, register.bytes, core) << (8 * i);
      return value >>> 0;
    }
    const index = Math.trunc((offset - register.at) / register.stride);
    const lane = offset - register.at - index * register.stride;
    if (lane >= register.bytes) return 0;
    const value = this.readRegister(register, index, core) >>> (8 * lane);
    return bytes < 4 ? value & (2 ** (8 * bytes) - 1) : value;
  }

  private readRegister(register: Register, index: number, core: number): number {
    // hot
    const { read } = register.callbacks;
    if (read !== undefined) return read(this.self, index, core) >>> 0;
    if (register.constants !== undefined) return register.constants[index] ?? register.constants[0] ?? 0;
    if (register.mode === 'w') {
      this.host.trace('guest_errors', () => `${this.name}: read of write-only ${register.name}`);
      return 0;
    }
    return this.storedValue(register, index);
  }

  private storedValue(register: Register, index: number): number {
    if (!register.stored) return 0;
    const field = this.stored[register.name];
    return typeof field === 'object' ? (field[index] ?? 0) : (field ?? 0);
  }

  private store(register: Register, index: number, value: number): void {
    const field = this.stored[register.name];
    if (typeof field === 'object') field[index] = value;
    else (this.stored as Record<string, number>)[register.name] = value;
  }

  writeLocked(offset: number, bytes: number, value: number, core: number): void {
    const register = this.file.registers[this.file.slotAt[offset] ?? -1];
    if (register === undefined) {
      const { other } = this.type.parts;
      if (other !== undefined) other.write(this.self, offset, bytes, value, core);
      else
        this.host.trace(
          'unimp',
          () => `${this.name}: write of 0x${value.toString(16)} to reserved offset 0x${offset.toString(16)}`,
        );
      return;
    }
    if (bytes > register.bytes) {
      for (let i = 0; i < bytes; i += register.bytes)
        this.writeLocked(offset + i, register.bytes, (value >>> (8 * i)) & register.widthMask, core);
      return;
    }
    const index = Math.trunc((offset - register.at) / register.stride);
    const lane = offset - register.at - index * register.stride;
    if (lane >= register.bytes) return;
    this.writeRegister(register, index, this.widened(register, index, lane, bytes, value), core);
  }

  /** A write narrower than its register keeps the other bytes of what is stored; they are 0 where nothing is. */
  private widened(register: Register, index: number, lane: number, bytes: number, value: number): number {
    if (bytes === register.bytes) return value;
    const mask = ((2 ** (8 * bytes) - 1) << (8 * lane)) >>> 0;
    const others = register.mode === 'rw' ? this.storedValue(register, index) & ~mask : 0;
    return (((value << (8 * lane)) & mask) | others) >>> 0;
  }

  private writeRegister(register: Register, index: number, raw: number, core: number): void {
    const { write, wrote } = register.callbacks;
    if (register.mode === 'r') {
      this.host.trace(
        'guest_errors',
        () => `${this.name}: write of 0x${raw.toString(16)} to read-only ${register.name}`,
      );
      return;
    }
    const value = (raw & register.fieldMask) >>> 0;
    if (value !== raw) {
      this.host.trace(
        'unimp',
        () => `${this.name}: ${register.name}: write to reserved bits 0x${(raw ^ value).toString(16)}`,
      );
    }
    if ((value & register.unimplementedMask) !== 0) {
      this.host.trace(
        'unimp',
        () => `${this.name}: ${register.name}: bits 0x${(value & register.unimplementedMask).toString(16)} do nothing`,
      );
    }
    if (write !== undefined) {
      write(this.self, value, index, core);
      return;
    }
    if (register.stored) {
      if (register.mode === 'rw') this.store(register, index, value);
      else if (register.mode === 'w1c') this.store(register, index, (this.storedValue(register, index) & ~value) >>> 0);
      else this.store(register, index, (this.storedValue(register, index) | value) >>> 0);
    }
    if (wrote !== undefined) wrote(this.self, value, index, core);
  }

  /** Power on or reset: state to its reset values, timers off, outputs low, then the device's own `reset`. */
  reset(): void {
    this.locked(() => {
      for (const list of this.timers.byName.values()) for (const timer of list) timer.cancel();
      const keep = this.type.parts.keep ?? [];
      for (const name of Object.keys(this.type.state)) if (!keep.includes(name)) this.clear(name, 0);
      for (const register of this.file.registers) if (register.stored) this.clear(register.name, register.reset);
      for (const list of this.irqs.values()) for (const wire of list) wire.set(0);
      this.type.parts.reset?.(this.self);
    });
  }

  private clear(name: string, value: number): void {
    const field = (this.stored as Readonly<Record<string, unknown>>)[name];
    const wide = this.layout.fields[name]?.type === 'i64';
    if (typeof field === 'object') (field as { fill(v: number | bigint): void }).fill(wide ? BigInt(value) : value);
    else (this.stored as unknown as Record<string, number | bigint>)[name] = wide ? BigInt(value) : value;
  }

  /** A timer of this device is due, or was when the slot was queued. */
  fired(timer: number): void {
    this.lock.take();
    try {
      this.timers.fired[timer]?.();
    } finally {
      this.lock.free();
    }
  }

  /** After a restore: give the armed deadlines back to the host. */
  rearm(): void {
    this.locked(() => {
      for (const list of this.timers.byName.values()) {
        for (const timer of list) if (timer.deadlineNs >= 0) timer.arm(timer.deadlineNs);
      }
    });
  }

  /** Run one of the device's works, on the I/O thread. */
  work(index: number): void {
    const name = workNames(this.type)[index];
    assert(name !== undefined, `${this.name} has no work ${index}`);
    const { parts } = this.type;
    (parts.works?.[name] ?? parts.nets?.[name]?.arrived)?.(this.self);
  }

  /** The picture that a display controller shows; undefined: it is off, or the device is none. */
  display(): Framebuffer | Picture | undefined {
    return this.locked(() => this.type.parts.display?.(this.self));
  }

  /** The text on the screen of a display; undefined: it shows none, or the device is no display. */
  text(): string | undefined {
    return this.locked(() => this.type.parts.text?.(this.self));
  }

  /** Back ends can be reached from this thread, the I/O thread. */
  attach(): void {
    for (const net of Object.keys(this.type.parts.nets ?? {})) {
      const backend = this.net(net);
      if (backend !== undefined) backend.wake = () => this.request(net);
    }
    this.locked(() => this.type.parts.attached?.(this.self));
  }

  /** Bytes came for a source; on the I/O thread. */
  arrived(source: string): void {
    this.locked(() => this.type.parts.sources?.[source]?.arrived(this.self));
  }

  irq(name: string, index = 0): Wire {
    const wire = this.irqs.get(name)?.[index];
    assert(wire !== undefined, `${this.name} has no output ${name}[${index}]`);
    return wire;
  }

  timer(name: string, index = 0): DeviceTimer {
    const timer = this.timers.byName.get(name)?.[index];
    assert(timer !== undefined, `${this.name} has no timer ${name}[${index}]`);
    return timer;
  }

  sink(name: string): ByteSink {
    const sink = this.sinks.get(name);
    assert(sink !== undefined, `${this.name} has no sink ${name}`);
    return sink;
  }

  source(name: string): ByteSource {
    const source = this.sources.get(name);
    assert(source !== undefined, `${this.name} has no source ${name}`);
    return source;
  }

  block(name: string): BlockBackend | undefined {
    return this.host.block(`${this.name}.${name}`);
  }

  net(name: string): NetBackend | undefined {
    return this.host.net(`${this.name}.${name}`);
  }

  share(name: string): ShareBackend | undefined {
    return this.host.share(`${this.name}.${name}`);
  }

  request(work: string): void {
    const slot = this.workSlots.get(work);
    assert(slot !== undefined, `${this.name} has no work ${work}`);
    this.host.requestWork(slot);
  }

  service(name: string, a: number, b: number, c: number): number | undefined {
    const call = this.host.service(name, this.name);
    if (call !== undefined) return call(a, b, c);
    this.trace('unimp', () => `the machine has no service ${name}`);
    return undefined;
  }

  locked<T>(action: () => T): T {
    this.lock.take();
    try {
      return action();
    } finally {
      this.lock.free();
    }
  }

  trace(category: TraceCategory, text: () => string): void {
    this.host.trace(category, () => `${this.name}: ${text()}`);
  }

  private get self(): AnyDevice {
    return this;
  }
}

/** Works in slot order: a device's own, then one for each network port. */
export function workNames(type: DeviceType): string[] {
  return [...Object.keys(type.parts.works ?? {}), ...Object.keys(type.parts.nets ?? {})];
}

import type { Scalar } from '@tutti/layout';
import type { BlockBackend } from '../backends/block.ts';
import type { Framebuffer, Picture } from '../backends/display.ts';
import type { NetBackend } from '../backends/net.ts';
import type { ShareBackend } from '../backends/share.ts';
import type { PciBar } from '../pci/bar.ts';
import type { ByteSink, ByteSource, DeviceClock, DeviceMemory, TraceCategory, Wire } from './host.ts';
import type { OptionSpecs, OptionValues } from './options.ts';
import type { MapHead, RegisterMap, RegisterSpec, RegisterSpecs } from './register-map.ts';

/** A field of a device's own state, besides its registers. Times in ns are `f64`. All fields are 0 after reset. */
export type StateField =
  | Exclude<Scalar, 'v128'>
  | { readonly type: Exclude<Scalar, 'v128'>; readonly count?: number; readonly doc?: string };
export type StateSpecs = Readonly<Record<string, StateField>>;

// biome-ignore lint/complexity/noBannedTypes: the empty set of fields; `Record<string, never>` would forbid access to registers
export type None = {};

interface Arrays {
  u8: Uint8Array;
  i8: Int8Array;
  u16: Uint16Array;
  i16: Int16Array;
  i32: Int32Array;
  u32: Uint32Array;
  i64: BigInt64Array;
  f32: Float32Array;
  f64: Float64Array;
}
interface WidthArrays {
  8: Uint8Array;
  16: Uint16Array;
  32: Uint32Array;
}
type WidthOf<H extends MapHead, R extends RegisterSpec> = R['width'] extends 8 | 16 | 32 ? R['width'] : H['width'];
type StoredNames<R extends RegisterSpecs> = {
  [K in keyof R]: R[K] extends { const: unknown } | { virtual: true } | { mode: 'w' } ? never : K;
}[keyof R];
type FieldValue<S> = S extends keyof Arrays
  ? S extends 'i64'
    ? bigint
    : number
  : S extends { type: infer T extends keyof Arrays }
    ? S extends { count: number }
      ? Arrays[T]
      : T extends 'i64'
        ? bigint
        : number
    : never;

/** A device's state: what its registers hold, by register name, and its own fields. */
export type StateView<H extends MapHead, R extends RegisterSpecs, S extends StateSpecs> = {
  -readonly [K in StoredNames<R>]: R[K] extends { count: number } ? WidthArrays[WidthOf<H, R[K]>] : number;
} & { -readonly [K in keyof S]: FieldValue<S[K]> };

/** One timer of a device. Its callback runs under the device's lock, on the timer thread. */
export interface DeviceTimer {
  /** Fire once at this guest time (in ns), at once when it is past; replaces what was armed. */
  arm(deadlineNs: number): void;
  cancel(): void;
  /** The armed time, or -1. */
  readonly deadlineNs: number;
}

/** What callbacks of a device see. */
export interface Device<M = RegisterMap, S extends StateSpecs = None, O extends OptionSpecs = None> {
  readonly name: string;
  readonly state: M extends RegisterMap<infer H, infer R> ? StateView<H, R, S> : never;
  readonly options: OptionValues<O>;
  readonly clock: DeviceClock;
  readonly memory: DeviceMemory;
  /** The device's large memory (`DeviceParts.bytes`), shared like its state. */
  readonly bytes: Uint8Array;
  irq(name: string, index?: number): Wire;
  timer(name: string, index?: number): DeviceTimer;
  sink(name: string): ByteSink;
  source(name: string): ByteSource;
  block(name: string): BlockBackend | undefined;
  net(name: string): NetBackend | undefined;
  share(name: string): ShareBackend | undefined;
  /** Have the I/O thread run the work of this name soon. */
  request(work: string): void;
  /** Call a service of the machine. @returns undefined, and traces it, when the machine has none of this name */
  service(name: string, a: number, b: number, c: number): number | undefined;
  /** An access to the device's own registers by offset, under the lock already: for a register that leads to others. */
  readLocked(offset: number, bytes: number, core: number): number;
  writeLocked(offset: number, bytes: number, value: number, core: number): void;
  /** Run `action` under the device's lock; for work, which runs without. */
  locked<T>(action: () => T): T;
  trace(category: TraceCategory, text: () => string): void;
}

/**
 * Behaviour of one register; `index` is the element of an array (else 0), `core` the number of the core that accesses.
 * Values are unsigned. All run under the device's lock and never block.
 */
export interface RegisterCallbacks<D> {
  /** What the register reads; else what is stored. */
  read?(dev: D, index: number, core: number): number;
  /** Takes the place of storing. */
  write?(dev: D, value: number, index: number, core: number): void;
  /** After the value was stored as the mode says. */
  wrote?(dev: D, value: number, index: number, core: number): void;
}

/** What a device has besides registers. Pins appear in board files as `device.pin` or `device.pin[index]`. */
export interface DeviceParts<D, O extends OptionSpecs> {
  readonly doc?: string;
  readonly options?: O;
  /** Parts of the map that a board places separately; the whole is `regs`. */
  readonly windows?: Readonly<Record<string, { readonly offset: number; readonly size: number }>>;
  /** Of a PCI function: windows that its base address registers place, by their numbers; its configuration is the window `config`. */
  readonly bars?: Readonly<Record<number, PciBar>>;
  /** Output pins. */
  readonly irqs?: Readonly<Record<string, { readonly count?: number; readonly doc: string }>>;
  /** Input pins. Several wires into one are ORed; boards may join them only where the pin is `shared`. */
  readonly inputs?: Readonly<
    Record<
      string,
      {
        readonly count?: number;
        readonly doc: string;
        readonly shared?: boolean;
        changed(dev: D, index: number, level: boolean): void;
      }
    >
  >;
  readonly timers?: Readonly<Record<string, { readonly count?: number; fired(dev: D, index: number): void }>>;
  /** Runs on the I/O thread without the lock, after `request`; for work on back ends. */
  readonly works?: Readonly<Record<string, (dev: D) => void>>;
  readonly sinks?: Readonly<Record<string, { readonly doc: string }>>;
  readonly sources?: Readonly<Record<string, { readonly doc: string; arrived(dev: D): void }>>;
  readonly blocks?: Readonly<Record<string, { readonly doc: string }>>;
  /** Shared folders. */
  readonly shares?: Readonly<Record<string, { readonly doc: string }>>;
  /** Network ports; `arrived` is a work: on the I/O thread, without the lock. */
  readonly nets?: Readonly<Record<string, { readonly doc: string; arrived(dev: D): void }>>;
  /** Size of the device's large memory. It is not cleared by a reset. */
  readonly bytes?: (options: OptionValues<O>) => number;
  /** State that a reset leaves alone: what is known of back ends, memory that survives. 0 at power on. */
  readonly keep?: readonly string[];
  /** Back ends can be reached: called once on the I/O thread, under the lock. */
  readonly attached?: (dev: D) => void;
  /** What the device shows at present; undefined: nothing. */
  readonly display?: (dev: D) => Framebuffer | Picture | undefined;
  /** The text on the screen of a display that shows text. */
  readonly text?: (dev: D) => string | undefined;
  /** After state was cleared and registers got their reset values. */
  readonly reset?: (dev: D) => void;
  /** Accesses that no register covers; `bytes` is 1, 2 or 4. */
  readonly other?: {
    read(dev: D, offset: number, bytes: number, core: number): number;
    write(dev: D, offset: number, bytes: number, value: number, core: number): void;
  };
}

/** A kind of device, ready to be named by a board file. Types of its state are erased: boards only see this. */
export interface DeviceType {
  readonly map: RegisterMap;
  readonly state: StateSpecs;
  readonly callbacks: Readonly<Record<string, RegisterCallbacks<AnyDevice>>>;
  readonly parts: DeviceParts<AnyDevice, OptionSpecs>;
}

/** A device whose state is not known; what the framework itself holds. */
export type AnyDevice = Device<never, StateSpecs, OptionSpecs>;

/**
 * Declare a kind of device. Nothing here holds state: all of it lies in shared memory, made from the register map and
 * `state`, so every thread has its own instance of the same device.
 * @example
 * export const pl031 = defineDevice(PL031, { offsetS: 'i32' }, {
 *   RTCDR: { read: (dev) => dev.clock.seconds() + dev.state.offsetS },
 *   RTCMR: { wrote: (dev) => update(dev) },
 * });
 */
export function defineDevice<
  const H extends MapHead,
  const R extends RegisterSpecs,
  const S extends StateSpecs,
  const O extends OptionSpecs = None,
>(
  map: RegisterMap<H, R>,
  state: S,
  callbacks: { readonly [K in keyof R]?: RegisterCallbacks<Device<RegisterMap<H, R>, S, O>> },
  parts: DeviceParts<Device<RegisterMap<H, R>, S, O>, O> = {},
): DeviceType {
  return { map: map as unknown as RegisterMap, state, callbacks, parts } as unknown as DeviceType;
}

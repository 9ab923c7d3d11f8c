import type { BlockBackend } from '../backends/block.ts';
import type { NetBackend } from '../backends/net.ts';
import type { ShareBackend } from '../backends/share.ts';

/** A place where a level can be put: an interrupt line into a core, the input of another device, a probe in a test. */
export interface Wire {
  /** Drive the level. Cheap when it did not change. */
  set(level: boolean | number): void;
}

/** Guest time. Devices never read the host's clock. */
export interface DeviceClock {
  /** Guest time since power on, in ns (below 2^53). */
  nowNs(): number;
  /** What a real-time clock shows: seconds since 1970, whole. */
  seconds(): number;
}

/** Guest physical memory as a device's DMA sees it. Reads of nothing give 0, writes to nothing are lost. */
export interface DeviceMemory {
  readBytes(gpa: number, into: Uint8Array): void;
  writeBytes(gpa: number, from: Uint8Array): void;
}

/** Bytes from a device to the outside. */
export interface ByteSink {
  /** @returns false when the ring is full; the byte is not taken then. */
  push(byte: number): boolean;
}

/** Bytes from the outside to a device. The I/O thread calls `DeviceSet.arrived` after it put bytes there. */
export interface ByteSource {
  /** @returns the next byte, or -1 when there is none. */
  pop(): number;
}

/** What is worth tracing. `device` is every register access of the devices under trace. */
export type TraceCategory = 'unimp' | 'guest_errors' | 'device' | 'int';

/**
 * All that devices see of the machine. One object per thread; the same slots and names mean the same thing in
 * every thread. Implemented by the machine on top of the runtime; `@tutti/devices-core/testing` has one for tests.
 */
export interface DeviceHost {
  /** The machine's memory; device state lies in it. Shared, since locks are futexes. */
  readonly buffer: SharedArrayBuffer;
  readonly clock: DeviceClock;
  /** Memory as the device of this name reaches it: on boards with several views, that of the cores which see the device. */
  memoryOf(device: string): DeviceMemory;
  /** Interrupt lines into cores (ARM: 0 IRQ, 1 FIQ; x86: 0 INTR, 1 NMI). */
  readonly lines: { set(core: number, line: number, level: boolean): void };
  /** Timer slots, numbered by the device plan. When one is due the timer thread calls `DeviceSet.fire(slot)`. */
  readonly timers: { arm(slot: number, deadlineNs: number): void; cancel(slot: number): void };
  /** Ask the I/O thread to call `DeviceSet.work(slot)` soon. May be asked by any thread; requests may merge. */
  requestWork(slot: number): void;
  /** The sink or source `device.pin`, as `uart0.tx`; undefined: nothing is attached there. */
  sink(name: string): ByteSink | undefined;
  source(name: string): ByteSource | undefined;
  /** Back ends by `device.pin`; only the I/O thread and the thread that resets need them. */
  block(name: string): BlockBackend | undefined;
  net(name: string): NetBackend | undefined;
  share(name: string): ShareBackend | undefined;
  /** Services of the machine for a device: `poweroff`, `reset`. @returns undefined when the machine has none of this name */
  service(name: string, device: string): ((a: number, b: number, c: number) => number) | undefined;
  /** `text` is only called when the category is on. */
  trace(category: TraceCategory, text: () => string): void;
}

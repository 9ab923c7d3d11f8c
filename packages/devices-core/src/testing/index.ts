import type { BlockBackend } from '../backends/block.ts';
import type { NetBackend } from '../backends/net.ts';
import type { ShareBackend } from '../backends/share.ts';
import type { DeviceType } from '../framework/define-device.ts';
import { DeviceSet } from '../framework/device-set.ts';
import type { ByteSink, ByteSource, DeviceHost, TraceCategory } from '../framework/host.ts';
import { type DeviceConfig, planDevices, type WireConfig } from '../framework/plan.ts';

/** What a bench may be given. */
export interface BenchOptions {
  readonly wires?: readonly WireConfig[];
  /** Guest memory from physical address `ramAt` on. */
  readonly ramBytes?: number;
  readonly ramAt?: number;
  readonly blocks?: Readonly<Record<string, BlockBackend>>;
  readonly nets?: Readonly<Record<string, NetBackend>>;
  readonly shares?: Readonly<Record<string, ShareBackend>>;
  /** Real-time clock at power on, seconds since 1970. */
  readonly epoch?: number;
}

/**
 * A board without cores and threads: time moves when told, works run when asked, and everything that devices do to the
 * outside is kept for looking at. For tests of devices.
 * @example
 * const bench = new Bench([{ name: 'uart0', type: 'pl011' }], { pl011 });
 * bench.write('uart0', 0x000, 0x41);
 * expect(bench.output('uart0.tx')).toBe('A');
 */
export class Bench {
  readonly set: DeviceSet;
  readonly ram: Uint8Array;
  readonly ramAt: number;
  readonly traces: { category: TraceCategory; text: string }[] = [];
  /** Services that were called, with their arguments. */
  readonly calls: { name: string; args: readonly number[] }[] = [];
  nowNs = 0;
  private readonly deadlines: number[];
  private readonly wanted: boolean[];
  private readonly levels = new Map<string, boolean>();
  private readonly sinks = new Map<string, { bytes: number[]; full: boolean } & ByteSink>();
  private readonly sources = new Map<string, number[]>();

  constructor(
    devices: readonly DeviceConfig[],
    types: Readonly<Record<string, DeviceType>>,
    options: BenchOptions = {},
  ) {
    const plan = planDevices(devices, types, options.wires ?? []);
    this.deadlines = new Array<number>(plan.timers).fill(-1);
    this.wanted = new Array<boolean>(plan.works).fill(false);
    this.ram = new Uint8Array(options.ramBytes ?? 0x10000);
    this.ramAt = options.ramAt ?? 0x8000_0000;
    this.set = new DeviceSet(plan, types, this.makeHost(plan.size, options), 0);
    this.set.reset();
    this.set.attach();
  }

  read(device: string, offset: number, bytes: 1 | 2 | 4 = 4, core = 0): number {
    return this.set.get(device).read(offset, bytes, core);
  }

  write(device: string, offset: number, value: number, bytes: 1 | 2 | 4 = 4, core = 0): void {
    this.set.get(device).write(offset, bytes, value, core);
  }

  /** Level of an output pin: `uart0.intr`, `gic.irq[1]`. */
  level(pin: string): boolean {
    const [name = '', rest = ''] = pin.split('.');
    const [irq = '', index = '0'] = rest.replace(']', '').split('[');
    const device = this.set.get(name);
    let number = Number(index);
    for (const [other, { count = 1 }] of Object.entries(device.type.parts.irqs ?? {})) {
      if (other === irq) break;
      number += count;
    }
    return device.outputs[number] === 1;
  }

  /** Level of a core's line. */
  line(core: number, line: number): boolean {
    return this.levels.get(`${core}.${line}`) ?? false;
  }

  /** Let guest time pass; due timers fire in order, at their time. */
  advance(ns: number): void {
    const end = this.nowNs + ns;
    for (;;) {
      let slot = -1;
      for (const [i, at] of this.deadlines.entries()) {
        if (at >= 0 && at <= end && (slot < 0 || at < (this.deadlines[slot] ?? 0))) slot = i;
      }
      if (slot < 0) break;
      this.nowNs = Math.max(this.nowNs, this.deadlines[slot] ?? 0);
      this.deadlines[slot] = -1;
      this.set.fire(slot);
    }
    this.nowNs = end;
  }

  /** Run requested works until none is left. */
  runWork(): void {
    for (let slot = this.wanted.indexOf(true); slot >= 0; slot = this.wanted.indexOf(true)) {
      this.wanted[slot] = false;
      this.set.work(slot);
    }
  }

  /** Bytes for a source, which hears of them. */
  input(source: string, bytes: string | readonly number[]): void {
    const list = typeof bytes === 'string' ? [...bytes].map((c) => c.charCodeAt(0)) : bytes;
    this.queue(source).push(...list);
    this.set.arrived(source);
  }

  /** Bytes of a source that the device has not taken. */
  waiting(source: string): number {
    return this.queue(source).length;
  }

  /** What came out of a sink, as Latin-1 text. */
  output(sink: string): string {
    return String.fromCharCode(...(this.sinks.get(sink)?.bytes ?? []));
  }

  /** Make a sink refuse bytes, or take them again. */
  block(sink: string, full: boolean): void {
    const entry = this.sinks.get(sink);
    if (entry !== undefined) entry.full = full;
  }

  private queue(source: string): number[] {
    const queue = this.sources.get(source) ?? [];
    this.sources.set(source, queue);
    return queue;
  }

  private makeHost(size: number, options: BenchOptions): DeviceHost {
    const { ram, ramAt } = this;
    const clip = (gpa: number, length: number): [number, number] => {
      const from = Math.min(Math.max(gpa - ramAt, 0), ram.length);
      return [from, Math.max(from, Math.min(gpa - ramAt + length, ram.length))];
    };
    return {
      buffer: new SharedArrayBuffer(Math.max(64, size)),
      clock: { nowNs: () => this.nowNs, seconds: () => (options.epoch ?? 0) + Math.floor(this.nowNs / 1e9) },
      memoryOf: () => ({
        readBytes: (gpa, into) => into.fill(0).set(ram.subarray(...clip(gpa, into.length))),
        writeBytes: (gpa, from) => {
          const [start, end] = clip(gpa, from.length);
          ram.set(from.subarray(0, end - start), start);
        },
      }),
      lines: { set: (core, line, level) => void this.levels.set(`${core}.${line}`, level) },
      timers: {
        arm: (slot, ns) => {
          this.deadlines[slot] = ns;
        },
        cancel: (slot) => {
          this.deadlines[slot] = -1;
        },
      },
      requestWork: (slot) => {
        this.wanted[slot] = true;
      },
      sink: (name) => this.makeSink(name),
      source: (name): ByteSource => ({ pop: () => this.queue(name).shift() ?? -1 }),
      block: (name) => options.blocks?.[name],
      net: (name) => options.nets?.[name],
      share: (name) => options.shares?.[name],
      service:
        (name) =>
        (...args) => {
          this.calls.push({ name, args });
          return 0;
        },
      trace: (category, text) => void this.traces.push({ category, text: text() }),
    };
  }

  private makeSink(name: string): ByteSink {
    const bytes: number[] = [];
    const entry = {
      bytes,
      full: false,
      push(byte: number) {
        if (this.full) return false;
        bytes.push(byte);
        return true;
      },
    };
    this.sinks.set(name, entry);
    return entry;
  }
}

/**
 * Read and write a device's registers at random for `rounds` rounds, with time, works and input in between: nothing may throw.
 * @param seed  printed by the test on failure; the same seed gives the same accesses
 */
export function hammer(bench: Bench, device: string, seed: number, rounds: number, cores = 1): void {
  const next = randomOf(seed);
  const { size } = bench.set.window(device);
  const { sources = {} } = bench.set.get(device).type.parts;
  for (let i = 0; i < rounds; i++) {
    const bytes = ([1, 2, 4] as const)[next() % 3] ?? 4;
    const offset = (next() % size) & ~(bytes - 1);
    const core = next() % cores;
    if (next() % 2 === 0) bench.read(device, offset, bytes, core);
    else bench.write(device, offset, next() % (next() % 4 === 0 ? 16 : 2 ** (8 * bytes)), bytes, core);
    if (next() % 16 === 0) bench.advance(next() % 1_000_000);
    if (next() % 16 === 0) bench.runWork();
    for (const source of Object.keys(sources))
      if (next() % 32 === 0) bench.input(`${device}.${source}`, [next() & 0xff]);
    bench.traces.length = 0;
  }
}

/** Reproducible random 32-bit numbers (xorshift32). */
export function randomOf(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

import type { DeviceSet } from '@tutti/devices-core';
import { CONTROL, type ThreadContext } from '@tutti/parallel-runtime';
import type { MachineCustom } from './threads/custom.ts';
import { ringOf } from './threads/device-host.ts';

/** Longest sleep, so that a lost wake-up can only delay. */
const MAX_SLEEP_MS = 200;

/** Where bytes of consoles go. */
export interface IoEvents {
  console(pin: string, bytes: Uint8Array): void;
}

/** The I/O side of a machine, on its main thread: console rings, and the devices' works on back ends. */
export class IoLoop {
  private readonly words: Int32Array;
  private readonly event: number;
  private readonly works: number;
  private readonly workCount: number;
  private readonly waiting = new Map<string, number[]>();
  private ended = false;
  private holds = false;

  private readonly context: ThreadContext;
  private readonly devices: DeviceSet;
  private readonly outputs: readonly string[];
  private readonly inputs: readonly string[];
  private readonly events: IoEvents;

  /** @param outputs  pins that have a ring towards the host */
  constructor(context: ThreadContext, devices: DeviceSet, outputs: readonly string[], events: IoEvents) {
    const custom = context.setup.custom as MachineCustom;
    this.context = context;
    this.devices = devices;
    this.outputs = outputs;
    this.events = events;
    this.inputs = inputPins(devices).filter((pin) => ringOf(pin) in context.plan.rings);
    this.words = new Int32Array(context.buffer);
    this.event = (context.plan.control + CONTROL.at.ioEvent) >>> 2;
    this.works = (context.plan.devices.base + custom.works) >>> 2;
    this.workCount = custom.devices.works;
    devices.attach();
  }

  /** Serve until `end()`. */
  async run(): Promise<void> {
    while (!this.ended) {
      const seen = Atomics.load(this.words, this.event);
      this.serve();
      const wait = Atomics.waitAsync(this.words, this.event, seen, MAX_SLEEP_MS);
      // Even when there is more to do at once, let the host's own events in between.
      await (wait.async ? wait.value : new Promise<void>((resolve) => queueMicrotask(resolve)));
    }
    this.serve();
  }

  end(): void {
    this.ended = true;
    Atomics.add(this.words, this.event, 1);
    Atomics.notify(this.words, this.event);
  }

  /** Bytes for a device's source, as far as they fit now; the rest follows when the device has taken some. */
  input(pin: string, bytes: Uint8Array): void {
    const queue = this.waiting.get(pin) ?? [];
    this.waiting.set(pin, queue);
    queue.push(...bytes);
    this.feed(pin, queue);
  }

  /** Input that no device has taken yet, by pin; it stays. While cores stand. */
  pending(): Record<string, readonly number[]> {
    const pending: Record<string, readonly number[]> = {};
    for (const pin of this.inputs) {
      const ring = this.context.ring(ringOf(pin));
      const bytes = ring.read();
      ring.write(bytes);
      const all = [...bytes, ...(this.waiting.get(pin) ?? [])];
      if (all.length > 0) pending[pin] = all;
    }
    return pending;
  }

  /** Keep input back until `replaceInput`: a machine that a snapshot is yet to fill would lose it. */
  holdInput(): void {
    this.holds = true;
  }

  /** The machine is that of a snapshot: devices get its input, then what was typed here. While cores stand. */
  replaceInput(saved: Readonly<Record<string, readonly number[]>>): void {
    const typed = this.pending();
    this.holds = false;
    this.waiting.clear();
    for (const pin of this.inputs) {
      this.context.ring(ringOf(pin)).read();
      const bytes = [...(saved[pin] ?? []), ...(typed[pin] ?? [])];
      if (bytes.length > 0) this.input(pin, Uint8Array.from(bytes));
    }
  }

  /** Hand over what devices have sent so far, and carry out the works that they have asked for. */
  serve(): void {
    for (const pin of this.outputs) {
      const bytes = this.context.ring(ringOf(pin)).read();
      if (bytes.length > 0) this.events.console(pin, bytes);
    }
    for (let slot = 0; slot < this.workCount; slot++) {
      if (Atomics.load(this.words, this.works + slot) === 0) continue;
      Atomics.store(this.words, this.works + slot, 0);
      this.devices.work(slot);
    }
    for (const [pin, queue] of this.waiting) if (queue.length > 0) this.feed(pin, queue);
  }

  private feed(pin: string, queue: number[]): void {
    if (this.holds) return;
    const taken = this.context.ring(ringOf(pin)).write(Uint8Array.from(queue));
    if (taken === 0) return;
    queue.splice(0, taken);
    this.devices.arrived(pin);
  }
}

/** Pins of all sources: serial ports, keyboards, mice. */
const inputPins = (devices: DeviceSet): string[] =>
  devices.names.flatMap((name) =>
    Object.keys(devices.get(name).type.parts.sources ?? {}).map((pin) => `${name}.${pin}`),
  );

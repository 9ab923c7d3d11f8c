import { fail } from '../errors.ts';
import type { DeviceHost, Wire } from './host.ts';
import type { DeviceInstance } from './instance.ts';
import type { WireConfig } from './plan.ts';

/** Lines into a core, by the names that architectures give them. `run` starts it when it rises and holds it in reset when it falls. */
const CORE_LINES: Readonly<Record<string, number>> = { irq: 0, intr: 0, fiq: 1, nmi: 1, run: 2 };

interface Pin {
  readonly device: string;
  readonly pin: string;
  readonly index: number;
}

/** The level word of an output. */
interface Source {
  readonly words: Int32Array;
  readonly number: number;
}

function parsePin(wire: string): Pin {
  const match = /^([^.[\]]+)\.([^.[\]]+)(?:\[(\d+)\])?$/.exec(wire);
  if (match === null) throw fail('WIRE_SYNTAX', { wire });
  return { device: match[1] ?? '', pin: match[2] ?? '', index: Number(match[3] ?? 0) };
}

/** Number of a pin among all pins of its kind, in declaration order. */
function pinNumber(
  wire: string,
  table: Readonly<Record<string, { readonly count?: number }>>,
  { pin, index }: Pin,
): number {
  let first = 0;
  for (const [name, { count = 1 }] of Object.entries(table)) {
    if (name === pin) {
      if (index >= count) throw fail('PIN_INDEX', { wire, count });
      return first + index;
    }
    first += count;
  }
  throw fail('PIN_UNKNOWN', { wire, known: Object.keys(table) });
}

function isHigh(sources: readonly Source[]): boolean {
  for (const { words, number } of sources) if (Atomics.load(words, number) !== 0) return true;
  return false;
}

/** The input pins of a set of devices and the lines into cores. */
export class Wiring {
  private readonly sources = new Map<string, Source[]>();
  private readonly devices: ReadonlyMap<string, DeviceInstance>;
  private readonly host: DeviceHost;

  constructor(devices: ReadonlyMap<string, DeviceInstance>, host: DeviceHost) {
    this.devices = devices;
    this.host = host;
  }

  /** Join an output to an input. Several into one are ORed. */
  connect({ from, to }: WireConfig): void {
    const pin = parsePin(from);
    const device = this.device(pin.device);
    const number = pinNumber(from, device.type.parts.irqs ?? {}, pin);
    const { device: toDevice, pin: toPin, index } = parsePin(to);
    const key = `${toDevice}.${toPin}[${index}]`;
    const sources = this.sources.get(key) ?? [];
    this.sources.set(key, sources);
    const target = this.target(to, sources);
    sources.push({ words: device.outputs, number });
    const before = device.listeners[number];
    device.listeners[number] = before === undefined ? target : both(before, target);
  }

  /** An input as something to drive from outside the set (the timers inside a core, a test). It must have no other source. */
  input(to: string): Wire {
    const pin = parsePin(to);
    const device = this.device(pin.device);
    const { inputs = {} } = device.type.parts;
    pinNumber(to, inputs, pin);
    const changed = inputs[pin.pin]?.changed;
    return { set: (level) => device.locked(() => changed?.(device, pin.index, Boolean(level))) };
  }

  private device(name: string): DeviceInstance {
    const device = this.devices.get(name);
    if (device === undefined) throw fail('DEVICE_UNKNOWN', { device: name, known: [...this.devices.keys()] });
    return device;
  }

  /**
   * Levels are read again from their words by whoever drives the input: under its device's lock, or, for a core's line,
   * until they agree with what was driven. So the last of two threads that race sees both levels.
   */
  private target(to: string, sources: readonly Source[]): Wire {
    const pin = parsePin(to);
    if (pin.device === 'core') return this.coreLine(to, pin, sources);
    const device = this.device(pin.device);
    const { inputs = {} } = device.type.parts;
    pinNumber(to, inputs, pin);
    const changed = inputs[pin.pin]?.changed;
    return { set: () => device.locked(() => changed?.(device, pin.index, isHigh(sources))) };
  }

  private coreLine(wire: string, { pin, index }: Pin, sources: readonly Source[]): Wire {
    const line = CORE_LINES[pin];
    if (line === undefined) throw fail('PIN_UNKNOWN', { wire, known: Object.keys(CORE_LINES) });
    const { lines } = this.host;
    return {
      set() {
        let level: boolean;
        do {
          level = isHigh(sources);
          lines.set(index, line, level);
        } while (isHigh(sources) !== level);
      },
    };
  }
}

function both(a: Wire, b: Wire): Wire {
  return {
    set(level) {
      a.set(level);
      b.set(level);
    },
  };
}

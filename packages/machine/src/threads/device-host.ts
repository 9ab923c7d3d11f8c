import type {
  BlockBackend,
  ByteSink,
  ByteSource,
  DeviceHost,
  DeviceMemory,
  NetBackend,
  ShareBackend,
} from '@tutti/devices-core';
import { CONTROL, MESSAGE, type ThreadContext } from '@tutti/parallel-runtime';
import type { MachineCustom } from './custom.ts';
import { TripleFaultWord } from './triple-fault.ts';

/** Back ends that only the I/O thread has. */
export interface HostParts {
  readonly blocks: Readonly<Record<string, BlockBackend>>;
  readonly nets: Readonly<Record<string, NetBackend>>;
  readonly shares: Readonly<Record<string, ShareBackend>>;
  /** 32 random bits. */
  readonly entropy: () => number;
}

export const NO_PARTS: HostParts = { blocks: {}, nets: {}, shares: {}, entropy: () => 0 };

/** Names of the rings of a console: bytes from a device, bytes to it. */
export const ringOf = (pin: string): string => `ring:${pin}`;

/** The line that starts a core when it rises and holds it in reset when it falls. */
const RUN_LINE = 2;

type Service = (a: number, b: number, c: number) => number;

/** What the devices of one thread see, on top of the runtime. */
export function deviceHost(
  context: ThreadContext,
  custom: MachineCustom,
  parts: HostParts,
  memoryOf: (device: string) => DeviceMemory,
  boardServices: (device: string) => Readonly<Record<string, Service>>,
): DeviceHost {
  const words = new Int32Array(context.buffer);
  const works = (context.plan.devices.base + custom.works) >>> 2;
  const ioEvent = (context.plan.control + CONTROL.at.ioEvent) >>> 2;
  const clockShift = new Float64Array(context.buffer, context.plan.devices.base + custom.clockShift, 1);
  const hasRing = (pin: string): boolean => ringOf(pin) in context.plan.rings;
  const faults = new TripleFaultWord(context);
  const services: Readonly<Record<string, Service>> = {
    machine_off: (code) => {
      context.stop(code);
      return 0;
    },
    reset: () => {
      faults.requestReset();
      return 0;
    },
    entropy: () => parts.entropy(),
  };
  return {
    buffer: context.buffer,
    clock: {
      nowNs: () => context.clock.nowNs(),
      seconds: () => custom.epochSeconds + clockShift[0]! + Math.floor(context.clock.nowNs() / 1e9),
    },
    memoryOf,
    lines: {
      set(core, line, level) {
        if (line === RUN_LINE) context.send(core, MESSAGE.RESTART, Number(level), 0);
        else context.lines.set(core, line, level);
      },
    },
    timers: context.timers,
    requestWork(slot) {
      Atomics.store(words, works + slot, 1);
      Atomics.add(words, ioEvent, 1);
      Atomics.notify(words, ioEvent);
    },
    sink(name): ByteSink | undefined {
      if (!hasRing(name)) return undefined;
      const ring = context.ring(ringOf(name));
      return { push: (byte) => ring.writeByte(byte) };
    },
    source(name): ByteSource | undefined {
      if (!hasRing(name)) return undefined;
      const ring = context.ring(ringOf(name));
      return { pop: () => ring.readByte() };
    },
    block: (name) => parts.blocks[name],
    net: (name) => parts.nets[name],
    share: (name) => parts.shares[name],
    service: (name, device) => services[name] ?? boardServices(device)[name],
    trace(category, text) {
      if (context.traces(category)) context.trace(category, text());
    },
  };
}

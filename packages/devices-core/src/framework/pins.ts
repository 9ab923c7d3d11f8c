import type { AnyDevice, DeviceTimer, DeviceType } from './define-device.ts';
import type { DeviceHost, Wire } from './host.ts';

/**
 * The output pins of a device by name. A level lies in its word of `outputs`; only changes are passed on.
 * @param listeners  filled by wiring, by pin number
 */
export function makeOutputs(
  type: DeviceType,
  outputs: Int32Array,
  listeners: readonly (Wire | undefined)[],
): Map<string, Wire[]> {
  const byName = new Map<string, Wire[]>();
  let number = 0;
  for (const [name, { count = 1 }] of Object.entries(type.parts.irqs ?? {})) {
    const first = number;
    byName.set(
      name,
      Array.from({ length: count }, (_, i) => outputWire(outputs, listeners, first + i)),
    );
    number += count;
  }
  return byName;
}

function outputWire(outputs: Int32Array, listeners: readonly (Wire | undefined)[], number: number): Wire {
  return {
    set(level) {
      const now = level ? 1 : 0;
      if (Atomics.load(outputs, number) === now) return;
      Atomics.store(outputs, number, now);
      listeners[number]?.set(now);
    },
  };
}

/** The timers of a device by name, and in slot order what the host's timer thread calls. */
export interface Timers {
  readonly byName: ReadonlyMap<string, readonly DeviceTimer[]>;
  /** Run the callback of a timer if it is still due; the lock is held. */
  readonly fired: readonly (() => void)[];
}

/** @param deadlines  words in the device's state, which snapshots keep; -1: not armed */
export function makeTimers(
  device: AnyDevice,
  type: DeviceType,
  host: DeviceHost,
  deadlines: Float64Array,
  firstSlot: number,
): Timers {
  const byName = new Map<string, DeviceTimer[]>();
  const all: (() => void)[] = [];
  for (const [name, { count = 1, fired }] of Object.entries(type.parts.timers ?? {})) {
    const timers = Array.from({ length: count }, (_, i) => {
      const timer = makeTimer(host, deadlines, all.length, firstSlot + all.length);
      all.push(() => {
        if (isDue(timer, host.clock.nowNs())) fired(device, i);
      });
      return timer;
    });
    byName.set(name, timers);
  }
  return { byName, fired: all };
}

/** Cancelled or moved since the slot was queued: not an error, since the timer thread holds no lock while it decides. */
function isDue(timer: DeviceTimer, nowNs: number): boolean {
  const deadline = timer.deadlineNs;
  if (deadline < 0) return false;
  if (deadline > nowNs) {
    timer.arm(deadline);
    return false;
  }
  timer.cancel();
  return true;
}

function makeTimer(host: DeviceHost, deadlines: Float64Array, number: number, slot: number): DeviceTimer {
  return {
    get deadlineNs() {
      return deadlines[number] ?? -1;
    },
    arm(deadlineNs) {
      deadlines[number] = Math.max(0, deadlineNs);
      host.timers.arm(slot, Math.max(0, deadlineNs));
    },
    cancel() {
      if ((deadlines[number] ?? -1) < 0) return;
      deadlines[number] = -1;
      host.timers.cancel(slot);
    },
  };
}

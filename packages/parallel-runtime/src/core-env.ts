import type { Access, CoreEnv } from '@tutti/ir';
import type { CoreTlb, PhysicalMap } from '@tutti/softmmu';
import { InstructionClock } from './clock.ts';
import type { ThreadContext, ThreadMachine } from './composition.ts';
import type { Shootdown } from './shootdown.ts';

/** What the runtime does for one core on its own thread. */
export interface CoreEnvParts {
  readonly context: ThreadContext;
  readonly machine: ThreadMachine;
  readonly index: number;
  readonly base: number;
  readonly map: PhysicalMap;
  readonly tlb: CoreTlb;
  readonly shootdown: Shootdown;
  /** Fill the TLB for an access; false on a fault. */
  readonly fillTlb: (lo: number, hi: number, access: Access, mmuMode: number) => boolean;
  /** `SoftMmu.refresh` of this core. */
  readonly refresh: () => void;
  /** `SoftMmu.flushNonGlobal` of this core. */
  readonly flushNonGlobal: () => void;
  /** `SoftMmu.flushPage` of this core. */
  readonly flushPage: (lo: number, hi: number) => void;
  /** Complete the broadcasts of this core from inside a helper. */
  readonly barrier: () => void;
  readonly timerSlot: number;
}

/** The environment that a front-end's core runs in. */
export function createCoreEnv(parts: CoreEnvParts): CoreEnv {
  const { context, machine, index, map, tlb, shootdown } = parts;
  return {
    buffer: context.buffer,
    base: parts.base,
    index,
    readPhys: (gpa, bytes) => map.read(gpa, bytes, index),
    writePhys: (gpa, bytes, value) => map.write(gpa, bytes, value, index),
    readPhys64: (gpa, out) => map.read64(gpa, out, index),
    casPhys32: (gpa, expected, value) => map.compareExchange32(gpa, expected, value),
    fillTlb: parts.fillTlb,
    flushTlb: () => tlb.flushAll(),
    flushTlbNonGlobal: parts.flushNonGlobal,
    refreshTlb: parts.refresh,
    flushTlbPage: parts.flushPage,
    flushTlbOthers: () => shootdown.flushAll(),
    flushTlbNonGlobalOthers: () => shootdown.flushNonGlobal(),
    flushTlbPageOthers: (lo, hi) => shootdown.flushPage(lo, hi),
    barrier: parts.barrier,
    send: (core, kind, a, b) => context.send(core, kind, a, b),
    interruptLines: () => context.lines.levels(index),
    nowNs: () => context.clock.nowNs(),
    ...(!(context.clock instanceof InstructionClock) && { fireLate: (nowNs) => context.timers.runLate(nowNs) }),
    wakeAt: (ns) => {
      if (ns < Number.POSITIVE_INFINITY) context.timers.arm(parts.timerSlot, ns);
      else context.timers.cancel(parts.timerSlot);
    },
    service: (name) => machine.service(index, name),
    trace: (category, text) => {
      if (context.traces(category)) context.trace(category, text());
    },
  };
}

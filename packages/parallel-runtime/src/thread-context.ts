import { SIGNAL } from '@tutti/ir';
import { CodePages, PhysicalMap, type PhysicalRegion } from '@tutti/softmmu';
import { Caches } from './caches.ts';
import { type GuestClock, HostClock, InstructionClock, type MonotonicNs } from './clock.ts';
import type { MachineSetup, ThreadContext, ThreadMachine, ThreadRole } from './composition.ts';
import { CONTROL, CORE_CONTROL, FLUSH, STATE } from './control.ts';
import { SharedCoreLines } from './lines.ts';
import { CoreQueue } from './queue.ts';
import { ByteRing } from './rings.ts';
import { Signals } from './signals.ts';
import { type TimerHandler, TimerQueue } from './timers.ts';

/** What the host gives to every thread. */
export interface ThreadHost {
  readonly monotonicNs: MonotonicNs;
  /** Receives lines of trace. */
  readonly trace: (category: string, text: string) => void;
  /** Called when the thread's work is over; the end of the machine waits a little for it. */
  readonly finished?: () => void;
}

/** The context of one thread, with what the runtime itself needs beside the embedder. */
export interface OwnContext extends ThreadContext {
  readonly signals: Signals;
  readonly queues: readonly CoreQueue[];
  readonly i32: Int32Array;
  readonly code: CodePages;
  readonly caches: Caches;
  /** The devices built from this context, once they are: they hear of accesses to nothing. */
  machine: ThreadMachine | null;
}

/** Bind the shared memory of a machine on one thread. */
export function createContext(
  setup: MachineSetup,
  memory: WebAssembly.Memory,
  role: ThreadRole,
  host: ThreadHost,
): OwnContext {
  const { plan } = setup;
  const buffer = memory.buffer as ArrayBufferLike as SharedArrayBuffer;
  const i32 = new Int32Array(buffer);
  const signals = new Signals(i32, plan);
  const queues = plan.cores.map((place) => new CoreQueue(i32, place.queue));
  const clock = createClock(setup, buffer, host);
  const timers = new TimerQueue(buffer, plan.control, plan.timers);
  const on = new Set(setup.trace);
  const ring = new Map<string, ByteRing>();
  const event = (plan.control + CONTROL.at.mainEvent) >>> 2;
  const tellMain = (): void => {
    Atomics.add(i32, event, 1);
    Atomics.notify(i32, event);
  };
  plan.cores.forEach((_, core) => {
    const handler: TimerHandler = { fire: () => signals.raise(core, SIGNAL.TIMER) };
    timers.handle(plan.coreTimers + core, handler);
  });
  const flushEverything = (): void => {
    plan.cores.forEach((place, core) => {
      Atomics.or(i32, (place.control + CORE_CONTROL.at.flushPending) >>> 2, FLUSH.ALL);
      signals.raiseQuietly(core, SIGNAL.QUEUE);
    });
  };
  const code = new CodePages(buffer, { base: plan.codePages, ramBase: plan.ramBase, ramBytes: plan.ramBytes });
  const maps = new Map<readonly PhysicalRegion[], PhysicalMap>();
  const context: OwnContext = {
    role,
    setup,
    plan,
    memory,
    buffer,
    i32,
    clock,
    lines: new SharedCoreLines(i32, plan, signals),
    timers,
    signals,
    queues,
    ring: (name) => {
      const place = plan.rings[name];
      if (place === undefined)
        throw new RangeError(`no ring "${name}"; planned: ${Object.keys(plan.rings).join(', ')}`);
      const known = ring.get(name) ?? new ByteRing(buffer, place, plan.control + CONTROL.at.ioEvent);
      ring.set(name, known);
      return known;
    },
    send: (core, kind, a, b) => send(queues, signals, core, kind, a, b),
    stop: (code) => {
      const state = (plan.control + CONTROL.at.state) >>> 2;
      Atomics.store(i32, (plan.control + CONTROL.at.stopCode) >>> 2, code);
      if (Atomics.compareExchange(i32, state, STATE.RUNNING, STATE.STOPPED) !== STATE.RUNNING) {
        Atomics.compareExchange(i32, state, STATE.PAUSED, STATE.STOPPED);
      }
      signals.stopAll();
      tellMain();
    },
    requestReset: () => {
      Atomics.add(i32, (plan.control + CONTROL.at.resetRequest) >>> 2, 1);
      tellMain();
    },
    traces: (category) => on.has(category),
    trace: host.trace,
    flushEverything,
    code,
    caches: new Caches(i32, plan, code, signals),
    machine: null,
    physicalMap: (regions) => {
      const known = maps.get(regions);
      if (known !== undefined) return known;
      const map = new PhysicalMap(buffer, regions, {
        code,
        epochWord: plan.control + CONTROL.at.mapEpoch,
        onMoved: flushEverything,
        onUnmapped: (gpa, bytes, value, core) => context.machine?.unmapped(core, gpa, bytes, value),
      });
      maps.set(regions, map);
      return map;
    },
  };
  return context;
}

function createClock(setup: MachineSetup, buffer: SharedArrayBuffer, host: ThreadHost): GuestClock {
  if (setup.clock.kind === 'host') return new HostClock(buffer, setup.plan.control, host.monotonicNs);
  return new InstructionClock(buffer, setup.plan.control, setup.clock.shift);
}

/** Times a full queue is tried again before the sender sleeps a little between tries. */
const SEND_SPINS = 1000;

/**
 * Queue a front-end message and signal the core. A full queue is waited for: its owner drains it at its next safe point, without
 * needing anything of the sender.
 */
function send(queues: readonly CoreQueue[], signals: Signals, core: number, kind: number, a: number, b: number): void {
  const queue = queues[core];
  if (queue === undefined) throw new RangeError(`message to core ${core}: the machine has ${queues.length}`);
  for (let tries = 0; !queue.push(kind, a, b); tries++) {
    signals.raise(core, SIGNAL.QUEUE);
    if (tries > SEND_SPINS) Atomics.wait(PAUSE_WORD, 0, 0, 0.1);
  }
  signals.raise(core, SIGNAL.QUEUE);
}

/** Nobody ever notifies this word: waiting on it is a short sleep. */
const PAUSE_WORD = new Int32Array(new SharedArrayBuffer(4));

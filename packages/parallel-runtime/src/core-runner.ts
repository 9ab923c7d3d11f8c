import { CORE, EXIT, type Exit } from '@tutti/ir';
import type { InstructionClock } from './clock.ts';
import type { CodeTracer } from './code-trace.ts';
import type { ThreadContext, ThreadMachine } from './composition.ts';
import { CONTROL, STATE } from './control.ts';
import { type CoreSlot, HALT } from './core-slot.ts';
import type { DebugStops } from './debug-stops.ts';
import type { Gate } from './gate.ts';
import { Resets } from './resets.ts';
import { fetchFault, runAlone } from './run-alone.ts';
import { serveFlushes, serveSignals } from './safe-point.ts';
import { Stepper } from './stepper.ts';
import { ThreadSleep } from './thread-sleep.ts';

/** What the loop of one core thread works with. */
export interface RunnerParts {
  readonly context: ThreadContext;
  readonly machine: ThreadMachine;
  readonly gate: Gate;
  readonly stops: DebugStops;
  readonly thread: number;
  readonly slots: readonly CoreSlot[];
  /** Set in icount mode: this thread runs the timers. */
  readonly virtualClock: InstructionClock | null;
  readonly nowNs: () => number;
  /** Set when code is traced. */
  readonly tracer: CodeTracer | null;
}

/** How a slice of a core ended. */
const END = { BUDGET: 0, WAIT: 1, YIELD: 2, STOP: 3 } as const;

/** Hot blocks that a thread which compiles for itself gathers before it does. */
const HERE_BATCH = 8;
/** A core that is alone on its thread and only yields gives the host processor away after so many yields. */
const YIELDS = 32;
const YIELD_MS = 0.05;
/** Host time given away at each jump of the instruction clock. */
const IDLE_MS = 0.5;

/** The loop of one core thread: its cores in turn, a slice each, until the machine stops. */
export class CoreRunner {
  readonly #parts: RunnerParts;
  readonly #i32: Int32Array;
  readonly #state: number;
  readonly #sleep: ThreadSleep;
  readonly #stepper: Stepper;
  readonly #resets: Resets;
  readonly #slice: number;
  #yields = 0;
  /** The core that runs now; the icount clock reads its slice. */
  #current: CoreSlot | null = null;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#i32 = new Int32Array(parts.context.buffer);
    this.#state = (parts.context.plan.control + CONTROL.at.state) >>> 2;
    this.#slice = parts.context.setup.slice;
    this.#sleep = new ThreadSleep(this.#i32, parts.context.plan, parts.thread, parts.slots);
    this.#resets = new Resets(this.#i32, parts);
    this.#stepper = new Stepper(this.#i32, parts, {
      serve: (slot) => this.#serve(slot),
      open: (slot, budget) => this.#open(slot, budget),
      close: (slot, waits) => this.#close(slot, waits ? END.WAIT : END.BUDGET),
    });
    const clock = parts.virtualClock;
    if (clock !== null) clock.retired = () => this.#retired();
  }

  /** Run until the machine is STOPPED or CRASHED. */
  run(): void {
    while (this.#awaitRunning()) {
      let ran = false;
      for (const slot of this.#parts.slots) {
        if (slot.halt !== HALT.NONE) this.#stepper.goOnFrom(slot);
        this.#serve(slot);
        if (!slot.runnable) continue;
        ran = true;
        const end = this.#runSlice(slot);
        if (end === END.STOP) {
          slot.haltPc = slot.get(CORE.at.pc);
          slot.haltPcHi = slot.get(CORE.at.pcHi);
          break;
        }
      }
      if (!ran) this.#idle();
    }
    for (const slot of this.#parts.slots) slot.publishStats();
  }

  /** Signals, messages, interrupts; then whether a waiting core goes on. The core is outside guest code. */
  #serve(slot: CoreSlot): void {
    serveSignals(this.#i32, slot);
    if (!slot.runnable && slot.guest.wakes()) slot.runnable = true;
  }

  /** The core goes inside guest code for so many instructions. */
  #open(slot: CoreSlot, budget: number): void {
    slot.set(CORE.at.budget, budget);
    slot.set(CORE.at.sliceBudget, budget);
    this.#current = slot;
    this.#enter(slot);
  }

  /** The core leaves guest code. */
  #close(slot: CoreSlot, end: number): void {
    this.#parts.gate.leave(slot.index);
    const done = slot.retire();
    this.#current = null;
    this.#parts.virtualClock?.advance(done);
    slot.publishStats();
    if (slot.shootdown.pending) slot.shootdown.publish();
    slot.group.compileHere();
    if (end === END.WAIT && !slot.guest.wakes()) {
      slot.runnable = false;
      slot.count('sleeps', 1);
    }
    if (end !== END.YIELD) this.#yields = 0;
    else if (++this.#yields > YIELDS && this.#parts.slots.length === 1 && this.#parts.virtualClock === null) {
      this.#yields = 0;
      this.#sleep.pause(YIELD_MS);
    }
  }

  /** No core of this thread can run. */
  #idle(): void {
    const clock = this.#parts.virtualClock;
    if (clock === null) {
      this.#sleep.untilSignal();
      return;
    }
    const next = this.#parts.context.timers.nextNs();
    if (next < Number.POSITIVE_INFINITY) {
      // Guest time is what it would be without this; only the host's processor is spared while a guest idles.
      this.#sleep.pause(IDLE_MS);
      clock.warp(next);
      this.#parts.context.timers.run(clock.nowNs());
    } else {
      this.#sleep.untilSignal();
    }
  }

  /** Instructions of the next slice: in icount mode not past the next deadline. */
  #budget(slot: CoreSlot): number {
    if (this.#parts.tracer?.exec) return this.#tracedBudget();
    const { virtualClock: clock, context } = this.#parts;
    const slice = Math.max(1, Math.round(this.#slice * (context.setup.cores[slot.index]?.speed ?? 1)));
    if (clock === null) {
      context.timers.runLate(context.clock.nowNs());
      return slice;
    }
    const now = clock.nowNs();
    const next = context.timers.run(now);
    return Math.max(1, Math.min(slice, Math.ceil((next - now) / clock.nsPerInsn)));
  }

  /** One block, so that each is seen. */
  #tracedBudget(): number {
    const clock = this.#parts.virtualClock;
    if (clock !== null) this.#parts.context.timers.run(clock.nowNs());
    return 0;
  }

  #retired(): number {
    const slot = this.#current;
    return slot === null ? 0 : slot.get(CORE.at.sliceBudget) - slot.get(CORE.at.budget);
  }

  #runSlice(slot: CoreSlot): number {
    const budget = this.#budget(slot);
    if (this.#parts.virtualClock !== null) this.#serve(slot);
    this.#open(slot, budget);
    const end = this.#loop(slot);
    this.#close(slot, end);
    return end;
  }

  // hot
  #loop(slot: CoreSlot): number {
    const { executor } = slot.group;
    const base = slot.place.base;
    const { tracer } = this.#parts;
    let link = 0;
    for (;;) {
      const block = this.#lookup(slot);
      let exit: Exit;
      if (block === 0) {
        if (slot.halt !== HALT.NONE) return END.STOP;
        exit = slot.get(CORE.at.budget) < 0 ? EXIT.BUDGET : this.#signalled(slot) ? EXIT.SIGNAL : EXIT.LOOKUP;
        slot.set(CORE.at.exitLink, 0);
      } else {
        if (link !== 0 && block !== slot.place.scratchBlock && !slot.group.cache.crosses(block))
          Atomics.store(this.#i32, link >>> 2, block);
        if (tracer !== null) tracer.entered(slot, block);
        exit = executor.run(base, block);
      }
      link = 0;
      slot.count('exits', 1);
      if (exit === EXIT.RETRY && slot.halt === HALT.NONE) exit = this.#alone(slot);
      switch (exit) {
        case EXIT.LOOKUP:
          link = this.#linkToPatch(slot);
          if (slot.group.full) this.#resetCache(slot);
          break;
        case EXIT.FAULT:
          slot.guest.raiseFault();
          break;
        case EXIT.GUEST:
          slot.guest.guestExit(slot.get(CORE.at.exitArg));
          slot.guest.takeInterrupt();
          break;
        case EXIT.HOT:
          this.#hot(slot);
          break;
        case EXIT.INSTALL:
          slot.group.install(tracer === null ? undefined : (index, bytes) => tracer.installed(slot, index, bytes));
          break;
        case EXIT.SIGNAL:
          this.#parts.gate.leave(slot.index);
          this.#serve(slot);
          if (Atomics.load(this.#i32, this.#state) !== STATE.RUNNING) {
            this.#enter(slot);
            return END.STOP;
          }
          this.#enter(slot);
          if (!slot.runnable) return END.WAIT;
          break;
        case EXIT.RETRY: // a watchpoint: it halts
          return END.STOP;
        case EXIT.WAIT:
          return END.WAIT;
        case EXIT.YIELD:
          return END.YIELD;
        default:
          slot.guest.takeInterrupt();
          return END.BUDGET;
      }
    }
  }

  #signalled(slot: CoreSlot): boolean {
    return Atomics.load(this.#i32, (slot.place.base + CORE.at.signal) >>> 2) !== 0;
  }

  /** The link word that the next block found is to be written to, 0 for none: links of uncached blocks are not worth it. */
  #linkToPatch(slot: CoreSlot): number {
    slot.count('lookups', 1);
    const link = slot.get(CORE.at.exitLink);
    const { base, tables } = slot.group.cache.place;
    const from = base + tables.blockHeap;
    return link >= from && link < from + tables.blockHeapBytes ? link : 0;
  }

  /** The block at the core's pc; 0 when a fault was raised instead, or a breakpoint met: it halts. */
  #lookup(slot: CoreSlot): number {
    const pc = slot.get(CORE.at.pc);
    const pcHi = slot.get(CORE.at.pcHi);
    const mode = slot.get(CORE.at.mode);
    const { tlb, group } = slot;
    const known = tlb.jump(pc, pcHi, mode);
    if (known !== 0 && slot.live(known)) return known;
    const point = group.points.breakpointOf(slot.index, pc, pcHi);
    if (point >= 0) {
      this.#parts.stops.halt(slot, { point, lo: pc, hi: pcHi });
      return 0;
    }
    for (;;) {
      const generation = tlb.generation();
      const gpaPage = group.mmu.fetchPage(slot.mmuCore, pc, pcHi);
      const host = gpaPage < 0 ? -1 : slot.map.hostOf(gpaPage * 4096 + (pc & 0xfff));
      if (host < 0) return fetchFault(slot, gpaPage >= 0);
      let block = group.cache.find(host, pc, pcHi, mode, gpaPage | 0, group.next.aim(slot.mmuCore, pc, pcHi));
      if (block === 0) {
        const start = this.#parts.nowNs();
        const request = { core: slot.mmuCore, pc, pcHi, mode, gpaPage: gpaPage | 0, host };
        block = group.translator.obtain(group.cache, request, slot.place.scratchBlock);
        group.translateNs += this.#parts.nowNs() - start;
        if (this.#parts.tracer !== null) this.#parts.tracer.translated(slot, block, host);
      }
      if (block === slot.place.scratchBlock) return block;
      tlb.setJump(pc, pcHi, mode, block);
      if (tlb.generation() === generation) return block;
      tlb.dropJump(pc);
    }
  }

  /** EXIT.RETRY: execute the instruction at pc alone; unless it only writes its own code, with all other cores stopped. */
  #alone(slot: CoreSlot): Exit {
    const { gate } = this.#parts;
    const exclusive = !slot.mmuCore.selfModifying;
    slot.mmuCore.selfModifying = false;
    slot.count('blocksAlone', 1);
    if (exclusive) {
      gate.leave(slot.index);
      gate.enterExclusive();
      serveFlushes(this.#i32, slot);
      this.#enter(slot);
    }
    const exit = runAlone(slot);
    if (exclusive) gate.leaveExclusive();
    return exit;
  }

  #hot(slot: CoreSlot): void {
    const { group } = slot;
    const { compile } = this.#parts.context.setup;
    slot.count('hot', 1);
    if (compile === 'none') return;
    group.queue.push(slot.get(CORE.at.exitArg));
    if (group.queue.waiting() >= HERE_BATCH) group.compileHere();
  }

  /** The cache is full: forget all of it with everybody stopped. When a core waits inside a block, another time. */
  #resetCache(slot: CoreSlot): void {
    const { gate } = this.#parts;
    gate.leave(slot.index);
    gate.enterExclusive();
    if (slot.group.full && !gate.othersMidBlock()) slot.group.queue.resetCache();
    gate.leaveExclusive();
    // Other flushes wait for the next safe point.
    serveFlushes(this.#i32, slot);
    this.#enter(slot);
    slot.set(CORE.at.exitLink, 0);
  }

  /** Go inside. Jump cache and modules of an older cache are forgotten first. */
  #enter(slot: CoreSlot): void {
    this.#parts.gate.enter(slot.index);
    const generation = slot.group.generation();
    if (slot.generation === generation) return;
    slot.generation = generation;
    slot.tlb.flushJumps();
  }

  /** Wait through BUILT and PAUSED; carry out a reset. @returns false when the machine has ended */
  #awaitRunning(): boolean {
    const i32 = this.#i32;
    const { control } = this.#parts.context.plan;
    for (;;) {
      const state = Atomics.load(i32, this.#state);
      if (state === STATE.STOPPED || state === STATE.CRASHED) return false;
      // A machine that is paused shows its first state.
      if (state !== STATE.BUILT && this.#resets.wanted()) this.#resets.take();
      if (state === STATE.RUNNING) {
        this.#stepper.refreshPoints();
        return true;
      }
      if (state === STATE.STEPPING && this.#stepper.step()) continue;
      this.#stepper.pointsMayChange();
      for (const slot of this.#parts.slots) slot.requeueDeferred();
      // Before the machine starts a core does not have its first state yet.
      const stands = state === STATE.BUILT ? 0 : 1;
      this.#bump(control + CONTROL.at.parked, stands);
      this.#bump(control + CONTROL.at.mainEvent, 1);
      while (Atomics.load(i32, this.#state) === state && !(state === STATE.PAUSED && this.#resets.wanted()))
        Atomics.wait(i32, this.#state, state, 1000);
      this.#bump(control + CONTROL.at.parked, -stands);
    }
  }

  #bump(offset: number, by: number): void {
    Atomics.add(this.#i32, offset >>> 2, by);
    Atomics.notify(this.#i32, offset >>> 2);
  }
}

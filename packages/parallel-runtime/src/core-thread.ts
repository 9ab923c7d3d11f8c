import { CORE, type CodegenTarget, EXIT, type GuestCore, type Helper, type RegionCompiler } from '@tutti/ir';
import { CoreTlb, type MmuCore, SoftMmu, Watchpoints } from '@tutti/softmmu';
import { BlockTranslator } from './block-translator.ts';
import { InstructionClock } from './clock.ts';
import { CodeTracer, traceWalks } from './code-trace.ts';
import { CompileQueue } from './compile.ts';
import type { Composition, MachineSetup } from './composition.ts';
import { createCoreEnv } from './core-env.ts';
import { CoreRunner } from './core-runner.ts';
import { CodeGroup, CoreSlot } from './core-slot.ts';
import { DebugStops } from './debug-stops.ts';
import { RuntimeError } from './errors.ts';
import { findInJumpCaches } from './find-block.ts';
import { Gate } from './gate.ts';
import type { CorePlace } from './memory-plan.ts';
import { serveFlushes } from './safe-point.ts';
import { Shootdown } from './shootdown.ts';
import type { OwnContext } from './thread-context.ts';
import { ThreadPoints } from './thread-points.ts';

/** What back ends need to know for one cache. */
export function codegenTarget(setup: MachineSetup, composition: Composition, cache: number): CodegenTarget {
  const core = setup.plan.caches[cache]!.firstCore;
  return {
    shape: architectureOf(setup, composition, core).shape,
    area: setup.plan.cores[core]!.area,
    host: setup.host,
    llsc: setup.llsc,
    hstTable: setup.plan.llscTable,
    hotThreshold: setup.compile === 'none' ? 0 : setup.hotThreshold,
  };
}

/** @throws RuntimeError ARCHITECTURE_UNKNOWN */
export function architectureOf(setup: MachineSetup, composition: Composition, core: number) {
  const name = setup.cores[core]!.architecture;
  const architecture = composition.architectures[name];
  if (architecture === undefined) {
    throw new RuntimeError('ARCHITECTURE_UNKNOWN', { name, known: Object.keys(composition.architectures) });
  }
  return architecture;
}

/** Build the cores of one thread. @returns the loop, ready to run */
export function createCoreThread(
  context: OwnContext,
  composition: Composition,
  thread: number,
  nowNs: () => number,
): { readonly runner: CoreRunner; readonly slots: readonly CoreSlot[] } {
  const { setup, plan, buffer, i32, code, caches } = context;
  const machine = composition.build(context);
  context.machine = machine;
  const gate = new Gate(i32, plan, context.signals, thread);
  const tlbs = plan.cores.map(
    (place, core) =>
      new CoreTlb(i32, architectureOf(setup, composition, core).shape, { base: place.base, meta: place.meta }),
  );
  const stops = new DebugStops(i32, plan, context.signals);
  const slots: CoreSlot[] = [];
  const byIndex: (CoreSlot | undefined)[] = [];
  const slotOf = (core: MmuCore): CoreSlot => byIndex[core.index] as CoreSlot;
  const mine = plan.cores.flatMap((place, core) => (place.thread === thread ? [core] : []));

  for (const cacheIndex of new Set(mine.map((core) => plan.cores[core]!.cache))) {
    const members = mine.filter((core) => plan.cores[core]!.cache === cacheIndex);
    const target = codegenTarget(setup, composition, cacheIndex);
    const architecture = architectureOf(setup, composition, members[0]!);
    const watchpoints = new Watchpoints();
    const points = new ThreadPoints(i32, plan, cacheIndex, watchpoints);
    const mmu = new SoftMmu(
      buffer,
      target.shape,
      {
        code,
        llsc: setup.llsc,
        llscTable: plan.llscTable,
        runsHere: (core, host, bytes) => !slotOf(core).alone && caches.runsHere(core.index, host, bytes),
        enterExclusive: (core) => {
          gate.pauseInBlock(core.index);
          gate.enterExclusive();
          gate.resumeInBlock(core.index);
          serveFlushes(i32, slotOf(core));
        },
        leaveExclusive: () => gate.leaveExclusive(),
        watched: (core, point, lo, hi) => {
          const index = points.watchpointOf(core.index, point);
          const slot = slotOf(core);
          if (index < 0 || slot.passes) return 0;
          stops.halt(slot, { point: index, lo, hi });
          return EXIT.RETRY;
        },
      },
      watchpoints,
    );
    const guests = new Map<number, GuestCore>();
    const pending = members.map((index) => {
      const place = plan.cores[index] as CorePlace;
      const peers = plan.cores.flatMap((_, core) =>
        core !== index && setup.cores[core]!.architecture === setup.cores[index]!.architecture ? [core] : [],
      );
      const shootdown = new Shootdown(i32, plan, index, {
        peers,
        tlbs,
        queues: context.queues,
        gate,
        signals: context.signals,
      });
      const map = context.physicalMap(machine.regions(index));
      const tlb = tlbs[index] as CoreTlb;
      i32[(place.base + CORE.at.index) >>> 2] = index;
      const env = createCoreEnv({
        context,
        machine,
        index,
        base: place.base,
        map,
        tlb,
        shootdown,
        timerSlot: plan.coreTimers + index,
        fillTlb: (lo, hi, access, mmuMode) => mmu.touch(mmuCore, lo, hi, access, mmuMode),
        refresh: () => mmu.refresh(mmuCore),
        flushNonGlobal: () => mmu.flushNonGlobal(mmuCore),
        flushPage: (lo, hi) => mmu.flushPage(mmuCore, lo, hi),
        barrier: () => {
          if (!shootdown.pending) return;
          gate.pauseInBlock(index);
          shootdown.complete();
          gate.resumeInBlock(index);
          serveFlushes(i32, byIndex[index] as CoreSlot);
        },
      });
      const { model, options } = setup.cores[index]!;
      const guest = traceWalks(context, index, architecture.createCore(env, model, options));
      guests.set(place.base, guest);
      const counts = { slowPaths: 0, tlbMisses: 0, fetchMisses: 0, faults: 0, mmio: 0 };
      const mmuCore: MmuCore = { tlb, index, guest, map, counts, selfModifying: false };
      mmu.add(mmuCore);
      return { index, place, guest, tlb, mmuCore, map, shootdown, queue: context.queues[index]! };
    });
    const executor = composition.backEnd.createExecutor({
      memory: context.memory,
      target,
      slow: mmu.slow,
      helpers: dispatchHelpers(target.shape.helpers.length, guests),
    });
    const cache = caches.all[cacheIndex]!;
    const group = new CodeGroup({
      cache,
      mmu,
      executor,
      translator: new BlockTranslator(buffer, {
        shape: target.shape,
        translator: architecture.createTranslator(setup.cores[members[0]!]!.model),
        // A trace shows the records that the front-end made, not the back end's own opcodes.
        finish: context.traces('ir') ? undefined : composition.backEnd.createFinisher?.(target.shape),
        locks: caches.locks,
        code,
        mmu,
        tlbs,
        hotThreshold: target.hotThreshold,
        points,
      }),
      queue: new CompileQueue(buffer, plan, cache),
      points,
      compiler: setup.compile === 'thread' ? createCompiler(composition, context, target, cacheIndex) : null,
      nowNs,
    });
    for (const parts of pending) {
      const slot = new CoreSlot(buffer, { ...parts, group, caches, gate });
      byIndex[slot.index] = slot;
      slots.push(slot);
    }
  }
  slots.sort((a, b) => a.index - b.index);
  const virtualClock = context.clock instanceof InstructionClock ? context.clock : null;
  const tracer = CodeTracer.of(context, (core) => architectureOf(setup, composition, core));
  return {
    runner: new CoreRunner({ context, machine, gate, stops, thread, slots, virtualClock, nowNs, tracer }),
    slots,
  };
}

/** The compiler of one cache; null when the back end has none. */
export function createCompiler(
  composition: Composition,
  context: OwnContext,
  target: CodegenTarget,
  cache: number,
): RegionCompiler | null {
  const cores = context.plan.cores.filter((core) => core.cache === cache).map((core) => core.base);
  const findBlock = findInJumpCaches(context.i32, target, cores);
  return composition.backEnd.createCompiler?.(context.memory, target, { findBlock }) ?? null;
}

/** Helpers of an executor: those of the one core, or the calling core's. */
function dispatchHelpers(count: number, guests: ReadonlyMap<number, GuestCore>): readonly Helper[] {
  const [only] = guests.values();
  if (guests.size === 1 && only !== undefined) return only.helpers;
  return Array.from({ length: count }, (_, index): Helper => {
    return (core, a, b, c, d) => ((guests.get(core >>> 0) as GuestCore).helpers[index] as Helper)(core, a, b, c, d);
  });
}

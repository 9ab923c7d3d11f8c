import type { BackEnd } from '@tutti/ir';
import { HostClock, InstructionClock } from '../../src/clock.ts';
import type { MachineSetup } from '../../src/composition.ts';
import { CONTROL, CORE_STATS, type CoreStatName, STATE } from '../../src/control.ts';
import { createCoreThread } from '../../src/core-thread.ts';
import { initialiseMemory } from '../../src/machine-memory.ts';
import { allocateMemory } from '../../src/memory-plan.ts';
import { createContext } from '../../src/thread-context.ts';
import { toyComposition } from './toy-machine.ts';

/** What a finished run left behind. */
export interface HereResult {
  readonly i32: Int32Array;
  readonly stopCode: number;
  /** A word of the toy machine's RAM. */
  word(gpa: number): number;
  stat(core: number, name: CoreStatName): number;
}

/** Run a machine of one thread on the calling thread until it stops. The guest must stop it. */
export function runHere(setup: MachineSetup, backEnd?: BackEnd): HereResult {
  const memory = allocateMemory(setup.plan);
  initialiseMemory(memory, setup.plan);
  const nowNs = (): number => performance.now() * 1e6;
  const context = createContext(setup, memory, 'core', { monotonicNs: nowNs, trace: () => undefined });
  const composition = toyComposition(setup, backEnd);
  composition.build(context).reset();
  const { runner } = createCoreThread(context, composition, 0, nowNs);
  const { i32 } = context;
  if (context.clock instanceof HostClock) context.clock.resume();
  else if (!(context.clock instanceof InstructionClock)) throw new TypeError('unknown clock');
  Atomics.store(i32, (setup.plan.control + CONTROL.at.state) >>> 2, STATE.RUNNING);
  runner.run();
  const f64 = new Float64Array(context.buffer);
  const ram = setup.plan.ram['main'] as { base: number };
  return {
    i32,
    stopCode: i32[(setup.plan.control + CONTROL.at.stopCode) >>> 2] as number,
    word: (gpa) => i32[(ram.base + gpa) >>> 2] as number,
    stat: (core, name) => f64[((setup.plan.cores[core]?.stats ?? 0) + CORE_STATS.at[name]) >>> 3] as number,
  };
}

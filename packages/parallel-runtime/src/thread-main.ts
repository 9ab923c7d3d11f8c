import { CompileQueue, serveCompiler } from './compile.ts';
import type { Compose, Composition, MachineSetup, ThreadRole } from './composition.ts';
import { CONTROL, STATE } from './control.ts';
import { codegenTarget, createCompiler, createCoreThread } from './core-thread.ts';
import { crash } from './report.ts';
import { createContext, type OwnContext, type ThreadHost } from './thread-context.ts';

/** What a worker is started with. Everything can be posted. */
export interface ThreadRequest {
  /** URL of the entry module, whose default export is a Compose. */
  readonly entry: string;
  readonly setup: MachineSetup;
  readonly memory: WebAssembly.Memory;
  readonly role: ThreadRole;
  /** Number of a core thread; 0 for others. */
  readonly thread: number;
}

/**
 * Body of every worker: build, say ready, serve until the machine ends. Whatever is thrown ends the machine with a report.
 * Does not throw itself.
 */
export async function runThread(request: ThreadRequest, compose: Compose, host: ThreadHost): Promise<void> {
  const { setup, memory, role, thread } = request;
  const buffer = memory.buffer as ArrayBufferLike as SharedArrayBuffer;
  const i32 = new Int32Array(buffer);
  let describe = (): string => '';
  try {
    const composition = await compose(setup, role);
    const context = createContext(setup, memory, role, host);
    if (role === 'core') {
      const { runner, slots } = createCoreThread(context, composition, thread, host.monotonicNs);
      describe = () => slots.map((slot) => `\ncore ${slot.index}: ${slot.guest.describe()}`).join('');
      ready(i32, setup);
      runner.run();
    } else if (role === 'timer') {
      context.machine = composition.build(context);
      ready(i32, setup);
      context.timers.serve(context.clock, () => ended(i32, setup));
    } else {
      ready(i32, setup);
      serveCompilers(context, composition, host);
    }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    crash(buffer, setup.plan, `${role} thread ${thread}: ${text}${describe()}`);
  }
  host.finished?.();
  gone(i32, setup);
}

function serveCompilers(context: OwnContext, composition: Composition, host: ThreadHost): void {
  const { setup, plan, buffer, i32 } = context;
  const queues = context.caches.all.map((cache) => new CompileQueue(buffer, plan, cache));
  const compilers = queues.map((_, cache) =>
    createCompiler(composition, context, codegenTarget(setup, composition, cache), cache),
  );
  const pairs = queues.flatMap((queue, i) => {
    const compiler = compilers[i];
    return compiler === null || compiler === undefined ? [] : [{ queue, compiler }];
  });
  serveCompiler(
    i32,
    plan,
    pairs.map((p) => p.queue),
    pairs.map((p) => p.compiler),
    {
      nowNs: host.monotonicNs,
      stopped: () => ended(i32, setup),
    },
  );
}

function ended(i32: Int32Array, setup: MachineSetup): boolean {
  const state = Atomics.load(i32, (setup.plan.control + CONTROL.at.state) >>> 2);
  return state === STATE.STOPPED || state === STATE.CRASHED;
}

function ready(i32: Int32Array, setup: MachineSetup): void {
  tell(i32, setup, CONTROL.at.threadsReady);
}

function gone(i32: Int32Array, setup: MachineSetup): void {
  tell(i32, setup, CONTROL.at.threadsGone);
}

function tell(i32: Int32Array, setup: MachineSetup, word: number): void {
  Atomics.add(i32, (setup.plan.control + word) >>> 2, 1);
  const event = (setup.plan.control + CONTROL.at.mainEvent) >>> 2;
  Atomics.add(i32, event, 1);
  Atomics.notify(i32, event);
}

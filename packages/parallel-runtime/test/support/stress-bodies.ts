import { CORE } from '@tutti/ir';
import { Gate } from '../../src/gate.ts';
import { SharedLock } from '../../src/lock.ts';
import type { MemoryPlan } from '../../src/memory-plan.ts';
import { CoreQueue } from '../../src/queue.ts';
import { Signals } from '../../src/signals.ts';

/** What a stress body gets. */
export interface BodyData {
  readonly memory: WebAssembly.Memory;
  readonly plan: MemoryPlan;
  readonly thread: number;
  readonly rounds: number;
  /** Byte offsets of scratch words. */
  readonly words: readonly number[];
}

const bind = (data: BodyData): Int32Array => new Int32Array(data.memory.buffer);

/** Push `rounds` numbered messages to core 0, waiting while the queue is full. */
export function pushMessages(data: BodyData): number {
  const i32 = bind(data);
  const queue = new CoreQueue(i32, data.plan.cores[0]?.queue ?? 0);
  const signals = new Signals(i32, data.plan);
  let full = 0;
  for (let n = 0; n < data.rounds; n++) {
    while (!queue.push(64, data.thread, n)) {
      full += 1;
      signals.raise(0, 2);
      Atomics.wait(i32, (data.words[1] as number) >>> 2, 0, 0.05);
    }
    signals.raise(0, 2);
  }
  return full;
}

/** Drain core 0's queue until everything has come; sleeps as a core thread does. @returns messages out of order */
export function drainMessages(data: BodyData): number {
  const i32 = bind(data);
  const place = data.plan.cores[0] as MemoryPlan['cores'][number];
  const queue = new CoreQueue(i32, place.queue);
  const event = ((data.plan.threads[0] as number) + 0) >>> 2;
  const next = new Map<number, number>();
  let got = 0;
  let wrong = 0;
  while (got < data.rounds) {
    const seen = Atomics.load(i32, event);
    Atomics.store(i32, (place.base + CORE.at.asleep) >>> 2, 1);
    if (Atomics.exchange(i32, (place.base + CORE.at.signal) >>> 2, 0) === 0) {
      // A lost wake-up shows as this wait running to its end.
      if (Atomics.wait(i32, event, seen, 5000) === 'timed-out') return -1;
    }
    Atomics.store(i32, (place.base + CORE.at.asleep) >>> 2, 0);
    got += queue.drain((_kind, from, n) => {
      if (n !== (next.get(from) ?? 0)) wrong += 1;
      next.set(from, n + 1);
    });
  }
  return wrong;
}

/** Enter exclusive sections and, in between, run as a core; in a section two plain words must stay equal. @returns violations */
export function exclusiveSections(data: BodyData): number {
  const i32 = bind(data);
  const gate = new Gate(i32, data.plan, new Signals(i32, data.plan), data.thread);
  const core = data.thread;
  const [a = 0, b = 0] = data.words.map((word) => word >>> 2);
  let violations = 0;
  for (let n = 0; n < data.rounds; n++) {
    gate.enter(core);
    if (i32[a] !== i32[b]) violations += 1;
    gate.leave(core);
    if (n % 3 !== data.thread % 3) continue;
    gate.enterExclusive();
    i32[a] = (i32[a] as number) + 1;
    if ((i32[b] as number) + 1 !== i32[a]) violations += 1;
    i32[b] = (i32[b] as number) + 1;
    gate.leaveExclusive();
  }
  return violations;
}

/** The same with the gate left open, until somebody sees a violation: the control. */
export function exclusiveControl(data: BodyData): number {
  const i32 = bind(data);
  const [a = 0, b = 0] = data.words.map((word) => word >>> 2);
  const found = (data.words[2] as number) >>> 2;
  let violations = 0;
  for (let n = 0; n < data.rounds && Atomics.load(i32, found) === 0; n++) {
    if (Atomics.load(i32, a) !== Atomics.load(i32, b)) violations += Atomics.add(i32, found, 1) + 1;
    Atomics.store(i32, a, Atomics.load(i32, a) + 1);
    Atomics.store(i32, b, Atomics.load(i32, b) + 1);
  }
  return violations;
}

/** Add to a plain word under a lock. */
export function lockedAdds(data: BodyData): number {
  const i32 = bind(data);
  const lock = new SharedLock(i32, data.words[0] as number);
  const word = (data.words[1] as number) >>> 2;
  for (let n = 0; n < data.rounds; n++) {
    lock.acquire();
    i32[word] = (i32[word] as number) + 1;
    lock.release();
  }
  return 0;
}

/** Core 1 in guest code: polls its signal word and answers at a safe point, until the word words[0] is set. */
export function answerSignals(data: BodyData): number {
  const i32 = bind(data);
  const signals = new Signals(i32, data.plan);
  const gate = new Gate(i32, data.plan, signals, data.thread);
  const signal = ((data.plan.cores[1]?.base ?? 0) + CORE.at.signal) >>> 2;
  const end = (data.words[0] as number) >>> 2;
  let answered = 0;
  gate.enter(1);
  while (Atomics.load(i32, end) === 0) {
    if (Atomics.load(i32, signal) === 0) continue;
    gate.leave(1);
    signals.take(1);
    answered += 1;
    gate.enter(1);
  }
  gate.leave(1);
  return answered;
}

/** Core 0: `rounds` times signal core 1 and wait until it was at a safe point. @returns median nanoseconds of a round */
export function roundTrips(data: BodyData): number {
  const i32 = bind(data);
  const signals = new Signals(i32, data.plan);
  const gate = new Gate(i32, data.plan, signals, data.thread);
  const times: number[] = [];
  while ((gate.guestWord(1) & 1) === 0) Atomics.wait(i32, (data.words[1] as number) >>> 2, 0, 1);
  for (let n = 0; n < data.rounds; n++) {
    const start = performance.now();
    signals.raiseQuietly(1, 2);
    gate.waitOutside(1, gate.guestWord(1));
    times.push((performance.now() - start) * 1e6);
  }
  Atomics.store(i32, (data.words[0] as number) >>> 2, 1);
  return times.sort((a, b) => a - b)[data.rounds >> 1] as number;
}

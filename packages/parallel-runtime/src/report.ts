import { CONTROL, STATE } from './control.ts';
import { SharedLock } from './lock.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { Signals } from './signals.ts';

const CAPACITY = CONTROL.fields.report.count;

/** Add text to the machine's report area. Text that does not fit is cut. Any thread. */
export function appendReport(buffer: SharedArrayBuffer, plan: MemoryPlan, text: string): void {
  const i32 = new Int32Array(buffer);
  const lock = new SharedLock(i32, plan.control + CONTROL.at.reportLock);
  const count = (plan.control + CONTROL.at.reportBytes) >>> 2;
  const bytes = new TextEncoder().encode(`${text}\n`);
  lock.acquire();
  const used = i32[count] as number;
  const taken = bytes.subarray(0, Math.max(0, CAPACITY - used));
  new Uint8Array(buffer).set(taken, plan.control + CONTROL.at.report + used);
  i32[count] = used + taken.length;
  lock.release();
}

/** All reports so far. */
export function readReport(buffer: SharedArrayBuffer, plan: MemoryPlan): string {
  const used = new Int32Array(buffer)[(plan.control + CONTROL.at.reportBytes) >>> 2] as number;
  const start = plan.control + CONTROL.at.report;
  return new TextDecoder().decode(new Uint8Array(buffer).slice(start, start + used)).trimEnd();
}

/** End the machine because of a bug or a dead thread: report, tell everybody. Any thread. */
export function crash(buffer: SharedArrayBuffer, plan: MemoryPlan, text: string): void {
  const i32 = new Int32Array(buffer);
  appendReport(buffer, plan, text);
  Atomics.store(i32, (plan.control + CONTROL.at.state) >>> 2, STATE.CRASHED);
  new Signals(i32, plan).stopAll();
  for (const word of [CONTROL.at.mainEvent, CONTROL.at.timerEvent, CONTROL.at.hotEvent]) {
    Atomics.add(i32, (plan.control + word) >>> 2, 1);
    Atomics.notify(i32, (plan.control + word) >>> 2);
  }
}

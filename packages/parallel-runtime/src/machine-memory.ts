import { CORE } from '@tutti/ir';
import { CodeCache } from './code-cache.ts';
import { CONTROL, CORE_CONTROL } from './control.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { CoreQueue } from './queue.ts';
import { TimerQueue } from './timers.ts';

/** Bring fresh shared memory into the state that threads start from. Main, before any thread exists. */
export function initialiseMemory(memory: WebAssembly.Memory, plan: MemoryPlan): void {
  const buffer = memory.buffer as ArrayBufferLike as SharedArrayBuffer;
  const i32 = new Int32Array(buffer);
  new Float64Array(buffer)[(plan.control + CONTROL.at.pausedNs) >>> 3] = 0;
  for (const place of plan.caches) new CodeCache(i32, place).reset();
  new TimerQueue(buffer, plan.control, plan.timers).initialise();
  plan.cores.forEach((place, index) => {
    new CoreQueue(i32, place.queue).initialise();
    i32[(place.base + CORE.at.index) >>> 2] = index;
    i32[(place.base + CORE.at.exclusiveHost) >>> 2] = -1;
    i32[(place.control + CORE_CONTROL.at.thread) >>> 2] = place.thread;
  });
}

import { CORE, SIGNAL } from '@tutti/ir';
import { CORE_CONTROL, FLUSH } from './control.ts';
import type { CoreSlot } from './core-slot.ts';
import { MESSAGE } from './queue-layout.ts';

/** Take the signals of a core at a safe point: flushes, messages, interrupts. Its thread, outside guest code. */
export function serveSignals(i32: Int32Array, slot: CoreSlot): void {
  const signal = (slot.place.base + CORE.at.signal) >>> 2;
  if (Atomics.load(i32, signal) === 0 && slot.deferred.length === 0) return;
  const bits = Atomics.exchange(i32, signal, 0);
  takeCollapsedFlush(i32, slot);
  const waiting = slot.deferred.splice(0);
  for (const [kind, a, b] of waiting) handle(slot, kind, a, b);
  if ((bits & SIGNAL.QUEUE) !== 0)
    slot.count(
      'messages',
      slot.queue.drain((kind, a, b) => handle(slot, kind, a, b)),
    );
  if (slot.guest.takeInterrupt()) {
    slot.count('interrupts', 1);
    slot.runnable = true;
  }
}

/**
 * Flushes alone, for a core that goes on in the middle of a block: its other messages are kept for the next safe point, and the
 * signal stays set.
 */
export function serveFlushes(i32: Int32Array, slot: CoreSlot): void {
  takeCollapsedFlush(i32, slot);
  slot.queue.drain((kind, a, b) => {
    if (kind < MESSAGE.RESTART) handle(slot, kind, a, b);
    else slot.deferred.push([kind, a, b]);
  });
  if (slot.deferred.length > 0) Atomics.or(i32, (slot.place.base + CORE.at.signal) >>> 2, SIGNAL.QUEUE);
}

function takeCollapsedFlush(i32: Int32Array, slot: CoreSlot): void {
  const flush = (slot.place.control + CORE_CONTROL.at.flushPending) >>> 2;
  if (Atomics.load(i32, flush) === 0) return;
  const what = Atomics.exchange(i32, flush, 0);
  if ((what & FLUSH.ALL) !== 0) slot.tlb.flushAll();
  else if (what !== 0) slot.group.mmu.refresh(slot.mmuCore);
}

function handle(slot: CoreSlot, kind: number, a: number, b: number): void {
  if (kind === MESSAGE.FLUSH_PAGE) slot.group.mmu.flushPage(slot.mmuCore, a, b);
  else if (kind === MESSAGE.FLUSH_NON_GLOBAL) slot.tlb.flushNonGlobal();
  else if (kind === MESSAGE.FLUSH_TLB) slot.tlb.flushAll();
  else if (kind === MESSAGE.INVALIDATE) slot.tlb.flushJumps();
  else if (kind === MESSAGE.RESTART) slot.restart(a !== 0);
  else if (kind >= MESSAGE.FRONT_END) slot.guest.message(kind, a, b);
}

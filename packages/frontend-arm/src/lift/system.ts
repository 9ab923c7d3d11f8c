import { EXIT, FENCE_KINDS } from '@tutti/ir';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';

/** WFI: sleep until an interrupt, masked or not. */
export function waitForInterrupt(l: Lift): void {
  l.exitWith(EXIT.WAIT, 0, l.next);
}

/** WFE and YIELD: let another core of the thread run. WFE may wake at any time, so it never sleeps here. */
export function yieldCore(l: Lift): void {
  l.exitWith(EXIT.YIELD, 0, l.next);
}

/** Accesses ordered by the option of DMB and DSB: 1x10 are the store-store forms. */
const fenceKinds = (option: number): number => ((option & 3) === 2 ? FENCE_KINDS.storeStore : FENCE_KINDS.full);

export function dataMemoryBarrier(l: Lift, option: number): void {
  l.b.fence(fenceKinds(option));
}

/** DSB: also waits until broadcast TLB operations are done everywhere. */
export function dataSynchronizationBarrier(l: Lift): void {
  const { b } = l;
  b.fence(FENCE_KINDS.full);
  if (l.conditional) {
    l.helper('barrier');
    return;
  }
  b.begin_if(b.get_i32(AT.broadcasts));
  l.helper('barrier');
  b.end_if();
}

/** ISB: changes of translation bases and ASID take effect; what follows is looked up anew. */
export function instructionSynchronizationBarrier(l: Lift): void {
  const { b } = l;
  if (l.conditional) {
    l.helper('synchronize');
  } else {
    b.begin_if(b.get_i32(AT.contextDirty));
    l.helper('synchronize');
    b.end_if();
  }
  l.endBlock();
}

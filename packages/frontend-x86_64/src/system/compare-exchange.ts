import { EXIT } from '@tutti/ir';
import { VECTOR } from '../guest-exits.ts';
import { service, type X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { hostOf } from './memory.ts';

/**
 * LOCK CMPXCHG16B at linear address arg[0], on a host whose atomics have 8 bytes. Those of all cores on one place take turns under a
 * lock of the board; each half is exchanged atomically, so a store or atomic of another core to a half is never lost. When one comes
 * between the halves, or the page is not plain memory, the instruction runs again with all other cores stopped.
 * What differs from a processor: a core that loads the halves one by one can see the new low half with the old high half for the
 * moment between the two exchanges (docs/decisions/0006-cmpxchg16b.md).
 * @returns 0, with arg[0..1] the old value and arg[2] whether it was exchanged; or EXIT.RETRY
 */
export function compareExchange16(context: X86Context, mmuMode: number): number {
  const { state, u64 } = context;
  const at = state.arg[0] as bigint;
  if (at & 15n) throw new GuestFault(VECTOR.GP, 0);
  const host = hostOf(context, Number(BigInt.asIntN(32, at)), Number(BigInt.asIntN(32, at >> 32n)), true, mmuMode);
  if (host < 0) return again(context);
  const low = host >>> 3;
  service(context, 'pair_lock', host, 1, 0);
  const done = exchange(context, u64, low);
  service(context, 'pair_lock', host, 0, 0);
  return done ? 0 : again(context);
}

function again({ state }: X86Context): number {
  state.exitLink = 0;
  return EXIT.RETRY;
}

/** @returns false when another core changed a half meanwhile; memory is then as it was */
function exchange({ state }: X86Context, u64: BigUint64Array, low: number): boolean {
  const wantLow = BigInt.asUintN(64, state.rax);
  const wantHigh = BigInt.asUintN(64, state.rdx);
  const oldLow = Atomics.load(u64, low);
  const oldHigh = Atomics.load(u64, low + 1);
  const same = oldLow === wantLow && oldHigh === wantHigh;
  if (same) {
    const newLow = BigInt.asUintN(64, state.rbx);
    if (Atomics.compareExchange(u64, low, oldLow, newLow) !== oldLow) return false;
    if (Atomics.compareExchange(u64, low + 1, oldHigh, BigInt.asUintN(64, state.rcx)) !== oldHigh) {
      Atomics.compareExchange(u64, low, newLow, oldLow);
      return false;
    }
  }
  state.arg[0] = BigInt.asIntN(64, oldLow);
  state.arg[1] = BigInt.asIntN(64, oldHigh);
  state.arg[2] = same ? 1n : 0n;
  return true;
}

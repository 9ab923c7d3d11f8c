import { VECTOR } from '../guest-exits.ts';
import { FEATURE_BITS } from '../models.ts';
import { CR4 } from '../state.ts';
import type { X86Context } from './context.ts';
import { GuestFault } from './fault.ts';

/** Types of INVPCID. */
const INVPCID = { ADDRESS: 0, CONTEXT: 1, LAST: 3 } as const;

/** INVPCID of type arg[0] with descriptor arg[1..2]. Translations carry no PCID here: all go. @see Intel SDM 2A "INVPCID" */
export function invalidatePcid({ state, env, model }: X86Context): void {
  if (!((model.features.ebx7 >> FEATURE_BITS.ebx7.invpcid) & 1)) throw new GuestFault(VECTOR.UD);
  const type = state.arg[0] as bigint;
  const pcid = BigInt.asUintN(64, state.arg[1] as bigint);
  const address = state.arg[2] as bigint;
  const withoutPcids = (state.cr4 & BigInt(CR4.PCIDE)) === 0n && type <= INVPCID.CONTEXT && pcid !== 0n;
  const notCanonical = type === BigInt(INVPCID.ADDRESS) && BigInt.asIntN(48, address) !== address;
  if (type < 0n || type > INVPCID.LAST || pcid >> 12n !== 0n || withoutPcids || notCanonical)
    throw new GuestFault(VECTOR.GP, 0);
  env.flushTlb();
}

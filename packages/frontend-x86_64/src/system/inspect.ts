import { ATTR } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { type Descriptor, dplOf, isLong, limitOf, readDescriptor, typeOf } from './segments.ts';

/** Types of system descriptors that LAR and LSL accept. @see Intel SDM 2A "LAR", "LSL" */
const LAR_TYPES = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5) | (1 << 9) | (1 << 11) | (1 << 12);
const LAR_LONG = (1 << 2) | (1 << 9) | (1 << 11) | (1 << 12);
const LSL_TYPES = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 9) | (1 << 11);
const LSL_LONG = (1 << 2) | (1 << 9) | (1 << 11);

/** LAR, LSL, VERR, VERW (kind 0 to 3): arg[1] is ZF, arg[0] the value. */
export function inspect(context: X86Context, kind: number, selector: number): void {
  const { state } = context;
  state.arg[1] = 0n;
  const d = lookUp(context, selector);
  if (d === null || !visible(context, kind, selector, d)) return;
  state.arg[1] = 1n;
  state.arg[0] = BigInt(kind === 0 ? (d.hi & 0x00f0ff00) >>> 0 : kind === 1 ? limitOf(d) >>> 0 : 0);
}

/** A selector outside its table is no fault here. */
function lookUp(context: X86Context, selector: number): Descriptor | null {
  if ((selector & 0xfffc) === 0) return null;
  try {
    return readDescriptor(context, selector, -1);
  } catch (fault) {
    if (fault instanceof GuestFault && fault.vector === -1) return null;
    throw fault;
  }
}

function visible(context: X86Context, kind: number, selector: number, { hi }: Descriptor): boolean {
  const long = isLong(context);
  const code = (hi & ATTR.CODE) !== 0;
  if (!(hi & ATTR.S)) {
    const types = kind === 0 ? (long ? LAR_LONG : LAR_TYPES) : kind === 1 ? (long ? LSL_LONG : LSL_TYPES) : 0;
    if (!((types >> typeOf(hi)) & 1)) return false;
  }
  if (kind === 2 && code && !(hi & ATTR.RW)) return false;
  if (kind === 3 && (code || !(hi & ATTR.RW))) return false;
  if (hi & ATTR.S && code && hi & ATTR.DC) return true;
  return dplOf(hi) >= cplOfState(context) && dplOf(hi) >= (selector & 3);
}

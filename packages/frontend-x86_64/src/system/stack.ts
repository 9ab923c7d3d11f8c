import { VECTOR } from '../guest-exits.ts';
import { MMU_MODE } from '../mode.ts';
import { ATTR, SEG } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { implicitMode, readLinear, writeLinear } from './memory.ts';
import { baseOf, type Descriptor, is64, limitOf } from './segments.ts';

const MASK16 = 0xffffn;
const MASK32 = 0xffffffffn;
const MASK64 = 0xffffffffffffffffn;

/** A stack that is pushed to or popped from before anything is committed. */
export interface Stack {
  readonly base: bigint;
  readonly mask: bigint;
  readonly mmuMode: number;
  /** Lowest and highest offset; absent: no limit (64-bit mode). */
  readonly bounds?: readonly [lowest: bigint, highest: bigint];
  /** Error code of #SS for an access out of bounds: 0 for the present stack, else the new one's selector. */
  readonly error?: number;
  sp: bigint;
}

/** Bits of SP that count for a stack segment. */
export const stackMask = (wide: boolean, attributes: number): bigint =>
  wide ? MASK64 : attributes & ATTR.DB ? MASK32 : MASK16;

/** MMU mode of the pushes that go to a privilege level. */
export const mmuModeAt = (context: X86Context, cpl: number): number =>
  cpl === 3 ? MMU_MODE.USER : implicitMode(context);

/** The stack of a segment outside 64-bit mode that is not loaded yet. */
export function segmentStack(context: X86Context, selector: number, d: Descriptor, cpl: number, sp: bigint): Stack {
  const expandDown = (d.hi & ATTR.DC) !== 0;
  const limit = BigInt(limitOf(d) >>> 0);
  const top = d.hi & ATTR.DB ? MASK32 : MASK16;
  return {
    base: baseOf(d),
    mask: stackMask(false, d.hi),
    mmuMode: mmuModeAt(context, cpl),
    bounds: expandDown ? [limit + 1n, top] : [0n, limit],
    error: selector & 0xfffc,
    sp,
  };
}

/** The present stack. */
export function currentStack(context: X86Context): Stack {
  const { state } = context;
  const wide = is64(context);
  return {
    base: wide ? 0n : BigInt.asUintN(64, state.base[SEG.SS] as bigint),
    mask: stackMask(wide, state.attributes[SEG.SS] as number),
    mmuMode: mmuModeAt(context, cplOfState(context)),
    ...(!wide && {
      bounds: [BigInt((state.lowest[SEG.SS] as number) >>> 0), BigInt((state.limit[SEG.SS] as number) >>> 0)] as const,
    }),
    sp: BigInt.asUintN(64, state.rsp),
  };
}

const linear = (stack: Stack, sp: bigint): bigint => {
  const at = stack.base + (sp & stack.mask);
  return stack.mask === MASK64 ? at & MASK64 : at & MASK32;
};

/** @throws GuestFault #SS */
function checkBounds({ bounds, error = 0 }: Stack, sp: bigint, bytes: number): void {
  if (bounds === undefined) return;
  if (sp < bounds[0] || sp + BigInt(bytes - 1) > bounds[1]) throw new GuestFault(VECTOR.SS, error);
}

export function push(context: X86Context, stack: Stack, bytes: number, value: bigint): void {
  const sp = (stack.sp - BigInt(bytes)) & stack.mask;
  checkBounds(stack, sp, bytes);
  writeLinear(context, linear(stack, sp), bytes, value, stack.mmuMode);
  stack.sp = (stack.sp & ~stack.mask) | sp;
}

export function pop(context: X86Context, stack: Stack, bytes: number): bigint {
  checkBounds(stack, stack.sp & stack.mask, bytes);
  const value = readLinear(context, linear(stack, stack.sp), bytes, stack.mmuMode);
  stack.sp = (stack.sp & ~stack.mask) | ((stack.sp + BigInt(bytes)) & stack.mask);
  return value;
}

/** Make it the present stack's pointer; bits outside the mask of RSP stay. */
export function commit({ state }: X86Context, stack: Stack): void {
  state.rsp = BigInt.asIntN(
    64,
    stack.mask === MASK16 ? (BigInt.asUintN(64, state.rsp) & ~MASK16) | (stack.sp & MASK16) : stack.sp & stack.mask,
  );
}

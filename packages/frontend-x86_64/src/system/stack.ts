import { MMU_MODE } from '../mode.ts';
import { ATTR, SEG } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { readLinear, writeLinear } from './memory.ts';
import { is64 } from './segments.ts';

const MASK16 = 0xffffn;
const MASK32 = 0xffffffffn;
const MASK64 = 0xffffffffffffffffn;

/** A stack that is pushed to or popped from before anything is committed. */
export interface Stack {
  readonly base: bigint;
  readonly mask: bigint;
  readonly mmuMode: number;
  sp: bigint;
}

/** Bits of SP that count for a stack segment. */
export const stackMask = (wide: boolean, attributes: number): bigint =>
  wide ? MASK64 : attributes & ATTR.DB ? MASK32 : MASK16;

/** MMU mode of explicit accesses at a privilege level. SMAP does not stand in the way of pushes that a handler's entry makes. */
export const mmuModeAt = (cpl: number): number => (cpl === 3 ? MMU_MODE.USER : MMU_MODE.KERNEL);

/** The present stack. */
export function currentStack(context: X86Context): Stack {
  const { state } = context;
  const wide = is64(context);
  return {
    base: wide ? 0n : BigInt.asUintN(64, state.base[SEG.SS] as bigint),
    mask: stackMask(wide, state.attributes[SEG.SS] as number),
    mmuMode: mmuModeAt(cplOfState(context)),
    sp: BigInt.asUintN(64, state.rsp),
  };
}

const linear = (stack: Stack, sp: bigint): bigint => {
  const at = stack.base + (sp & stack.mask);
  return stack.mask === MASK64 ? at & MASK64 : at & MASK32;
};

export function push(context: X86Context, stack: Stack, bytes: number, value: bigint): void {
  const sp = (stack.sp - BigInt(bytes)) & stack.mask;
  writeLinear(context, linear(stack, sp), bytes, value, stack.mmuMode);
  stack.sp = (stack.sp & ~stack.mask) | sp;
}

export function pop(context: X86Context, stack: Stack, bytes: number): bigint {
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

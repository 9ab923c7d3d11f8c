import { compare, convert, F32, F64, fromInteger, ROUND, toInteger } from '@tutti/softfloat';
import { FPSCR } from './fpscr.ts';
import { halfToSingle, singleToHalf } from './half.ts';
import { FP_OP, unpackD, unpackDouble, unpackExtra, unpackM, unpackOp } from './operation.ts';
import type { FpRegisters } from './registers.ts';

const NZCV = { less: 8, equal: 6, greater: 2, unordered: 3 } as const;

/** VCMP and VCMPE: the flags of FPSCR. */
export function vfpCompare(r: FpRegisters, packed: number): void {
  const { state } = r.context;
  const op = unpackOp(packed);
  const isDouble = unpackDouble(packed);
  const bits = (i: number) => (isDouble ? (r.d64[i] as bigint) : BigInt(r.s32[i] as number));
  const b = op >= FP_OP.cmpZero ? 0n : bits(unpackM(packed));
  const signalling = op === FP_OP.cmpe || op === FP_OP.cmpeZero;
  const order = compare(r.env, isDouble ? F64 : F32, bits(unpackD(packed)), b, signalling);
  state.fpscr = (state.fpscr & 0x0fffffff) | (NZCV[order] << 28);
}

/** Conversions whose operand and result are in different registers. */
export function vfpConvert(r: FpRegisters, packed: number, fpscr: number): void {
  const { env, d64, s32 } = r;
  const op = unpackOp(packed);
  const d = unpackD(packed);
  const m = unpackM(packed);
  const isDouble = unpackDouble(packed);
  const f = isDouble ? F64 : F32;
  const put = (value: bigint) => {
    if (isDouble) d64[d] = value;
    else s32[d] = Number(value);
  };
  const source = () => (isDouble ? (d64[m] as bigint) : BigInt(s32[m] as number));
  switch (op) {
    case FP_OP.convert:
      if (isDouble) s32[d] = Number(convert(env, F64, F32, source()));
      else d64[d] = convert(env, F32, F64, source());
      return;
    case FP_OP.fromS32:
      put(fromInteger(env, f, BigInt((s32[m] as number) | 0)));
      return;
    case FP_OP.fromU32:
      put(fromInteger(env, f, BigInt(s32[m] as number)));
      return;
    case FP_OP.fromHalf:
      s32[d] = halfToSingle(env, (s32[m] as number) >>> (16 * unpackExtra(packed)), (fpscr & FPSCR.AHP) !== 0);
      return;
    case FP_OP.toHalf: {
      const shift = 16 * unpackExtra(packed);
      const half = singleToHalf(env, s32[m] as number, (fpscr & FPSCR.AHP) !== 0);
      s32[d] = ((s32[d] as number) & ~(0xffff << shift)) | (half << shift);
      return;
    }
    default: {
      const signed = op === FP_OP.toS32 || op === FP_OP.toS32Zero;
      const rounding = op >= FP_OP.toS32Zero ? ROUND.zero : env.rounding;
      s32[d] = Number(BigInt.asUintN(32, toInteger(env, f, source(), 32, signed, rounding).saturated));
    }
  }
}

/** VCVT between floating-point and fixed-point, in place: to nearest from fixed, to zero to fixed. @see Arm DDI 0406C, A8.8.308 */
export function vfpFixed(r: FpRegisters, packed: number): void {
  const { env, d64, s32 } = r;
  const op = unpackOp(packed);
  const d = unpackD(packed);
  const fraction = unpackExtra(packed);
  const isDouble = unpackDouble(packed);
  const f = isDouble ? F64 : F32;
  const to = op >= FP_OP.fixedToS16;
  const kind = op - (to ? FP_OP.fixedToS16 : FP_OP.fixedFromS16);
  const width = kind < 2 ? 16 : 32;
  const signed = (kind & 1) === 0;
  const old = isDouble ? (d64[d] as bigint) : BigInt(s32[d] as number);
  let result: bigint;
  if (to) result = toInteger(env, f, old, width, signed, ROUND.zero, fraction).saturated;
  else {
    env.rounding = ROUND.nearestEven;
    result = fromInteger(env, f, signed ? BigInt.asIntN(width, old) : BigInt.asUintN(width, old), fraction);
  }
  if (isDouble) d64[d] = BigInt.asUintN(64, result);
  else s32[d] = Number(BigInt.asUintN(32, result));
}

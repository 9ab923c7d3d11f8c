import { reciprocalEstimateU32, rootEstimateU32 } from './estimate.ts';
import { FPSCR } from './fpscr.ts';
import { halfToSingle, singleToHalf } from './half.ts';
import { floatLane, unaryLane } from './neon-float.ts';
import { polynomialProduct, shiftVector } from './neon-integer.ts';
import {
  NEON_OP,
  NO_LANE,
  neonD,
  neonExtra,
  neonLane,
  neonM,
  neonN,
  neonOpOf,
  neonQ,
  neonTemp,
} from './neon-operation.ts';
import { beginNeon, endFp, type FpRegisters } from './registers.ts';

/** Work space of one core's vector helpers. */
export interface NeonScratch {
  readonly result: Uint32Array;
  readonly bytes: Uint8Array;
}

export function neonScratch(): NeonScratch {
  const result = new Uint32Array(4);
  return { result, bytes: new Uint8Array(result.buffer) };
}

/** Carry out a vector operation: the result goes to Dd or Qd, and to `vtemp` when asked. */
export function neonOperate(r: FpRegisters, scratch: NeonScratch, packed: number): void {
  beginNeon(r);
  const words = compute(r, scratch, packed);
  const d = neonD(packed);
  for (let i = 0; i < words; i++) r.s32[2 * d + i] = scratch.result[i] as number;
  if (neonTemp(packed)) for (let i = 0; i < words; i++) r.temp[i] = scratch.result[i] as number;
  endFp(r);
}

/** @returns words of the result */
function compute(r: FpRegisters, { result, bytes }: NeonScratch, packed: number): number {
  const op = neonOpOf(packed);
  const words = neonQ(packed) ? 4 : 2;
  const [d, n, m] = [2 * neonD(packed), 2 * neonN(packed), 2 * neonM(packed)];
  const { s32 } = r;
  const word = (i: number) => s32[i] as number;
  if (op === NEON_OP.fromHalf || op === NEON_OP.toHalf) return halves(r, result, op, m);
  if (op >= NEON_OP.shl && op <= NEON_OP.qrshl) {
    const part = (register: number) => r.bytes.subarray(4 * register, 4 * (register + words));
    r.context.state.fpscr |= shiftVector(op, neonExtra(packed), part(m), part(n), bytes);
    return words;
  }
  if (op >= NEON_OP.mulP8) return polynomial(r, bytes, op, n, m, words);
  if (op >= NEON_OP.padd && op <= NEON_OP.pmin) {
    for (let i = 0; i < 2; i++) {
      const from = i === 0 ? n : m;
      result[i] = floatLane(r, op, 0, word(from), word(from + 1));
    }
    return 2;
  }
  const lane = neonLane(packed);
  for (let i = 0; i < words; i++) {
    const y = word(lane === NO_LANE ? m + i : m + lane);
    if (op < NEON_OP.padd) result[i] = floatLane(r, op, word(d + i), word(n + i), y);
    else if (op === NEON_OP.recpeU32) result[i] = reciprocalEstimateU32(y);
    else if (op === NEON_OP.rsqrteU32) result[i] = rootEstimateU32(y);
    else result[i] = unaryLane(r, op, y, neonExtra(packed));
  }
  return words;
}

/** Conversions of vectors of halves. They follow FPSCR.AHP. */
function halves(r: FpRegisters, result: Uint32Array, op: number, m: number): number {
  const ahp = (r.context.state.fpscr & FPSCR.AHP) !== 0;
  const word = (i: number) => r.s32[m + i] as number;
  if (op === NEON_OP.fromHalf) {
    for (let i = 0; i < 4; i++) result[i] = halfToSingle(r.env, word(i >> 1) >>> (16 * (i & 1)), ahp);
    return 4;
  }
  for (let i = 0; i < 2; i++) {
    result[i] = singleToHalf(r.env, word(2 * i), ahp) | (singleToHalf(r.env, word(2 * i + 1), ahp) << 16);
  }
  return 2;
}

function polynomial(r: FpRegisters, result: Uint8Array, op: number, n: number, m: number, words: number): number {
  const byte = (register: number, i: number) => r.bytes[4 * register + i] as number;
  if (op === NEON_OP.mullP8) {
    for (let i = 0; i < 8; i++) {
      const product = polynomialProduct(byte(n, i), byte(m, i));
      result[2 * i] = product;
      result[2 * i + 1] = product >> 8;
    }
    return 4;
  }
  for (let i = 0; i < 4 * words; i++) result[i] = polynomialProduct(byte(n, i), byte(m, i));
  return words;
}

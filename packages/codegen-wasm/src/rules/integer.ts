import { type Instruction, W } from '../encoder/instructions.ts';
import type { Emit } from './emit.ts';

interface Width {
  readonly type: 'i32' | 'i64';
  readonly bits: 32 | 64;
  readonly const: <V>(e: Emit<V>, value: number) => void;
  readonly ops: Readonly<Record<'eqz' | 'eq' | 'sub' | 'and' | 'or' | 'shl' | 'shr_s' | 'shr_u', Instruction>>;
}

const I32: Width = {
  type: 'i32',
  bits: 32,
  const: (e, value) => e.code.i32(value),
  ops: {
    eqz: W.i32_eqz,
    eq: W.i32_eq,
    sub: W.i32_sub,
    and: W.i32_and,
    or: W.i32_or,
    shl: W.i32_shl,
    shr_s: W.i32_shr_s,
    shr_u: W.i32_shr_u,
  },
};
const I64: Width = {
  type: 'i64',
  bits: 64,
  const: (e, value) => e.code.i64(value, value >> 31),
  ops: {
    eqz: W.i64_eqz,
    eq: W.i64_eq,
    sub: W.i64_sub,
    and: W.i64_and,
    or: W.i64_or,
    shl: W.i64_shl,
    shr_s: W.i64_shr_s,
    shr_u: W.i64_shr_u,
  },
};
const WIDTH = { i32: I32, i64: I64 } as const;

/** Unsigned division or remainder: wasm traps on zero, the op gives 0 or `a`. */
const unsignedDivision =
  (width: Width, op: Instruction, ofZero: 'zero' | 'dividend') =>
  <V>(e: Emit<V>, a: V, b: V): void => {
    const dividend = e.hold(a);
    const divisor = e.hold(b);
    e.push(divisor);
    e.code.op(width.ops.eqz);
    e.code.if(width.type);
    if (ofZero === 'zero') width.const(e, 0);
    else e.push(dividend);
    e.code.else();
    e.push(dividend);
    e.push(divisor);
    e.code.op(op);
    e.code.end();
  };

/** Signed division also traps on the most negative number by -1: a division by -1 is a negation. */
const signedDivision =
  (width: Width, op: Instruction) =>
  <V>(e: Emit<V>, a: V, b: V): void => {
    const dividend = e.hold(a);
    const divisor = e.hold(b);
    e.push(divisor);
    e.code.op(width.ops.eqz);
    e.code.if(width.type);
    width.const(e, 0);
    e.code.else();
    e.push(divisor);
    width.const(e, -1);
    e.code.op(width.ops.eq);
    e.code.if(width.type);
    width.const(e, 0);
    e.push(dividend);
    e.code.op(width.ops.sub);
    e.code.else();
    e.push(dividend);
    e.push(divisor);
    e.code.op(op);
    e.code.end();
    e.code.end();
  };

/** (a ^ b) & (a ^ c). */
const overflow = <V>(e: Emit<V>, a: V, b: V, c: V): void => {
  const first = e.hold(a);
  e.push(first);
  e.push(b);
  e.code.op(W.i32_xor);
  e.push(first);
  e.push(c);
  e.code.op(W.i32_xor);
  e.code.op(W.i32_and);
};

/** Bit 4 and the top bit of a ^ b ^ c, in 64 bits. */
const carries =
  (width: 'i32' | 'i64') =>
  <V>(e: Emit<V>, a: V, b: V, c: V): void => {
    const xor = width === 'i64' ? W.i64_xor : W.i32_xor;
    e.push(a);
    e.push(b);
    e.code.op(xor);
    e.push(c);
    e.code.op(xor);
    if (width === 'i32') e.code.op(W.i64_extend_i32_s);
    e.code.i64(16, 1 << 31);
    e.code.op(W.i64_and);
  };

/** Push `bits - position - length` style counts: folded when the fields are known. */
function pushCount<V>(e: Emit<V>, width: Width, bits: number, minus: readonly V[]): void {
  let known = bits;
  for (const field of minus) known -= e.known(field) ?? Number.NaN;
  if (!Number.isNaN(known)) {
    width.const(e, known);
    return;
  }
  e.code.i32(bits);
  for (const field of minus) {
    e.push(field);
    e.code.op(W.i32_sub);
  }
  if (width === I64) e.code.op(W.i64_extend_i32_u);
}

const extract =
  (width: Width, shift: Instruction) =>
  <V>(e: Emit<V>, a: V, position: V, length: V): void => {
    const pos = e.known(position);
    const len = e.known(length);
    e.push(a);
    if (pos !== undefined && len !== undefined && shift === width.ops.shr_u) {
      shiftAndMask(e, width, pos, len);
      return;
    }
    pushCount(e, width, width.bits, [position, length]);
    e.code.op(width.ops.shl);
    pushCount(e, width, width.bits, [length]);
    e.code.op(shift);
  };

function shiftAndMask<V>(e: Emit<V>, width: Width, pos: number, len: number): void {
  if (pos !== 0) {
    width.const(e, pos);
    e.code.op(width.ops.shr_u);
  }
  if (pos + len === width.bits) return;
  if (len >= 32) e.code.i64(-1, (1 << (len - 32)) - 1);
  else width.const(e, ((1 << len) - 1) | 0);
  e.code.op(width.ops.and);
}

/** a with length bits at position replaced: (a & ~mask) | ((b << position) & mask), mask = (ones >>> (bits - length)) << position. */
const deposit =
  (width: Width) =>
  <V>(e: Emit<V>, a: V, b: V, position: V, length: V): void => {
    const mask = e.scratch(width.type, 0);
    const pushPosition = (): void => {
      e.push(position);
      if (width === I64) e.code.op(W.i64_extend_i32_u);
    };
    width.const(e, -1);
    pushCount(e, width, width.bits, [length]);
    e.code.op(width.ops.shr_u);
    pushPosition();
    e.code.op(width.ops.shl);
    e.code.set(mask);
    e.push(a);
    e.code.get(mask);
    width.const(e, -1);
    e.code.op(width === I32 ? W.i32_xor : W.i64_xor);
    e.code.op(width.ops.and);
    e.push(b);
    pushPosition();
    e.code.op(width.ops.shl);
    e.code.get(mask);
    e.code.op(width.ops.and);
    e.code.op(width.ops.or);
  };

/** Bytes of a word reversed by two rotations: each brings half of the bytes to their place. */
const bswapI32 = <V>(e: Emit<V>, a: V): void => {
  const value = e.hold(a);
  for (const [op, mask] of [
    [W.i32_rotl, 0x00ff00ff],
    [W.i32_rotr, 0xff00ff00],
  ] as const) {
    e.push(value);
    e.code.i32(8);
    e.code.op(op);
    e.code.i32(mask);
    e.code.op(W.i32_and);
  }
  e.code.op(W.i32_or);
};

/** Bytes in each half-word swapped, half-words in each word swapped, then the words. */
const bswapI64 = <V>(e: Emit<V>, a: V): void => {
  const t = e.scratch('i64', 0);
  e.push(a);
  e.code.set(t);
  for (const [bits, mask] of [
    [8, 0x00ff00ff],
    [16, 0x0000ffff],
  ] as const) {
    e.code.get(t);
    e.code.i64(mask, mask);
    e.code.op(W.i64_and);
    e.code.i64(bits, 0);
    e.code.op(W.i64_shl);
    e.code.get(t);
    e.code.i64(bits, 0);
    e.code.op(W.i64_shr_u);
    e.code.i64(mask, mask);
    e.code.op(W.i64_and);
    e.code.op(W.i64_or);
    e.code.set(t);
  }
  e.code.get(t);
  e.code.i64(32, 0);
  e.code.op(W.i64_rotl);
};

/**
 * High half of a 64 by 64 bit product from four 32-bit products. `shift` extends the high words (signed or not).
 * t = aHi * bLo + (aLo * bLo >>> 32); result = aHi * bHi + (t >> 32) + ((aLo * bHi + low(t)) >> 32).
 */
const multiplyHigh =
  (shift: Instruction) =>
  <V>(e: Emit<V>, a: V, b: V): void => {
    const left = e.hold(a);
    const right = e.hold(b);
    const t = e.scratch('i64', 0);
    const low = (v: V): void => {
      e.push(v);
      e.code.i64(-1, 0);
      e.code.op(W.i64_and);
    };
    const high = (v: V): void => {
      e.push(v);
      e.code.i64(32, 0);
      e.code.op(shift);
    };
    const shifted = (op: Instruction): void => {
      e.code.i64(32, 0);
      e.code.op(op);
    };
    high(left);
    low(right);
    e.code.op(W.i64_mul);
    low(left);
    low(right);
    e.code.op(W.i64_mul);
    shifted(W.i64_shr_u);
    e.code.op(W.i64_add);
    e.code.set(t);
    high(left);
    high(right);
    e.code.op(W.i64_mul);
    e.code.get(t);
    shifted(shift);
    e.code.op(W.i64_add);
    low(left);
    high(right);
    e.code.op(W.i64_mul);
    e.code.get(t);
    e.code.i64(-1, 0);
    e.code.op(W.i64_and);
    e.code.op(W.i64_add);
    shifted(shift);
    e.code.op(W.i64_add);
  };

/** Rules that need more than one instruction, by width. */
export const division = {
  signed: (type: 'i32' | 'i64', op: Instruction) => signedDivision(WIDTH[type], op),
  unsigned: (type: 'i32' | 'i64', op: Instruction) => unsignedDivision(WIDTH[type], op, 'zero'),
  /** wasm's signed remainder traps on zero alone: -2^31 rem -1 is 0. */
  remainder: (type: 'i32' | 'i64', op: Instruction) => unsignedDivision(WIDTH[type], op, 'dividend'),
};
export const bits = {
  extract: (type: 'i32' | 'i64', shift: Instruction) => extract(WIDTH[type], shift),
  deposit: (type: 'i32' | 'i64') => deposit(WIDTH[type]),
  bswapI32,
  bswapI64,
  multiplyHigh,
  overflow,
  carries,
};

/** High word of a double word. */
export const highWord = <V>(e: Emit<V>, a: V): void => {
  e.push(a);
  e.code.i64(32, 0);
  e.code.op(W.i64_shr_u);
  e.code.op(W.i32_wrap_i64);
};

/** Two words as one double word. */
export const concatWords = <V>(e: Emit<V>, a: V, b: V): void => {
  e.push(a);
  e.code.op(W.i64_extend_i32_u);
  e.push(b);
  e.code.op(W.i64_extend_i32_u);
  e.code.i64(32, 0);
  e.code.op(W.i64_shl);
  e.code.op(W.i64_or);
};

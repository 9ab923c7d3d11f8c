import { OP_NAMES, OPCODE } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import { COMMUTES } from '../traits.ts';
import { FOLD_COMPARE_I64, FOLD_I32, FOLD_I64, shiftLeft, shiftRight } from './fold.ts';
import { A, B, type Graph, I0, I1, KIND, OP } from './graph.ts';
import { CONST, DEAD, GET, OUT, TRAITS, TYPE } from './node-table.ts';

/** What an op with a constant last operand is: another value, or 0 to keep the op. */
type Identity = (g: Graph, x: number, lo: number, hi: number) => number;

const num = (name: OpName): number => OPCODE[name] >> 1;
const byOp = <V>(table: Partial<Record<OpName, V>>): readonly (V | undefined)[] => OP_NAMES.map((name) => table[name]);

const ADD_I32 = num('add_i32');
const ADD_I64 = num('add_i64');
const EQZ_I32 = num('eqz_i32');
const NE_I32 = num('ne_i32');
const CONCAT_I64 = num('concat_i64');
const EXTEND_S = num('extend_s_i32');
const EXTEND_U = num('extend_u_i32');
const EXTRACT_S_I32 = num('extract_s_i32');
const EXTRACT_S_I64 = num('extract_s_i64');
const AND_I32 = num('and_i32');
const AND_I64 = num('and_i64');
const OR_I32 = num('or_i32');
const OR_I64 = num('or_i64');
const XOR_I32 = num('xor_i32');
const XOR_I64 = num('xor_i64');
const SHL_I32 = num('shl_i32');
const SHL_I64 = num('shl_i64');
const CONCAT_V128 = num('concat_v128');
const BITS_F32 = num('reinterpret_f32');
const FLOAT_I32 = num('reinterpret_i32');
const BITS_F64 = num('reinterpret_f64');
const FLOAT_I64 = num('reinterpret_i64');
const EQZ_I64 = num('eqz_i64');

/** Comparison with its operands exchanged. */
const SWAPPED_PAIRS: readonly (readonly [OpName, OpName])[] = [
  ['lt_s_i32', 'gt_s_i32'],
  ['lt_u_i32', 'gt_u_i32'],
  ['le_s_i32', 'ge_s_i32'],
  ['le_u_i32', 'ge_u_i32'],
  ['lt_s_i64', 'gt_s_i64'],
  ['lt_u_i64', 'gt_u_i64'],
  ['le_s_i64', 'ge_s_i64'],
  ['le_u_i64', 'ge_u_i64'],
];
/** Comparisons that are each other's negation. */
const NEGATED_PAIRS: readonly (readonly [OpName, OpName])[] = [
  ['eq_i32', 'ne_i32'],
  ['lt_s_i32', 'ge_s_i32'],
  ['lt_u_i32', 'ge_u_i32'],
  ['le_s_i32', 'gt_s_i32'],
  ['le_u_i32', 'gt_u_i32'],
  ['eq_i64', 'ne_i64'],
  ['lt_s_i64', 'ge_s_i64'],
  ['lt_u_i64', 'ge_u_i64'],
  ['le_s_i64', 'gt_s_i64'],
  ['le_u_i64', 'gt_u_i64'],
];

function bothWays(pairs: readonly (readonly [OpName, OpName])[]): Int32Array {
  const table = new Int32Array(DEAD + 1);
  for (const [x, y] of pairs) {
    table[num(x)] = num(y);
    table[num(y)] = num(x);
  }
  return table;
}
const SWAPPED = bothWays(SWAPPED_PAIRS);
const NEGATED = bothWays(NEGATED_PAIRS);

/** Ops whose result is 0 or 1. */
const BOOLEAN = Uint8Array.from(OP_NAMES, (name) =>
  /^(eqz|eq|ne|lt|le|gt|ge)(_[su])?_[if]\d/.test(name) || /(any|all)_true/.test(name) ? 1 : 0,
);

const FOLDS_32 = byOp(FOLD_I32);
const FOLDS_64 = byOp(FOLD_I64);
const COMPARES_64 = byOp(FOLD_COMPARE_I64);

const same: Identity = (_g, x, lo) => (lo === 0 ? x : 0);
const shift = (name: OpName, mask: number): Identity => {
  const op = num(name);
  return (g, x, lo) => {
    if ((lo & mask) === 0) return x;
    return lo === (lo & mask) ? 0 : binary(g, op, x, likeConst(g, x, lo & mask));
  };
};
const zeroes =
  (value: 0 | 1): Identity =>
  (g, _x, lo, hi) =>
    (lo | hi) === 0 ? g.const32(value) : 0;

const IDENTITIES = byOp<Identity>({
  add_i32: (g, x, lo) => (lo === 0 ? x : chained(g, ADD_I32, x, lo, 0)),
  sub_i32: (g, x, lo) => binary(g, ADD_I32, x, g.const32(-lo)),
  mul_i32: (g, x, lo) => {
    if (lo === 0) return g.const32(0);
    if (lo === 1) return x;
    return (lo & (lo - 1)) === 0 ? binary(g, SHL_I32, x, g.const32(31 - Math.clz32(lo))) : 0;
  },
  and_i32: (g, x, lo) => (lo === -1 ? x : lo === 0 ? g.const32(0) : chained(g, AND_I32, x, lo, 0)),
  or_i32: (g, x, lo) => (lo === 0 ? x : lo === -1 ? g.const32(-1) : chained(g, OR_I32, x, lo, 0)),
  xor_i32: (g, x, lo) => (lo === 0 ? x : chained(g, XOR_I32, x, lo, 0)),
  shl_i32: shift('shl_i32', 31),
  shr_u_i32: shift('shr_u_i32', 31),
  shr_s_i32: shift('shr_s_i32', 31),
  rotl_i32: shift('rotl_i32', 31),
  rotr_i32: shift('rotr_i32', 31),
  eq_i32: (g, x, lo) => (lo === 0 ? unary(g, EQZ_I32, x) : 0),
  ne_i32: (g, x, lo) => (lo === 0 && BOOLEAN[g.n[x]!] === 1 ? x : 0),
  lt_u_i32: zeroes(0),
  ge_u_i32: zeroes(1),
  add_i64: (g, x, lo, hi) => ((lo | hi) === 0 ? x : chained(g, ADD_I64, x, lo, hi)),
  sub_i64: (g, x, lo, hi) => binary(g, ADD_I64, x, g.constant(TYPE.i64, -lo | 0, (lo === 0 ? -hi : ~hi) | 0)),
  mul_i64: (g, x, lo, hi) => {
    if ((lo | hi) === 0) return g.constant(TYPE.i64, 0, 0);
    if (hi !== 0 || lo <= 0) return 0;
    if (lo === 1) return x;
    return (lo & (lo - 1)) === 0 ? binary(g, SHL_I64, x, g.constant(TYPE.i64, 31 - Math.clz32(lo), 0)) : 0;
  },
  and_i64: (g, x, lo, hi) => {
    if ((lo & hi) === -1) return x;
    return (lo | hi) === 0 ? g.constant(TYPE.i64, 0, 0) : chained(g, AND_I64, x, lo, hi);
  },
  or_i64: (g, x, lo, hi) => {
    if ((lo | hi) === 0) return x;
    return (lo & hi) === -1 ? g.constant(TYPE.i64, -1, -1) : chained(g, OR_I64, x, lo, hi);
  },
  xor_i64: (g, x, lo, hi) => ((lo | hi) === 0 ? x : chained(g, XOR_I64, x, lo, hi)),
  shl_i64: shift('shl_i64', 63),
  shr_u_i64: shift('shr_u_i64', 63),
  shr_s_i64: shift('shr_s_i64', 63),
  rotl_i64: shift('rotl_i64', 63),
  rotr_i64: shift('rotr_i64', 63),
  eq_i64: (g, x, lo, hi) => ((lo | hi) === 0 ? unary(g, EQZ_I64, x) : 0),
  lt_u_i64: zeroes(0),
  ge_u_i64: zeroes(1),
  i8x16_shl: same,
  i16x8_shl: same,
  i32x4_shl: same,
  i64x2_shl: same,
});

/** What an op of two equal operands is: the operand, a constant, or 0 to keep the op. */
const EQUAL_OPERANDS = byOp<(g: Graph, x: number) => number>({
  sub_i32: (g) => g.const32(0),
  xor_i32: (g) => g.const32(0),
  and_i32: (_g, x) => x,
  or_i32: (_g, x) => x,
  sub_i64: (g) => g.constant(TYPE.i64, 0, 0),
  xor_i64: (g) => g.constant(TYPE.i64, 0, 0),
  and_i64: (_g, x) => x,
  or_i64: (_g, x) => x,
  and_v128: (_g, x) => x,
  or_v128: (_g, x) => x,
  ...Object.fromEntries(
    ['i32', 'i64'].flatMap((type) => [
      ...['eq', 'le_s', 'le_u', 'ge_s', 'ge_u'].map((name) => [`${name}_${type}`, (g: Graph) => g.const32(1)]),
      ...['ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u'].map((name) => [`${name}_${type}`, (g: Graph) => g.const32(0)]),
    ]),
  ),
});

/** What an op of one operand is when the operand is a constant or a certain op: another value, or 0. */
const UNARY = byOp<(g: Graph, x: number) => number>({
  eqz_i32: (g, x) => {
    const negated = NEGATED[g.n[x]!]!;
    if (negated !== 0) return g.stage(negated, TYPE.i32, g.n[x + A]!, g.n[x + B]!, 0) && g.unique();
    return g.n[x] === EQZ_I32 && BOOLEAN[g.n[g.n[x + A]!]!] === 1 ? g.n[x + A]! : 0;
  },
  wrap_i64: (g, x) => {
    if (g.isConst(x)) return g.const32(g.n[x + I0]!);
    const op = g.n[x]!;
    return op === EXTEND_S || op === EXTEND_U || op === CONCAT_I64 ? g.n[x + A]! : 0;
  },
  high_i64: (g, x) => {
    if (g.isConst(x)) return g.const32(g.n[x + I1]!);
    if (g.n[x] === EXTEND_U) return g.const32(0);
    return g.n[x] === CONCAT_I64 ? g.n[x + B]! : 0;
  },
  extend_s_i32: (g, x) => (g.isConst(x) ? g.constant(TYPE.i64, g.n[x + I0]!, g.n[x + I0]! >> 31) : 0),
  extend_u_i32: (g, x) => (g.isConst(x) ? g.constant(TYPE.i64, g.n[x + I0]!, 0) : 0),
  reinterpret_i32: (g, x) => (g.n[x] === BITS_F32 ? g.n[x + A]! : 0),
  reinterpret_f32: (g, x) => (g.n[x] === FLOAT_I32 ? g.n[x + A]! : 0),
  reinterpret_i64: (g, x) => (g.n[x] === BITS_F64 ? g.n[x + A]! : 0),
  reinterpret_f64: (g, x) => (g.n[x] === FLOAT_I64 ? g.n[x + A]! : 0),
  low_v128: (g, x) => (g.n[x] === CONCAT_V128 ? g.n[x + A]! : 0),
  high_v128: (g, x) => (g.n[x] === CONCAT_V128 ? g.n[x + B]! : 0),
  mov_i32: (_g, x) => x,
  mov_i64: (_g, x) => x,
  mov_f32: (_g, x) => x,
  mov_f64: (_g, x) => x,
  mov_v128: (_g, x) => x,
});

/** A constant of the type of `x`. */
function likeConst(g: Graph, x: number, lo: number): number {
  return g.n[x + KIND] === TYPE.i64 ? g.constant(TYPE.i64, lo, 0) : g.const32(lo);
}

/** (x op c1) op c2 is x op (c1 op c2) for an associative op. @returns 0 when x is no such op */
function chained(g: Graph, op: number, x: number, lo: number, hi: number): number {
  const n = g.n;
  if (n[x] !== op || !g.isConst(n[x + B]!)) return 0;
  const c1 = n[x + B]!;
  const inner = n[x + A]!;
  // A field that has changed since would have to be copied first.
  if (n[inner] === GET && g.known(n[inner + KIND]!, n[inner + I0]!) !== inner) return 0;
  const wide = n[x + KIND] === TYPE.i64;
  return binary(g, op, inner, constOf(g, op, c1, wide ? g.constant(TYPE.i64, lo, hi) : g.const32(lo)));
}

/** Fold an integer op of constants (`b` = 0: one operand). @returns 0 when the op is not folded */
function constOf(g: Graph, op: number, a: number, b: number): number {
  const n = g.n;
  const fold32 = FOLDS_32[op];
  if (fold32) return g.const32(fold32(n[a + I0]!, b === 0 ? 0 : n[b + I0]!));
  const blo = b === 0 ? 0 : n[b + I0]!;
  const bhi = b === 0 ? 0 : n[b + I1]!;
  const compare = COMPARES_64[op];
  if (compare) return g.const32(+compare(n[a + I0]!, n[a + I1]!, blo, bhi));
  const fold64 = FOLDS_64[op];
  if (!fold64) return 0;
  const out = g.pair;
  fold64(n[a + I0]!, n[a + I1]!, blo, bhi, out);
  return g.constant(TYPE.i64, out[0]!, out[1]!);
}

/** The value of a pure op with one operand and no immediates. */
export function unary(g: Graph, op: number, a: number): number {
  // hot
  if (g.plain) return g.stage(op, OUT[op]!, a, 0, 0) && g.keep();
  if (g.n[a] === CONST) {
    const folded = constOf(g, op, a, 0);
    if (folded !== 0) return folded;
  }
  const rule = UNARY[op];
  if (rule !== undefined) {
    const value = rule(g, a);
    if (value !== 0) return value;
  }
  g.stage(op, OUT[op]!, a, 0, 0);
  return g.unique();
}

/** The value of a pure op with two operands and no immediates. */
export function binary(g: Graph, op: number, a: number, b: number): number {
  // hot
  if (g.plain) return g.stage(op, OUT[op]!, a, b, 0) && g.keep();
  const n = g.n;
  if (n[a] === CONST) {
    if (n[b] === CONST) {
      const folded = constOf(g, op, a, b);
      if (folded !== 0) return folded;
      if (op === CONCAT_I64) return g.constant(TYPE.i64, n[a + I0]!, n[b + I0]!);
    } else if ((TRAITS[op]! & COMMUTES) !== 0) {
      return binary(g, op, b, a);
    } else if (SWAPPED[op] !== 0) {
      return binary(g, SWAPPED[op]!, b, a);
    }
  }
  if (a === b) {
    const rule = EQUAL_OPERANDS[op];
    if (rule !== undefined) {
      const value = rule(g, a);
      if (value !== 0) return value;
    }
  } else if (n[b] === CONST) {
    const rule = IDENTITIES[op];
    if (rule !== undefined) {
      const value = rule(g, a, n[b + I0]!, n[b + I1]!);
      if (value !== 0) return value;
    }
  }
  g.stage(op, OUT[op]!, a, b, 0);
  return g.unique();
}

/** The value of a select; its first operand is the condition. */
export function select(g: Graph, op: number, condition: number, a: number, b: number): number {
  // hot
  if (g.plain) return g.stage(op, OUT[op]!, condition, a, b) && g.keep();
  if (a === b) return a;
  if (g.isConst(condition)) return g.n[condition + I0] !== 0 ? a : b;
  const inverted = g.n[condition] === EQZ_I32;
  const c = truth(g, condition);
  g.stage(op, OUT[op]!, c, inverted ? b : a, inverted ? a : b);
  return g.unique();
}

/** (a ^ b) & (a ^ c): no overflow with equal values, and a constant goes where records have room for it. */
export function overflow(g: Graph, op: number, a: number, b: number, c: number): number {
  // hot
  if (g.plain) return g.stage(op, TYPE.i32, a, b, c) && g.keep();
  if (a === b || a === c) return g.const32(0);
  const n = g.n;
  if (g.isConst(a) && g.isConst(b) && g.isConst(c)) {
    return g.const32((n[a + I0]! ^ n[b + I0]!) & (n[a + I0]! ^ n[c + I0]!));
  }
  const swap = g.isConst(b);
  g.stage(op, TYPE.i32, a, swap ? c : b, swap ? b : c);
  return g.unique();
}

/** The value that decides a condition: what an `eqz` or `ne 0` tests. Callers invert for `eqz`. */
export function truth(g: Graph, condition: number): number {
  const n = g.n;
  if (g.plain) return condition;
  if (n[condition] === EQZ_I32) return n[condition + A]!;
  if (n[condition] === NE_I32 && n[n[condition + B]!] === CONST && n[n[condition + B]! + I0] === 0)
    return n[condition + A]!;
  return condition;
}

export const isEqz = (g: Graph, condition: number): boolean => !g.plain && g.n[condition] === EQZ_I32;

/** The value of a bit-field extraction of `length` bits from `position`. */
export function extract(g: Graph, op: number, a: number, position: number, length: number): number {
  const width = OUT[op] === TYPE.i64 ? 64 : 32;
  if (length !== width && !g.plain) {
    const value = simpleExtract(g, op, a, position, length);
    if (value !== 0) return value;
  } else if (!g.plain) {
    return a;
  }
  const id = g.stage(op, OUT[op]!, a, 0, 0);
  g.n[id + I0] = position;
  g.n[id + I1] = length;
  return g.unique();
}

/** An extraction that is a constant, a shift or a mask; else 0. */
function simpleExtract(g: Graph, op: number, a: number, position: number, length: number): number {
  const n = g.n;
  const wide = OUT[op] === TYPE.i64;
  const width = wide ? 64 : 32;
  const signed = op === EXTRACT_S_I32 || op === EXTRACT_S_I64;
  if (n[a] === CONST) {
    const out = g.pair;
    shiftLeft(wide ? n[a + I0]! : 0, wide ? n[a + I1]! : n[a + I0]!, 64 - length - position - (wide ? 0 : 32), out);
    shiftRight(out[0]!, out[1]!, 64 - length, signed ? out[1]! >> 31 : 0, out);
    return wide ? g.constant(TYPE.i64, out[0]!, out[1]!) : g.const32(out[0]!);
  }
  // The field at the top is a shift, at the bottom a mask: both have a constant form.
  if (position + length === width) {
    const name = wide ? (signed ? 'shr_s_i64' : 'shr_u_i64') : signed ? 'shr_s_i32' : 'shr_u_i32';
    return binary(g, num(name), a, likeConst(g, a, position));
  }
  if (position === 0 && !signed && !wide) return binary(g, AND_I32, a, g.const32(2 ** length - 1));
  return 0;
}

/** The value of a bit-field insertion of `length` bits of `b` at `position`. */
export function deposit(g: Graph, op: number, a: number, b: number, position: number, length: number): number {
  if (!g.plain && length === (OUT[op] === TYPE.i64 ? 64 : 32)) return b;
  const id = g.stage(op, OUT[op]!, a, b, 0);
  g.n[id + I0] = position;
  g.n[id + I1] = length;
  return g.unique();
}

/**
 * Base of a guest address: a sum with a constant gives up the constant when the displacement can take it.
 * @returns the base; `out[0]` is the new displacement
 */
export function addressBase(g: Graph, address: number, disp: number, out: Int32Array): number {
  // hot
  const n = g.n;
  out[0] = disp;
  if (g.plain) return address;
  const op = n[address + OP];
  if (op !== ADD_I32 && op !== ADD_I64) return address;
  const c = n[address + B]!;
  if (n[c] !== CONST) return address;
  const sum = n[c + I0]! + disp;
  if (op === ADD_I64 && (n[c + I1] !== n[c + I0]! >> 31 || sum !== (sum | 0))) return address;
  const base = n[address + A]!;
  if (n[base] === GET && g.known(n[base + KIND]!, n[base + I0]!) !== base) return address;
  out[0] = sum;
  return base;
}

import { type Emitter, type Ref, set32 } from '../emitter.ts';

type Rule2 = (e: Emitter, a: Ref, b: Ref) => void;
const binary =
  (text: (a: string, b: string) => string): Rule2 =>
  (e, a, b) =>
    set32(e, text(a.lo, b.lo));
const compare = (operator: string): Rule2 => binary((a, b) => `${a} ${operator} ${b} ? 1 : 0`);
const compareUnsigned = (operator: string): Rule2 => binary((a, b) => `(${a} >>> 0) ${operator} (${b} >>> 0) ? 1 : 0`);
const unary =
  (text: (a: string) => string) =>
  (e: Emitter, a: Ref): void =>
    set32(e, text(a.lo));

/** Mask of `length` low bits as text; length is 1 to 32. */
const ones = (length: string): string => `(-1 >>> (32 - ${length}))`;

/** 32-bit integers: the operators of JavaScript. */
export const INTEGER_RULES = {
  mov_i32: unary((a) => a),
  add_i32: binary((a, b) => `(${a} + ${b}) | 0`),
  sub_i32: binary((a, b) => `(${a} - ${b}) | 0`),
  mul_i32: binary((a, b) => `Math.imul(${a}, ${b})`),
  and_i32: binary((a, b) => `${a} & ${b}`),
  or_i32: binary((a, b) => `${a} | ${b}`),
  xor_i32: binary((a, b) => `${a} ^ ${b}`),
  shl_i32: binary((a, b) => `${a} << ${b}`),
  shr_u_i32: binary((a, b) => `(${a} >>> ${b}) | 0`),
  shr_s_i32: binary((a, b) => `${a} >> ${b}`),
  rotl_i32: binary((a, b) => `(${a} << ${b}) | (${a} >>> (-${b} & 31))`),
  rotr_i32: binary((a, b) => `(${a} >>> ${b}) | (${a} << (-${b} & 31))`),
  div_s_i32: binary((a, b) => `(${a} / ${b}) | 0`),
  div_u_i32: binary((a, b) => `((${a} >>> 0) / (${b} >>> 0)) | 0`),
  rem_s_i32: binary((a, b) => `${b} === 0 ? ${a} : (${a} % ${b}) | 0`),
  rem_u_i32: binary((a, b) => `${b} === 0 ? ${a} : ((${a} >>> 0) % (${b} >>> 0)) | 0`),
  clz_i32: unary((a) => `Math.clz32(${a})`),
  ctz_i32: unary((a) => `L.ctz(${a})`),
  popcnt_i32: unary((a) => `L.popcnt(${a})`),
  bswap_i32: unary((a) => `L.bswap(${a})`),
  eqz_i32: unary((a) => `${a} === 0 ? 1 : 0`),
  eq_i32: compare('==='),
  ne_i32: compare('!=='),
  lt_s_i32: compare('<'),
  le_s_i32: compare('<='),
  gt_s_i32: compare('>'),
  ge_s_i32: compare('>='),
  lt_u_i32: compareUnsigned('<'),
  le_u_i32: compareUnsigned('<='),
  gt_u_i32: compareUnsigned('>'),
  ge_u_i32: compareUnsigned('>='),
  overflow_i32: (e: Emitter, a: Ref, b: Ref, c: Ref) => set32(e, `(${a.lo} ^ ${b.lo}) & (${a.lo} ^ ${c.lo})`),
  extract_u_i32: (e: Emitter, a: Ref) => set32(e, `(${a.lo} >>> ${e.imm(0)}) & ${ones(e.imm(1))}`),
  extract_s_i32: (e: Emitter, a: Ref) => set32(e, `${a.lo} << (32 - ${e.imm(0)} - ${e.imm(1)}) >> (32 - ${e.imm(1)})`),
  deposit_i32: (e: Emitter, a: Ref, b: Ref) =>
    set32(e, `(${a.lo} & ~(${ones(e.imm(1))} << ${e.imm(0)})) | ((${b.lo} & ${ones(e.imm(1))}) << ${e.imm(0)})`),
  select_i32: (e: Emitter, condition: Ref, b: Ref, c: Ref) => set32(e, `${condition.lo} !== 0 ? ${b.lo} : ${c.lo}`),
  wrap_i64: unary((a) => a),
  high_i64: (e: Emitter, a: Ref) => set32(e, a.hi),
  reinterpret_f32: (e: Emitter, a: Ref) => set32(e, `I[${a.word}]`),
} as const;

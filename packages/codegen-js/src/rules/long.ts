import { type Emitter, type Ref, set32, set64, setCall64 } from '../emitter.ts';

const bitwise =
  (operator: string) =>
  (e: Emitter, a: Ref, b: Ref): void =>
    set64(e, `${a.lo} ${operator} ${b.lo}`, `${a.hi} ${operator} ${b.hi}`);
const call =
  (name: string) =>
  (e: Emitter, a: Ref, b: Ref): void =>
    setCall64(e, `L.${name}(${a.lo}, ${a.hi}, ${b.lo}, ${b.hi})`);
const shift =
  (name: string) =>
  (e: Emitter, a: Ref, b: Ref): void =>
    setCall64(e, `L.${name}(${a.lo}, ${a.hi}, ${b.lo} & 63)`);
const lessUnsigned = (a: Ref, b: Ref, orEqual: string): string =>
  `(${a.hi} >>> 0) < (${b.hi} >>> 0) || (${a.hi} === ${b.hi} && (${a.lo} >>> 0) <${orEqual} (${b.lo} >>> 0))`;
const lessSigned = (a: Ref, b: Ref, orEqual: string): string =>
  `${a.hi} < ${b.hi} || (${a.hi} === ${b.hi} && (${a.lo} >>> 0) <${orEqual} (${b.lo} >>> 0))`;
const truth =
  (text: (a: Ref, b: Ref) => string) =>
  (e: Emitter, a: Ref, b: Ref): void =>
    set32(e, `${text(a, b)} ? 1 : 0`);

/** The top bit of a word, as text. */
const TOP = '-0x80000000';

/** 64-bit integers as pairs of words. */
export const LONG_RULES = {
  mov_i64: (e: Emitter, a: Ref) => set64(e, a.lo, a.hi),
  add_i64: (e: Emitter, a: Ref, b: Ref) =>
    e.line(
      `{ const lo = (${a.lo} + ${b.lo}) | 0, hi = (${a.hi} + ${b.hi} + ((lo >>> 0) < (${a.lo} >>> 0) ? 1 : 0)) | 0; ` +
        `${e.out.lo} = lo; ${e.out.hi} = hi; }`,
    ),
  sub_i64: (e: Emitter, a: Ref, b: Ref) =>
    set64(e, `(${a.lo} - ${b.lo}) | 0`, `(${a.hi} - ${b.hi} - ((${a.lo} >>> 0) < (${b.lo} >>> 0) ? 1 : 0)) | 0`),
  mul_i64: call('mul64'),
  and_i64: bitwise('&'),
  or_i64: bitwise('|'),
  xor_i64: bitwise('^'),
  shl_i64: shift('shl64'),
  shr_u_i64: shift('shrU64'),
  shr_s_i64: shift('shrS64'),
  rotl_i64: shift('rotl64'),
  rotr_i64: shift('rotr64'),
  div_s_i64: call('divS64'),
  div_u_i64: call('divU64'),
  rem_s_i64: call('remS64'),
  rem_u_i64: call('remU64'),
  mulh_s_i64: call('mulhS64'),
  mulh_u_i64: call('mulhU64'),
  clz_i64: (e: Emitter, a: Ref) => set64(e, `${a.hi} !== 0 ? Math.clz32(${a.hi}) : 32 + Math.clz32(${a.lo})`, '0'),
  ctz_i64: (e: Emitter, a: Ref) => set64(e, `${a.lo} !== 0 ? L.ctz(${a.lo}) : 32 + L.ctz(${a.hi})`, '0'),
  popcnt_i64: (e: Emitter, a: Ref) => set64(e, `L.popcnt(${a.lo}) + L.popcnt(${a.hi})`, '0'),
  bswap_i64: (e: Emitter, a: Ref) => set64(e, `L.bswap(${a.hi})`, `L.bswap(${a.lo})`),
  eqz_i64: (e: Emitter, a: Ref) => set32(e, `(${a.lo} | ${a.hi}) === 0 ? 1 : 0`),
  eq_i64: truth((a, b) => `${a.lo} === ${b.lo} && ${a.hi} === ${b.hi}`),
  ne_i64: truth((a, b) => `${a.lo} !== ${b.lo} || ${a.hi} !== ${b.hi}`),
  lt_s_i64: truth((a, b) => lessSigned(a, b, '')),
  le_s_i64: truth((a, b) => lessSigned(a, b, '=')),
  gt_s_i64: truth((a, b) => lessSigned(b, a, '')),
  ge_s_i64: truth((a, b) => lessSigned(b, a, '=')),
  lt_u_i64: truth((a, b) => lessUnsigned(a, b, '')),
  le_u_i64: truth((a, b) => lessUnsigned(a, b, '=')),
  gt_u_i64: truth((a, b) => lessUnsigned(b, a, '')),
  ge_u_i64: truth((a, b) => lessUnsigned(b, a, '=')),
  carries_i32: (e: Emitter, a: Ref, b: Ref, c: Ref) => {
    const all = `(${a.lo} ^ ${b.lo} ^ ${c.lo})`;
    set64(e, `${all} & 16`, `${all} & ${TOP}`);
  },
  carries_i64: (e: Emitter, a: Ref, b: Ref, c: Ref) =>
    set64(e, `(${a.lo} ^ ${b.lo} ^ ${c.lo}) & 16`, `(${a.hi} ^ ${b.hi} ^ ${c.hi}) & ${TOP}`),
  extract_u_i64: (e: Emitter, a: Ref) => setCall64(e, `L.extractU64(${a.lo}, ${a.hi}, ${e.imm(0)}, ${e.imm(1)})`),
  extract_s_i64: (e: Emitter, a: Ref) => setCall64(e, `L.extractS64(${a.lo}, ${a.hi}, ${e.imm(0)}, ${e.imm(1)})`),
  deposit_i64: (e: Emitter, a: Ref, b: Ref) =>
    setCall64(e, `L.deposit64(${a.lo}, ${a.hi}, ${b.lo}, ${b.hi}, ${e.imm(0)}, ${e.imm(1)})`),
  extend_s_i32: (e: Emitter, a: Ref) => set64(e, a.lo, `${a.lo} >> 31`),
  extend_u_i32: (e: Emitter, a: Ref) => set64(e, a.lo, '0'),
  concat_i64: (e: Emitter, a: Ref, b: Ref) => set64(e, a.lo, b.lo),
  reinterpret_f64: (e: Emitter, a: Ref) => set64(e, `I[${a.word}]`, `I[${a.word} + 1]`),
  select_i64: (e: Emitter, condition: Ref, b: Ref, c: Ref) =>
    set64(e, `${condition.lo} !== 0 ? ${b.lo} : ${c.lo}`, `${condition.lo} !== 0 ? ${b.hi} : ${c.hi}`),
} as const;

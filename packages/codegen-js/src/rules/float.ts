import { copyWords, type Emitter, type Ref, set32, setCall64, setDouble, setSingle } from '../emitter.ts';

type Width = 'f32' | 'f64';
const value = (width: Width, a: Ref): string => (width === 'f32' ? a.single : a.double);
const set = (width: Width, e: Emitter, text: string): void =>
  width === 'f32' ? setSingle(e, text) : setDouble(e, text);

/** Storing to a Float32Array rounds to nearest even, which is right for one operation on singles done in double. */
const operation =
  (width: Width, operator: string) =>
  (e: Emitter, a: Ref, b: Ref): void =>
    set(width, e, `${value(width, a)} ${operator} ${value(width, b)}`);
const method =
  (width: Width, name: string) =>
  (e: Emitter, a: Ref): void =>
    set(width, e, `${name}(${value(width, a)})`);
const compare =
  (width: Width, operator: string) =>
  (e: Emitter, a: Ref, b: Ref): void =>
    set32(e, `${value(width, a)} ${operator} ${value(width, b)} ? 1 : 0`);
/** Bits of the word that holds the sign; the other word of a double is copied. */
const sign =
  (width: Width, text: (word: string) => string) =>
  (e: Emitter, a: Ref): void => {
    if (width === 'f32') e.line(`I[${e.out.word}] = ${text(`I[${a.word}]`)};`);
    else e.line(`I[${e.out.word}] = I[${a.word}]; I[${e.out.word} + 1] = ${text(`I[${a.word} + 1]`)};`);
  };
const copysign =
  (width: Width) =>
  (e: Emitter, a: Ref, b: Ref): void => {
    const top = width === 'f32' ? '' : ' + 1';
    e.line(`{ const s = I[${b.word}${top}] & -0x80000000;`);
    if (width === 'f64') e.line(`I[${e.out.word}] = I[${a.word}];`);
    e.line(`I[${e.out.word}${top}] = (I[${a.word}${top}] & 0x7fffffff) | s; }`);
  };
const select =
  (words: number) =>
  (e: Emitter, condition: Ref, b: Ref, c: Ref): void => {
    e.line(`if (${condition.lo} !== 0) {`);
    copyWords(e, b, words);
    e.line('} else {');
    copyWords(e, c, words);
    e.line('}');
  };

/** Floats in memory slots; moves go through words, so that NaNs keep their bits. */
export const FLOAT_RULES = {
  mov_f32: (e: Emitter, a: Ref) => copyWords(e, a, 1),
  mov_f64: (e: Emitter, a: Ref) => copyWords(e, a, 2),
  select_f32: select(1),
  select_f64: select(2),
  reinterpret_i32: (e: Emitter, a: Ref) => e.line(`I[${e.out.word}] = ${a.lo};`),
  reinterpret_i64: (e: Emitter, a: Ref) =>
    e.line(`{ const lo = ${a.lo}, hi = ${a.hi}; I[${e.out.word}] = lo; I[${e.out.word} + 1] = hi; }`),
  add_f32: operation('f32', '+'),
  sub_f32: operation('f32', '-'),
  mul_f32: operation('f32', '*'),
  div_f32: operation('f32', '/'),
  add_f64: operation('f64', '+'),
  sub_f64: operation('f64', '-'),
  mul_f64: operation('f64', '*'),
  div_f64: operation('f64', '/'),
  sqrt_f32: method('f32', 'Math.sqrt'),
  ceil_f32: method('f32', 'Math.ceil'),
  floor_f32: method('f32', 'Math.floor'),
  trunc_f32: method('f32', 'Math.trunc'),
  nearest_f32: method('f32', 'L.nearest'),
  sqrt_f64: method('f64', 'Math.sqrt'),
  ceil_f64: method('f64', 'Math.ceil'),
  floor_f64: method('f64', 'Math.floor'),
  trunc_f64: method('f64', 'Math.trunc'),
  nearest_f64: method('f64', 'L.nearest'),
  abs_f32: sign('f32', (w) => `${w} & 0x7fffffff`),
  neg_f32: sign('f32', (w) => `${w} ^ -0x80000000`),
  abs_f64: sign('f64', (w) => `${w} & 0x7fffffff`),
  neg_f64: sign('f64', (w) => `${w} ^ -0x80000000`),
  copysign_f32: copysign('f32'),
  copysign_f64: copysign('f64'),
  eq_f32: compare('f32', '==='),
  lt_f32: compare('f32', '<'),
  le_f32: compare('f32', '<='),
  eq_f64: compare('f64', '==='),
  lt_f64: compare('f64', '<'),
  le_f64: compare('f64', '<='),
  promote_f32: (e: Emitter, a: Ref) => setDouble(e, a.single),
  demote_f64: (e: Emitter, a: Ref) => setSingle(e, a.double),
  convert_s_i32_f32: (e: Emitter, a: Ref) => setSingle(e, a.lo),
  convert_u_i32_f32: (e: Emitter, a: Ref) => setSingle(e, `${a.lo} >>> 0`),
  convert_s_i64_f32: (e: Emitter, a: Ref) => setSingle(e, `L.singleOfS64(${a.lo}, ${a.hi})`),
  convert_u_i64_f32: (e: Emitter, a: Ref) => setSingle(e, `L.singleOfU64(${a.lo}, ${a.hi})`),
  convert_s_i32_f64: (e: Emitter, a: Ref) => setDouble(e, a.lo),
  convert_u_i32_f64: (e: Emitter, a: Ref) => setDouble(e, `${a.lo} >>> 0`),
  convert_s_i64_f64: (e: Emitter, a: Ref) => setDouble(e, `L.doubleOfS64(${a.lo}, ${a.hi})`),
  convert_u_i64_f64: (e: Emitter, a: Ref) => setDouble(e, `L.doubleOfU64(${a.lo}, ${a.hi})`),
  trunc_s_f32_i32: (e: Emitter, a: Ref) => set32(e, `L.truncS32(${a.single})`),
  trunc_u_f32_i32: (e: Emitter, a: Ref) => set32(e, `L.truncU32(${a.single})`),
  trunc_s_f64_i32: (e: Emitter, a: Ref) => set32(e, `L.truncS32(${a.double})`),
  trunc_u_f64_i32: (e: Emitter, a: Ref) => set32(e, `L.truncU32(${a.double})`),
  trunc_s_f32_i64: (e: Emitter, a: Ref) => setCall64(e, `L.truncS64(${a.single})`),
  trunc_u_f32_i64: (e: Emitter, a: Ref) => setCall64(e, `L.truncU64(${a.single})`),
  trunc_s_f64_i64: (e: Emitter, a: Ref) => setCall64(e, `L.truncS64(${a.double})`),
  trunc_u_f64_i64: (e: Emitter, a: Ref) => setCall64(e, `L.truncU64(${a.double})`),
} as const;

import type { I32, I64 } from '@tutti/ir';
import type { Instruction } from '../decode/instruction.ts';
import { HELPER } from '../helpers.ts';
import { AT } from '../state.ts';
import { carry, lessU, overflow, setCarry, setCarryOverflow, setLogic, setShift } from './flags.ts';
import type { Lift, Value } from './lift.ts';
import type { Rule } from './rule.ts';

/** BMI1, BMI2, ADX and the counts: general registers of 4 and 8 bytes (counts: 2 as well). @see Intel SDM 2, the instructions */

/** Arithmetic at the width of an instruction. */
const width = (l: Lift, bytes: number) => {
  const { b } = l;
  const wide = bytes === 8;
  return {
    add: (x: Value, y: Value): Value => (wide ? b.add_i64(x, y) : b.add_i32(x, y)),
    sub: (x: Value, y: Value): Value => (wide ? b.sub_i64(x, y) : b.sub_i32(x, y)),
    and: (x: Value, y: Value): Value => (wide ? b.and_i64(x, y) : b.and_i32(x, y)),
    xor: (x: Value, y: Value): Value => (wide ? b.xor_i64(x, y) : b.xor_i32(x, y)),
    isZero: (x: Value): I32 => (wide ? b.eqz_i64(x) : b.eqz_i32(x)),
    none: l.number(bytes, 0),
    one: l.number(bytes, 1),
  };
};

const notOf = (l: Lift, x: I32): I32 => l.b.xor_i32(x, l.b.const_i32(1));

/** BLSR, BLSMSK, BLSI: the lowest set bit cleared, with all below it, or alone. */
const lowest =
  (kind: 'BLSR' | 'BLSMSK' | 'BLSI'): Rule =>
  (l, i) => {
    const bytes = i.size(0);
    const w = width(l, bytes);
    const x = l.read(i, 1);
    const less = w.sub(x, w.one);
    const r = kind === 'BLSR' ? w.and(x, less) : kind === 'BLSMSK' ? w.xor(x, less) : w.and(x, w.sub(w.none, x));
    l.writeReg(i.reg(0), r);
    setShift(l, bytes, r, kind === 'BLSI' ? notOf(l, w.isZero(x)) : w.isZero(x), l.b.const_i32(0));
  };

/** The low 8 bits of an operand from bit `at`, as i64. */
const byteField = (l: Lift, i: Instruction, n: number, at: number): I64 =>
  l.b.extract_u_i64(l.toI64(i.size(n), l.read(i, n)), at, 8);

/** Ones in the low `count` bits, all from 64 up. */
const onesBelow = (l: Lift, count: I64): I64 => {
  const { b } = l;
  const some = b.sub_i64(b.shl_i64(b.const_i64(1, 0), count), b.const_i64(1, 0));
  return b.select_i64(b.lt_u_i64(count, b.const_i64(64, 0)), some, b.const_i64(-1, -1));
};

const extractField: Rule = (l, i) => {
  const { b } = l;
  const bytes = i.size(0);
  const x = l.toU64(bytes, l.read(i, 1));
  const start = byteField(l, i, 2, 0);
  const inside = b.lt_u_i64(start, b.const_i64(64, 0));
  const moved = b.select_i64(inside, b.shr_u_i64(x, start), b.const_i64(0, 0));
  const r = l.fromI64(bytes, b.and_i64(moved, onesBelow(l, byteField(l, i, 2, 8))));
  l.writeReg(i.reg(0), r);
  setLogic(l, bytes, r);
};

const zeroHigh: Rule = (l, i) => {
  const { b } = l;
  const bytes = i.size(0);
  const x = l.toU64(bytes, l.read(i, 1));
  const n = byteField(l, i, 2, 0);
  const r = l.fromI64(bytes, b.and_i64(x, onesBelow(l, n)));
  l.writeReg(i.reg(0), r);
  setShift(l, bytes, r, b.ge_u_i64(n, b.const_i64(8 * bytes, 0)), b.const_i32(0));
};

/** Shifts that leave the flags alone; the count is operand 2. */
const shift =
  (kind: 'shl' | 'shr_u' | 'shr_s'): Rule =>
  (l, i) => {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.read(i, 1);
    const count = l.read(i, 2);
    l.writeReg(i.reg(0), bytes === 8 ? b[`${kind}_i64`](x, count) : b[`${kind}_i32`](x, count));
  };

/** MULX: RDX times operand 2; the upper half goes to operand 0, which wins when both destinations are one. */
const multiply: Rule = (l, i) => {
  const { b } = l;
  const bytes = i.size(0);
  const x = l.toU64(bytes, l.gpr(2, bytes));
  const y = l.toU64(bytes, l.read(i, 2));
  const low = b.mul_i64(x, y);
  const high = bytes === 8 ? b.mulh_u_i64(x, y) : b.high_i64(low);
  l.writeReg(i.reg(1), l.fromI64(bytes, low));
  l.writeReg(i.reg(0), high);
};

/** ADCX and ADOX: an addition with its carry in CF or OF alone. */
const addWith =
  (flag: 'CF' | 'OF'): Rule =>
  (l, i) => {
    const { b } = l;
    const bytes = i.size(0);
    const w = width(l, bytes);
    const y = l.read(i, 1);
    const x = l.read(i, 0);
    const before = flag === 'CF' ? carry(l) : overflow(l);
    const sum = w.add(x, y);
    const r = w.add(sum, bytes === 8 ? b.extend_u_i32(before) : before);
    const out = b.or_i32(lessU(l, bytes, sum, x), lessU(l, bytes, r, sum));
    l.writeReg(i.reg(0), r);
    if (flag === 'CF') setCarry(l, out);
    else setCarryOverflow(l, carry(l), out);
  };

/** PDEP and PEXT: the helper moves one bit after the other. */
const scatter =
  (extract: boolean): Rule =>
  (l, i) => {
    const { b } = l;
    const bytes = i.size(0);
    b.set_i64(AT.arg + 8, l.toU64(bytes, l.read(i, 2)));
    b.set_i64(AT.arg, l.toU64(bytes, l.read(i, 1)));
    b.call(HELPER.scatter_bits, b.const_i32(extract ? 1 : 0));
    l.writeReg(i.reg(0), l.fromI64(bytes, b.get_i64(AT.arg)));
  };

/** TZCNT and LZCNT. */
const count =
  (leading: boolean): Rule =>
  (l, i) => {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.toU64(bytes, l.read(i, 1));
    const spare = b.const_i64(64 - 8 * bytes, 0);
    const found = leading
      ? b.sub_i64(b.clz_i64(x), spare)
      : b.ctz_i64(bytes === 8 ? x : b.or_i64(x, bytes === 4 ? b.const_i64(0, 1) : b.const_i64(0x10000, 0)));
    const r = l.fromI64(bytes, found);
    l.writeReg(i.reg(0), r);
    setShift(l, bytes, r, b.eqz_i64(x), b.const_i32(0));
  };

export const BITS: Readonly<Record<string, Rule>> = {
  ANDN(l, i) {
    const bytes = i.size(0);
    const w = width(l, bytes);
    const y = l.read(i, 2);
    const r = w.and(w.xor(l.read(i, 1), l.number(bytes, -1)), y);
    l.writeReg(i.reg(0), r);
    setLogic(l, bytes, r);
  },
  BLSR: lowest('BLSR'),
  BLSMSK: lowest('BLSMSK'),
  BLSI: lowest('BLSI'),
  BEXTR: extractField,
  BZHI: zeroHigh,
  SHLX: shift('shl'),
  SHRX: shift('shr_u'),
  SARX: shift('shr_s'),
  RORX(l, i) {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.read(i, 1);
    const n = i.immLo & 0xff;
    l.writeReg(i.reg(0), bytes === 8 ? b.rotr_i64(x, b.const_i64(n & 63, 0)) : b.rotr_i32(x, b.const_i32(n & 31)));
  },
  MULX: multiply,
  ADCX: addWith('CF'),
  ADOX: addWith('OF'),
  PDEP: scatter(false),
  PEXT: scatter(true),
  TZCNT: count(false),
  LZCNT: count(true),
};

import type { I32 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { HELPER } from '../helpers.ts';
import { AT } from '../state.ts';
import { setCarry, setCarryOverflow, setLogic, setShift } from './flags.ts';
import type { Lift, Value } from './lift.ts';

/** The masked count as i32, and as a number when it is constant. */
function countOf(l: Lift, i: Instruction, operand: number): { count: I32; known: number | undefined } {
  const { b } = l;
  const mask = i.size(0) === 8 ? 63 : 31;
  if (i.kind(operand) === OperandKind.REG) {
    return { count: b.and_i32(b.wrap_i64(l.get64(1)), b.const_i32(mask)), known: undefined };
  }
  const known = (i.kind(operand) === OperandKind.ONE ? 1 : i.immLo) & mask;
  return { count: b.const_i32(known), known };
}

const bit = (l: Lift, bytes: number, value: Value, at: I32): I32 => {
  const { b } = l;
  if (bytes === 8) return b.and_i32(b.wrap_i64(b.shr_u_i64(value, b.extend_u_i32(at))), b.const_i32(1));
  return b.and_i32(b.shr_u_i32(value, at), b.const_i32(1));
};

/** Top bit of a (sign-extended) value. */
const top = (l: Lift, bytes: number, value: Value): I32 =>
  bytes === 8 ? l.b.lt_s_i64(value, l.b.const_i64(0, 0)) : l.b.lt_s_i32(value, l.b.const_i32(0));

/** Write the result of a shift; set its flags unless the count is 0. */
function finish(l: Lift, i: Instruction, r: Value, count: I32, known: number | undefined, flags: () => void): void {
  if (known === 0) {
    l.write(i, 0, r);
    return;
  }
  l.write(i, 0, r);
  if (known !== undefined) {
    flags();
    return;
  }
  l.b.begin_if(count);
  flags();
  l.b.end_if();
  l.forgetFlags();
}

/** Operand 0 read, so that the later write computes the address anew only for the store. */
function operand(l: Lift, i: Instruction): Value {
  return l.read(i, 0);
}

const shift =
  (kind: 'shl' | 'shr' | 'sar') =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const { count, known } = countOf(l, i, 1);
    const x = operand(l, i);
    const less = b.sub_i32(count, b.const_i32(1));
    if (kind === 'shl') {
      const whole = bytes === 8 ? b.shl_i64(x, b.extend_u_i32(count)) : b.shl_i32(x, count);
      const r = l.normal(bytes, whole);
      finish(l, i, r, count, known, () => {
        const cf =
          bytes >= 4
            ? bit(l, bytes, x, b.sub_i32(b.const_i32(8 * bytes), count))
            : bit(l, 4, b.shl_i32(l.zeroExtended(bytes, x), count), b.const_i32(8 * bytes));
        setShift(l, bytes, r, cf, b.xor_i32(top(l, bytes, r), cf));
      });
      return;
    }
    if (kind === 'shr') {
      const z = bytes === 8 ? x : l.zeroExtended(bytes, x);
      const r = bytes === 8 ? b.shr_u_i64(z, b.extend_u_i32(count)) : l.normal(bytes, b.shr_u_i32(z, count));
      finish(l, i, r, count, known, () => setShift(l, bytes, r, bit(l, bytes, z, less), top(l, bytes, x)));
      return;
    }
    const r = bytes === 8 ? b.shr_s_i64(x, b.extend_u_i32(count)) : b.shr_s_i32(x, count);
    finish(l, i, r, count, known, () => {
      const out = bytes === 8 ? b.wrap_i64(b.shr_s_i64(x, b.extend_u_i32(less))) : b.shr_s_i32(x, less);
      setShift(l, bytes, r, b.and_i32(out, b.const_i32(1)), b.const_i32(0));
    });
  };

/** A narrow value repeated through 32 bits. */
function repeated(l: Lift, bytes: number, x: I32): I32 {
  const { b } = l;
  if (bytes === 4) return x;
  const z = l.zeroExtended(bytes, x);
  return bytes === 2 ? b.or_i32(z, b.shl_i32(z, b.const_i32(16))) : b.mul_i32(z, b.const_i32(0x01010101));
}

const rotate =
  (left: boolean) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const { count, known } = countOf(l, i, 1);
    const x = operand(l, i);
    let r: Value;
    if (bytes === 8) r = left ? b.rotl_i64(x, b.extend_u_i32(count)) : b.rotr_i64(x, b.extend_u_i32(count));
    else {
      const wide = repeated(l, bytes, x);
      r = l.normal(bytes, left ? b.rotl_i32(wide, count) : b.rotr_i32(wide, count));
    }
    finish(l, i, r, count, known, () => {
      const low = b.and_i32(bytes === 8 ? b.wrap_i64(r) : r, b.const_i32(1));
      const high = top(l, bytes, r);
      if (left) setCarryOverflow(l, low, b.xor_i32(high, low));
      else setCarryOverflow(l, high, b.xor_i32(high, bit(l, bytes, r, b.const_i32(8 * bytes - 2))));
    });
  };

const rotateCarry =
  (left: boolean) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const { count } = countOf(l, i, 1);
    const x = operand(l, i);
    const a = i.kind(0) === OperandKind.MEM ? l.address(i, bytes) : null;
    // The store comes before the flags change: it may fault.
    if (a !== null) l.store(a, bytes, x);
    b.set_i64(AT.arg, l.toU64(bytes, x));
    b.call(HELPER.rotate_carry, b.const_i32(left ? 0 : 1), b.const_i32(bytes), count);
    l.forgetFlags();
    const r = l.fromI64(bytes, b.get_i64(AT.arg));
    if (a === null) l.writeReg(i.reg(0), r);
    else l.store(a, bytes, r);
  };

const double =
  (left: boolean) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const { count, known } = countOf(l, i, 2);
    const x = operand(l, i);
    const y = l.read(i, 1);
    const width = b.const_i32(8 * bytes);
    const rest = b.sub_i32(width, count);
    let r: Value;
    if (bytes === 8) {
      const c = b.extend_u_i32(count);
      const d = b.extend_u_i32(rest);
      r = left ? b.or_i64(b.shl_i64(x, c), b.shr_u_i64(y, d)) : b.or_i64(b.shr_u_i64(x, c), b.shl_i64(y, d));
      r = b.select_i64(count, r, x);
    } else if (bytes === 4) {
      r = left
        ? b.or_i32(b.shl_i32(x, count), b.shr_u_i32(y, rest))
        : b.or_i32(b.shr_u_i32(x, count), b.shl_i32(y, rest));
      r = b.select_i32(count, r, x);
    } else {
      // Counts above 16 go on with the bits of the first operand, as processors do: x:y:x.
      const xz = l.toU64(2, x);
      const yz = l.toU64(2, y);
      const c = b.extend_u_i32(count);
      const three = left
        ? b.or_i64(b.or_i64(b.shl_i64(xz, b.const_i64(32, 0)), b.shl_i64(yz, b.const_i64(16, 0))), xz)
        : b.or_i64(b.or_i64(b.shl_i64(xz, b.const_i64(32, 0)), b.shl_i64(yz, b.const_i64(16, 0))), xz);
      r = l.fromI64(2, left ? b.shr_u_i64(b.shl_i64(three, c), b.const_i64(32, 0)) : b.shr_u_i64(three, c));
    }
    finish(l, i, r, count, known, () => {
      let cf: I32;
      if (bytes === 2) {
        const c = b.extend_u_i32(left ? rest : b.sub_i32(count, b.const_i32(1)));
        const both = left
          ? b.or_i64(b.shl_i64(l.toU64(2, x), b.const_i64(16, 0)), l.toU64(2, y))
          : b.or_i64(b.shl_i64(l.toU64(2, y), b.const_i64(16, 0)), l.toU64(2, x));
        const at = left ? b.add_i64(c, b.const_i64(16, 0)) : c;
        cf = b.and_i32(b.wrap_i64(b.shr_u_i64(both, at)), b.const_i32(1));
      } else cf = bit(l, bytes, x, left ? rest : b.sub_i32(count, b.const_i32(1)));
      setShift(l, bytes, r, cf, b.xor_i32(top(l, bytes, r), top(l, bytes, x)));
    });
  };

const bitTest =
  (kind: 'test' | 'set' | 'reset' | 'complement') =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const index = l.read(i, 1, bytes);
    const wide = l.toI64(bytes, index);
    const within = b.and_i64(wide, b.const_i64(8 * bytes - 1, 0));
    const mask64 = b.shl_i64(b.const_i64(1, 0), within);
    const mask = l.fromI64(bytes, mask64);
    const carryOf = (old: Value): I32 =>
      b.and_i32(b.wrap_i64(b.shr_u_i64(l.toU64(bytes, old), within)), b.const_i32(1));
    const changed = (old: Value): Value => {
      if (bytes === 8)
        return kind === 'set'
          ? b.or_i64(old, mask)
          : kind === 'reset'
            ? b.and_i64(old, b.xor_i64(mask, b.const_i64(-1, -1)))
            : b.xor_i64(old, mask);
      return kind === 'set'
        ? b.or_i32(old, mask)
        : kind === 'reset'
          ? b.and_i32(old, b.xor_i32(mask, b.const_i32(-1)))
          : b.xor_i32(old, mask);
    };
    if (i.kind(0) === OperandKind.REG) {
      const old = l.read(i, 0);
      if (kind !== 'test') l.writeReg(i.reg(0), changed(old));
      setCarry(l, carryOf(old));
      return;
    }
    const a = bitAddress(l, i, bytes, wide);
    if (kind !== 'test' && i.hasLock) {
      const mem = l.mem();
      const op = kind === 'set' ? 'or' : kind === 'reset' ? 'and' : 'xor';
      const operandOf =
        kind === 'reset'
          ? bytes === 8
            ? b.xor_i64(mask, b.const_i64(-1, -1))
            : b.xor_i32(mask, b.const_i32(-1))
          : mask;
      const old =
        bytes === 8
          ? b[`rmw_${op}_i64`](a.value, operandOf, a.disp, mem)
          : bytes === 4
            ? b[`rmw_${op}_i32`](a.value, operandOf, a.disp, mem)
            : b[`rmw_${op}_16_i32`](a.value, operandOf, a.disp, mem);
      setCarry(l, carryOf(old));
      return;
    }
    const old = l.load(a, bytes);
    if (kind !== 'test') l.store(a, bytes, changed(old));
    setCarry(l, carryOf(old));
  };

/** With the index in a register, bits far from the operand are reached. */
function bitAddress(l: Lift, i: Instruction, bytes: number, index: Value) {
  const { b } = l;
  if (i.kind(1) !== OperandKind.REG) return l.address(i, bytes);
  const log2 = 31 - Math.clz32(8 * bytes);
  const units = b.shl_i64(b.shr_s_i64(index, b.const_i64(log2, 0)), b.const_i64(31 - Math.clz32(bytes), 0));
  if (i.addrSize === 8) {
    const a = l.address(i, bytes);
    return { value: b.add_i64(a.value, units), disp: a.disp };
  }
  const offset = b.and_i64(b.add_i64(l.effective(i), units), b.const_i64(i.addrSize === 2 ? 0xffff : -1, 0));
  return { value: l.linear(i.memSeg - 72, offset, bytes), disp: 0 };
}

/** BSF, BSR: the destination stays when the source is 0. */
export const bitScan =
  (forward: boolean) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.read(i, 1);
    const z = l.toU64(bytes, x);
    const found = forward ? b.ctz_i64(z) : b.sub_i64(b.const_i64(63, 0), b.clz_i64(z));
    const none = b.eqz_i64(z);
    if (bytes === 2) l.setGpr(i.reg(0) & 15, 2, b.select_i32(none, l.readReg(i.reg(0)), b.wrap_i64(found)));
    else l.set64(i.reg(0) & 15, b.select_i64(none, l.get64(i.reg(0) & 15), found));
    setLogic(l, bytes, x);
  };

export const SHIFTS = {
  SHL: shift('shl'),
  SAL: shift('shl'),
  SHR: shift('shr'),
  SAR: shift('sar'),
  ROL: rotate(true),
  ROR: rotate(false),
  RCL: rotateCarry(true),
  RCR: rotateCarry(false),
  SHLD: double(true),
  SHRD: double(false),
  BT: bitTest('test'),
  BTS: bitTest('set'),
  BTR: bitTest('reset'),
  BTC: bitTest('complement'),
  BSF: bitScan(true),
  BSR: bitScan(false),
  POPCNT(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.read(i, 1);
    const r = l.fromI64(bytes, b.popcnt_i64(l.toU64(bytes, x)));
    l.writeReg(i.reg(0), r);
    // ZF is that of the source; the others are 0.
    const none = b.eqz_i64(l.toI64(bytes, x));
    b.set_i64(AT.res, b.extend_u_i32(b.xor_i32(none, b.const_i32(1))));
    b.set_i32(AT.cf, b.const_i32(0));
    b.set_i64(AT.aux, b.extend_u_i32(b.shl_i32(none, b.const_i32(1))));
    l.forgetFlags();
  },
};

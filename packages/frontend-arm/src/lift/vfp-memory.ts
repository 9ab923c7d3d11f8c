import type { I32, I64 } from '@tutti/ir';
import type { VfpVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { dregOffset, sregOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import { wordBase, wordOrder } from './memory.ts';

/*
 * Values move as integers, so that signalling NaNs stay what they are on every host. Addresses are word-aligned whatever
 * SCTLR.A says.
 */

/** A doubleword: in big-endian state its first word is the high one. */
export function loadDouble(l: Lift, base: I32, disp: number): I64 {
  const { b } = l;
  if (!l.bigEndian) return b.load_i64(base, disp, l.mem(2, 2));
  const high = wordOrder(l, b.load_i32(base, disp, l.mem(2, 2)));
  const low = wordOrder(l, b.load_i32(base, disp + 4, l.mem(2, 2)));
  return b.concat_i64(low, high);
}

export function storeDouble(l: Lift, base: I32, disp: number, value: I64): void {
  const { b } = l;
  if (!l.bigEndian) {
    b.store_i64(base, value, disp, l.mem(2, 2));
    return;
  }
  b.store_i32(base, wordOrder(l, b.high_i64(value)), disp, l.mem(2, 2));
  b.store_i32(base, wordOrder(l, b.wrap_i64(value)), disp + 4, l.mem(2, 2));
}

function loadRegister(l: Lift, sz: number, d: number, address: I32, disp: number): void {
  const { b } = l;
  const base = wordBase(l, address);
  if (sz !== 0) b.set_i64(dregOffset(d), loadDouble(l, base, disp));
  else b.set_i32(sregOffset(d), wordOrder(l, b.load_i32(base, disp, l.mem(2, 2))));
}

function storeRegister(l: Lift, sz: number, d: number, address: I32, disp: number): void {
  const { b } = l;
  const base = wordBase(l, address);
  if (sz !== 0) storeDouble(l, base, disp, b.get_i64(dregOffset(d)));
  else b.store_i32(base, wordOrder(l, b.get_i32(sregOffset(d))), disp, l.mem(2, 2));
}

type Transfer = typeof loadRegister;

/** VLDM, VSTM. An odd count of doublewords' words is FLDMX, FSTMX: one word of the range is left out. */
function multiple(
  l: Lift,
  transfer: Transfer,
  up: boolean,
  W: number,
  n: number,
  d: number,
  sz: number,
  imm8: number,
): void {
  const count = sz !== 0 ? imm8 >> 1 : imm8;
  const last = sz !== 0 && !l.model.d32 ? 16 : 32;
  if (count === 0 || d + count > last || (sz !== 0 && count > 16) || (n === 15 && W !== 0)) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const base = l.base(n);
  const bytes = 4 * imm8;
  const first = up ? 0 : -bytes;
  const step = sz !== 0 ? 8 : 4;
  for (let i = 0; i < count; i++) transfer(l, sz, d + i, base, first + step * i);
  if (W !== 0) l.setReg(n, l.b.add_i32(base, l.imm(up ? bytes : -bytes)));
}

type Part = Pick<VfpVisitor<void>, 'vfp_vstr' | 'vfp_vldr' | 'vfp_vstmia' | 'vfp_vldmia' | 'vfp_vstmdb' | 'vfp_vldmdb'>;

/** Extension register load and store. @see Arm DDI 0406C, A7.6 */
export function vfpMemory(l: Lift): Part {
  const disp = (U: number, imm8: number): number => (U !== 0 ? 4 * imm8 : -4 * imm8);
  return {
    vfp_vstr: (_c, U, n, d, sz, imm8) => storeRegister(l, sz, d, l.base(n), disp(U, imm8)),
    vfp_vldr: (_c, U, n, d, sz, imm8) => loadRegister(l, sz, d, l.base(n), disp(U, imm8)),
    vfp_vstmia: (_c, W, n, d, sz, imm8) => multiple(l, storeRegister, true, W, n, d, sz, imm8),
    vfp_vldmia: (_c, W, n, d, sz, imm8) => multiple(l, loadRegister, true, W, n, d, sz, imm8),
    vfp_vstmdb: (_c, n, d, sz, imm8) => multiple(l, storeRegister, false, 1, n, d, sz, imm8),
    vfp_vldmdb: (_c, n, d, sz, imm8) => multiple(l, loadRegister, false, 1, n, d, sz, imm8),
  };
}

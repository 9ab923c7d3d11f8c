import type { I32 } from '@tutti/ir';
import type { A32MediaVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { AT } from '../state.ts';
import { dualMultiplies } from './dual-multiply.ts';
import type { Lift } from './lift.ts';
import { parallel, parallelExchanged } from './parallel.ts';
import { saturate, saturate16 } from './saturate.ts';

/** A32 media instructions. Conditions are the caller's affair. @see Arm DDI 0406C, A5.4 */
export function a32Media(l: Lift): A32MediaVisitor<void> {
  const rotated = (m: number, rotate: number, extend: (x: I32) => I32): I32 =>
    extend(rotate === 0 ? l.reg(m) : l.b.rotr_i32(l.reg(m), l.imm(8 * rotate)));
  const unsignedBytes = (x: I32): I32 => l.b.and_i32(x, l.imm(0x00ff00ff));
  const signedBytes = (x: I32): I32 => l.b.deposit_i32(l.b.extract_s_i32(x, 0, 8), l.b.extract_s_i32(x, 16, 8), 16, 16);
  const addHalves = (x: I32, y: I32): I32 => {
    const high = l.b.and_i32(x, l.imm(0xffff0000));
    return l.b.deposit_i32(l.b.add_i32(high, y), l.b.add_i32(x, y), 0, 16);
  };
  const absoluteDifferences = (n: number, m: number): I32 => {
    const { b } = l;
    const x = b.i32x4_splat(l.reg(n));
    const y = b.i32x4_splat(l.reg(m));
    const bytes = b.i32x4_extract(b.or_v128(b.i8x16_sub_sat_u(x, y), b.i8x16_sub_sat_u(y, x)), 0);
    const sums = b.add_i32(unsignedBytes(bytes), unsignedBytes(b.shr_u_i32(bytes, l.imm(8))));
    return b.and_i32(b.add_i32(sums, b.shr_u_i32(sums, l.imm(16))), l.imm(0xffff));
  };
  const reverseBits = (x: I32): I32 => {
    const { b } = l;
    const swap = (v: I32, by: number, mask: number): I32 =>
      b.or_i32(b.and_i32(b.shr_u_i32(v, l.imm(by)), l.imm(mask)), b.shl_i32(b.and_i32(v, l.imm(mask)), l.imm(by)));
    return swap(swap(swap(b.bswap_i32(x), 4, 0x0f0f0f0f), 2, 0x33333333), 1, 0x55555555);
  };
  const field = (d: number, lsb: number, widthM1: number, extract: (width: number) => I32): void => {
    if (lsb + widthM1 > 31) l.raise(GUEST_EXIT.UNDEFINED);
    else l.setReg(d, extract(widthM1 + 1));
  };
  const insert = (d: number, lsb: number, msb: number, value: () => I32): void => {
    if (msb < lsb) l.raise(GUEST_EXIT.UNDEFINED);
    else l.setReg(d, l.b.deposit_i32(l.reg(d), value(), lsb, msb - lsb + 1));
  };
  return {
    sadd16: (_c, n, d, m) => parallel(l, 's', 'add', 16, d, n, m),
    sasx: (_c, n, d, m) => parallelExchanged(l, 's', 'asx', d, n, m),
    ssax: (_c, n, d, m) => parallelExchanged(l, 's', 'sax', d, n, m),
    ssub16: (_c, n, d, m) => parallel(l, 's', 'sub', 16, d, n, m),
    sadd8: (_c, n, d, m) => parallel(l, 's', 'add', 8, d, n, m),
    ssub8: (_c, n, d, m) => parallel(l, 's', 'sub', 8, d, n, m),
    qadd16: (_c, n, d, m) => parallel(l, 'q', 'add', 16, d, n, m),
    qasx: (_c, n, d, m) => parallelExchanged(l, 'q', 'asx', d, n, m),
    qsax: (_c, n, d, m) => parallelExchanged(l, 'q', 'sax', d, n, m),
    qsub16: (_c, n, d, m) => parallel(l, 'q', 'sub', 16, d, n, m),
    qadd8: (_c, n, d, m) => parallel(l, 'q', 'add', 8, d, n, m),
    qsub8: (_c, n, d, m) => parallel(l, 'q', 'sub', 8, d, n, m),
    shadd16: (_c, n, d, m) => parallel(l, 'sh', 'add', 16, d, n, m),
    shasx: (_c, n, d, m) => parallelExchanged(l, 'sh', 'asx', d, n, m),
    shsax: (_c, n, d, m) => parallelExchanged(l, 'sh', 'sax', d, n, m),
    shsub16: (_c, n, d, m) => parallel(l, 'sh', 'sub', 16, d, n, m),
    shadd8: (_c, n, d, m) => parallel(l, 'sh', 'add', 8, d, n, m),
    shsub8: (_c, n, d, m) => parallel(l, 'sh', 'sub', 8, d, n, m),
    uadd16: (_c, n, d, m) => parallel(l, 'u', 'add', 16, d, n, m),
    uasx: (_c, n, d, m) => parallelExchanged(l, 'u', 'asx', d, n, m),
    usax: (_c, n, d, m) => parallelExchanged(l, 'u', 'sax', d, n, m),
    usub16: (_c, n, d, m) => parallel(l, 'u', 'sub', 16, d, n, m),
    uadd8: (_c, n, d, m) => parallel(l, 'u', 'add', 8, d, n, m),
    usub8: (_c, n, d, m) => parallel(l, 'u', 'sub', 8, d, n, m),
    uqadd16: (_c, n, d, m) => parallel(l, 'uq', 'add', 16, d, n, m),
    uqasx: (_c, n, d, m) => parallelExchanged(l, 'uq', 'asx', d, n, m),
    uqsax: (_c, n, d, m) => parallelExchanged(l, 'uq', 'sax', d, n, m),
    uqsub16: (_c, n, d, m) => parallel(l, 'uq', 'sub', 16, d, n, m),
    uqadd8: (_c, n, d, m) => parallel(l, 'uq', 'add', 8, d, n, m),
    uqsub8: (_c, n, d, m) => parallel(l, 'uq', 'sub', 8, d, n, m),
    uhadd16: (_c, n, d, m) => parallel(l, 'uh', 'add', 16, d, n, m),
    uhasx: (_c, n, d, m) => parallelExchanged(l, 'uh', 'asx', d, n, m),
    uhsax: (_c, n, d, m) => parallelExchanged(l, 'uh', 'sax', d, n, m),
    uhsub16: (_c, n, d, m) => parallel(l, 'uh', 'sub', 16, d, n, m),
    uhadd8: (_c, n, d, m) => parallel(l, 'uh', 'add', 8, d, n, m),
    uhsub8: (_c, n, d, m) => parallel(l, 'uh', 'sub', 8, d, n, m),
    pkh: (_c, n, d, imm5, tb, m) => {
      const { b } = l;
      const shifted =
        tb !== 0 ? b.shr_s_i32(l.reg(m), l.imm(imm5 === 0 ? 31 : imm5)) : b.shl_i32(l.reg(m), l.imm(imm5));
      l.setReg(d, tb !== 0 ? b.deposit_i32(l.reg(n), shifted, 0, 16) : b.deposit_i32(shifted, l.reg(n), 0, 16));
    },
    sel: (_c, n, d, m) => {
      const { b } = l;
      // Bit i of GE to bit 8i, then to a byte of ones.
      const bits = b.and_i32(b.mul_i32(b.get_i32(AT.ge), l.imm(0x00204081)), l.imm(0x01010101));
      const mask = b.mul_i32(bits, l.imm(255));
      const y = l.reg(m);
      l.setReg(d, b.xor_i32(y, b.and_i32(b.xor_i32(l.reg(n), y), mask)));
    },
    ssat: (_c, satImm, d, imm5, sh, n) => saturate(l, true, satImm + 1, d, n, sh, imm5),
    usat: (_c, satImm, d, imm5, sh, n) => saturate(l, false, satImm, d, n, sh, imm5),
    ssat16: (_c, satImm, d, n) => saturate16(l, true, satImm + 1, d, n),
    usat16: (_c, satImm, d, n) => saturate16(l, false, satImm, d, n),
    sxtb: (_c, d, rotate, m) =>
      l.setReg(
        d,
        rotated(m, rotate, (x) => l.b.extract_s_i32(x, 0, 8)),
      ),
    sxtab: (_c, n, d, rotate, m) =>
      l.setReg(
        d,
        l.b.add_i32(
          l.reg(n),
          rotated(m, rotate, (x) => l.b.extract_s_i32(x, 0, 8)),
        ),
      ),
    sxth: (_c, d, rotate, m) =>
      l.setReg(
        d,
        rotated(m, rotate, (x) => l.b.extract_s_i32(x, 0, 16)),
      ),
    sxtah: (_c, n, d, rotate, m) =>
      l.setReg(
        d,
        l.b.add_i32(
          l.reg(n),
          rotated(m, rotate, (x) => l.b.extract_s_i32(x, 0, 16)),
        ),
      ),
    uxtb: (_c, d, rotate, m) =>
      l.setReg(
        d,
        rotated(m, rotate, (x) => l.b.extract_u_i32(x, 0, 8)),
      ),
    uxtab: (_c, n, d, rotate, m) =>
      l.setReg(
        d,
        l.b.add_i32(
          l.reg(n),
          rotated(m, rotate, (x) => l.b.extract_u_i32(x, 0, 8)),
        ),
      ),
    uxth: (_c, d, rotate, m) =>
      l.setReg(
        d,
        rotated(m, rotate, (x) => l.b.extract_u_i32(x, 0, 16)),
      ),
    uxtah: (_c, n, d, rotate, m) =>
      l.setReg(
        d,
        l.b.add_i32(
          l.reg(n),
          rotated(m, rotate, (x) => l.b.extract_u_i32(x, 0, 16)),
        ),
      ),
    sxtb16: (_c, d, rotate, m) => l.setReg(d, rotated(m, rotate, signedBytes)),
    sxtab16: (_c, n, d, rotate, m) => l.setReg(d, addHalves(l.reg(n), rotated(m, rotate, signedBytes))),
    uxtb16: (_c, d, rotate, m) => l.setReg(d, rotated(m, rotate, unsignedBytes)),
    uxtab16: (_c, n, d, rotate, m) => l.setReg(d, addHalves(l.reg(n), rotated(m, rotate, unsignedBytes))),
    rev: (_c, d, m) => l.setReg(d, l.b.bswap_i32(l.reg(m))),
    rev16: (_c, d, m) => l.setReg(d, l.b.rotr_i32(l.b.bswap_i32(l.reg(m)), l.imm(16))),
    rbit: (_c, d, m) => l.setReg(d, reverseBits(l.reg(m))),
    revsh: (_c, d, m) => l.setReg(d, l.b.extract_s_i32(l.b.bswap_i32(l.reg(m)), 16, 16)),
    ...dualMultiplies(l),
    usad8: (_c, d, m, n) => l.setReg(d, absoluteDifferences(n, m)),
    usada8: (_c, d, a, m, n) => l.setReg(d, l.b.add_i32(absoluteDifferences(n, m), l.reg(a))),
    sbfx: (_c, widthM1, d, lsb, n) => field(d, lsb, widthM1, (width) => l.b.extract_s_i32(l.reg(n), lsb, width)),
    ubfx: (_c, widthM1, d, lsb, n) => field(d, lsb, widthM1, (width) => l.b.extract_u_i32(l.reg(n), lsb, width)),
    bfc: (_c, msb, d, lsb) => insert(d, lsb, msb, () => l.imm(0)),
    bfi: (_c, msb, d, lsb, n) => insert(d, lsb, msb, () => l.reg(n)),
    udf: () => l.raise(GUEST_EXIT.UNDEFINED),
  };
}

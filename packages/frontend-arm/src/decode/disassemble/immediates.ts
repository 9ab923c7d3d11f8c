import { immediate } from './names.ts';

const ror = (value: number, by: number) => (by === 0 ? value : ((value >>> by) | (value << (32 - by))) >>> 0);

/** ARMExpandImm as text; `#imm8, #rotation` when the rotation is not the smallest one. (Arm DDI 0406C, A5.2.4) */
export function armExpandImm(imm12: number): string {
  const rotation = (imm12 >>> 8) * 2;
  const value = ror(imm12 & 0xff, rotation);
  for (let smallest = 0; smallest < rotation; smallest += 2) {
    if (ror(value, 32 - smallest) < 256 || (smallest === 0 && value < 256))
      return `${immediate(imm12 & 0xff)}, ${immediate(rotation)}`;
  }
  return immediate(value);
}

/** ThumbExpandImm. (Arm DDI 0406C, A6.3.2) */
export function thumbExpandImm(imm12: number): number {
  const imm8 = imm12 & 0xff;
  switch (imm12 >>> 8) {
    case 0:
      return imm8;
    case 1:
      return imm8 | (imm8 << 16);
    case 2:
      return ((imm8 << 8) | (imm8 << 24)) >>> 0;
    case 3:
      return (imm8 * 0x01010101) >>> 0;
    default:
      return ror((imm12 & 0x7f) | 0x80, imm12 >>> 7);
  }
}

/** VFPExpandImm as a number. (Arm DDI 0406C, A7.5.1) */
export function vfpExpandImm(imm8: number): number {
  const exponent = ((imm8 >>> 4) & 3) - ((imm8 & 0x40) !== 0 ? 3 : -1);
  const magnitude = (1 + (imm8 & 15) / 16) * 2 ** exponent;
  return (imm8 & 0x80) !== 0 ? -magnitude : magnitude;
}

/** AdvSIMDExpandImm as text: one element of the type that the mnemonic names. (Arm DDI 0406C, A7.4.6) */
export function advancedSimdImmediate(op: number, cmode: number, imm8: number): string {
  if (cmode < 8) return immediate((imm8 << ((cmode >>> 1) * 8)) >>> 0);
  if (cmode < 12) return immediate(imm8 << ((cmode & 2) * 4));
  if (cmode === 12) return immediate((imm8 << 8) | 0xff);
  if (cmode === 13) return immediate((imm8 << 16) | 0xffff);
  if (cmode === 15) return `#${vfpExpandImm(imm8)}`;
  if (op === 0) return immediate(imm8);
  const bytes = [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((imm8 >>> bit) & 1 ? 'ff' : '00')).join('');
  return `#0x${bytes.replace(/^0+(?=.)/, '')}`;
}

/** Mnemonic and data type of VMOV, VMVN, VORR and VBIC (immediate). */
export function modifiedMove(op: number, cmode: number): string {
  if (cmode === 15) return 'vmov.f32';
  if (cmode === 14) return op === 0 ? 'vmov.i8' : 'vmov.i64';
  if (cmode >= 12) return op === 0 ? 'vmov.i32' : 'vmvn.i32';
  const type = cmode < 8 ? 'i32' : 'i16';
  if ((cmode & 1) === 1) return op === 0 ? `vorr.${type}` : `vbic.${type}`;
  return op === 0 ? `vmov.${type}` : `vmvn.${type}`;
}

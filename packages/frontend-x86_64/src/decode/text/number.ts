/** 64-bit numbers as two 32-bit words, in text. */

/** `0x` and the hexadecimal digits of an unsigned 64-bit number. */
export function hex64(lo: number, hi: number): string {
  if (hi === 0) return `0x${(lo >>> 0).toString(16)}`;
  return `0x${(hi >>> 0).toString(16)}${(lo >>> 0).toString(16).padStart(8, '0')}`;
}

/** A sign-extended number cut to `size` bytes and printed as unsigned. */
export function hexSized(lo: number, hi: number, size: number): string {
  if (size === 1) return hex64(lo & 0xff, 0);
  if (size === 2) return hex64(lo & 0xffff, 0);
  return hex64(lo, size === 8 ? hi : 0);
}

/** A displacement with its sign: `+0x10`, `-0x8`, or without the plus. */
export function signedHex(lo: number, hi: number, plus: string): string {
  return hi < 0 ? `-${hex64(-lo | 0, ~hi + (lo === 0 ? 1 : 0))}` : plus + hex64(lo, hi);
}

/** An address given as a number or a bigint, as two words. */
export function splitAddress(address: number | bigint): readonly [lo: number, hi: number] {
  const wide = BigInt.asUintN(64, BigInt(address));
  return [Number(wide & 0xffffffffn) | 0, Number(wide >> 32n) | 0];
}

/**
 * 64-bit arithmetic on pairs of words, and the 32-bit operations that JavaScript has no operator for. Functions with a 64-bit
 * result return its low word and leave the high one in `high[0]`.
 */
export function integerLibrary(high: Int32Array) {
  const big = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);
  const unsigned = (lo: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
  const give = (value: bigint): number => {
    high[0] = Number(BigInt.asIntN(32, value >> 32n));
    return Number(BigInt.asIntN(32, value));
  };
  const pair = (lo: number, hi: number): number => {
    high[0] = hi;
    return lo | 0;
  };
  const popcnt = (a: number): number => {
    let n = a - ((a >>> 1) & 0x55555555);
    n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
    return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  };
  const shl64 = (lo: number, hi: number, n: number): number => {
    if (n === 0) return pair(lo, hi);
    return n < 32 ? pair(lo << n, (hi << n) | (lo >>> (32 - n))) : pair(0, lo << (n - 32));
  };
  const shrU64 = (lo: number, hi: number, n: number): number => {
    if (n === 0) return pair(lo, hi);
    return n < 32 ? pair((lo >>> n) | (hi << (32 - n)), hi >>> n) : pair(hi >>> (n - 32), 0);
  };
  const shrS64 = (lo: number, hi: number, n: number): number => {
    if (n === 0) return pair(lo, hi);
    return n < 32 ? pair((lo >>> n) | (hi << (32 - n)), hi >> n) : pair(hi >> (n - 32), hi >> 31);
  };
  const rotl64 = (lo: number, hi: number, n: number): number => {
    const [a, b] = n & 32 ? [hi, lo] : [lo, hi];
    const k = n & 31;
    return k === 0 ? pair(a, b) : pair((a << k) | (b >>> (32 - k)), (b << k) | (a >>> (32 - k)));
  };
  const mask64 = (length: number): readonly [number, number] =>
    length >= 32 ? [-1, length === 64 ? -1 : (1 << (length - 32)) - 1] : [(1 << length) - 1, 0];
  const extractU64 = (lo: number, hi: number, position: number, length: number): number => {
    const low = shrU64(lo, hi, position);
    const [maskLo, maskHi] = mask64(length);
    return pair(low & maskLo, high[0]! & maskHi);
  };
  return {
    popcnt,
    ctz: (a: number): number => (a === 0 ? 32 : 31 - Math.clz32(a & -a)),
    bswap: (a: number): number => (a << 24) | ((a & 0xff00) << 8) | ((a >>> 8) & 0xff00) | (a >>> 24),
    mul64(aLo: number, aHi: number, bLo: number, bHi: number): number {
      const a0 = aLo & 0xffff;
      const a1 = aLo >>> 16;
      const b0 = bLo & 0xffff;
      const b1 = bLo >>> 16;
      const low = a0 * b0;
      const middle = a1 * b0 + (low >>> 16);
      const middle2 = a0 * b1 + (middle % 0x10000);
      const carry = a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
      high[0] = carry + Math.imul(aLo, bHi) + Math.imul(aHi, bLo);
      return Math.imul(aLo, bLo);
    },
    shl64,
    shrU64,
    shrS64,
    rotl64,
    rotr64: (lo: number, hi: number, n: number): number => rotl64(lo, hi, -n & 63),
    divS64: (aLo: number, aHi: number, bLo: number, bHi: number): number =>
      (bLo | bHi) === 0 ? pair(0, 0) : give(big(aLo, aHi) / big(bLo, bHi)),
    divU64: (aLo: number, aHi: number, bLo: number, bHi: number): number =>
      (bLo | bHi) === 0 ? pair(0, 0) : give(unsigned(aLo, aHi) / unsigned(bLo, bHi)),
    remS64: (aLo: number, aHi: number, bLo: number, bHi: number): number =>
      (bLo | bHi) === 0 ? pair(aLo, aHi) : give(big(aLo, aHi) % big(bLo, bHi)),
    remU64: (aLo: number, aHi: number, bLo: number, bHi: number): number =>
      (bLo | bHi) === 0 ? pair(aLo, aHi) : give(unsigned(aLo, aHi) % unsigned(bLo, bHi)),
    mulhS64: (aLo: number, aHi: number, bLo: number, bHi: number): number =>
      give((big(aLo, aHi) * big(bLo, bHi)) >> 64n),
    mulhU64: (aLo: number, aHi: number, bLo: number, bHi: number): number =>
      give((unsigned(aLo, aHi) * unsigned(bLo, bHi)) >> 64n),
    extractU64,
    extractS64(lo: number, hi: number, position: number, length: number): number {
      const low = shl64(lo, hi, 64 - position - length);
      return shrS64(low, high[0]!, 64 - length);
    },
    deposit64(aLo: number, aHi: number, bLo: number, bHi: number, position: number, length: number): number {
      const [maskLo, maskHi] = mask64(length);
      const fieldLo = shl64(bLo & maskLo, bHi & maskHi, position);
      const fieldHi = high[0]!;
      const holeLo = shl64(maskLo, maskHi, position);
      const holeHi = high[0]!;
      return pair((aLo & ~holeLo) | fieldLo, (aHi & ~holeHi) | fieldHi);
    },
  };
}

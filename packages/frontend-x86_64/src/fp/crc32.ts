const POLYNOMIAL = 0x82f63b78;

/** CRC-32C (Castagnoli) of the low bytes of a value, as the CRC32 instruction has it: no inversions. */
export function crc32c(crc: number, value: bigint, bytes: number): number {
  let rest = value;
  for (let i = 0; i < bytes; i++) {
    crc ^= Number(rest & 0xffn);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    rest >>= 8n;
  }
  return crc | 0;
}

/** Bytes as pairs of hexadecimal digits. */
export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Bytes of pairs of digits; undefined when they are none. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  if (!/^([\da-f]{2})*$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** An unsigned number as little-endian bytes in digits. */
export function littleEndian(value: bigint, bits: number): string {
  const bytes = new Uint8Array(bits / 8);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return hexOf(bytes);
}

/** The number that little-endian bytes are. */
export const numberOf = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** A hexadecimal number of a packet; undefined when it is none. */
export const addressOf = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[\da-f]{1,16}$/i.test(text) ? BigInt(`0x${text}`) : undefined;

/**
 * The eight identification words at 0xfe0 that every PrimeCell has: part number, designer 0x41 (Arm), revision and configuration
 * in the first four, the constant 0xb105f00d in the others. Spread it into a register map.
 * @param part      12-bit part number as its manual prints it, 0x011 for PL011
 * @param revision  bits 23-20 of the identification
 * @see Arm DDI 0183G, 3.3.14 to 3.3.21 (each PrimeCell manual has the same pages)
 */
export function primecellIds(part: number, revision: number, configuration = 0) {
  const id = [part & 0xff, 0x10 | (part >>> 8), (revision << 4) | 4, configuration];
  return {
    PERIPHID: { at: 0xfe0, mode: 'r', count: 4, const: id, doc: 'peripheral identification' },
    PCELLID: { at: 0xff0, mode: 'r', count: 4, const: [0x0d, 0xf0, 0x05, 0xb1], doc: 'PrimeCell identification' },
  } as const;
}

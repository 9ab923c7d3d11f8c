/*
 * What the translator must know of a Thumb instruction in an IT block before it is lifted.
 */

/** A 16-bit data-processing instruction whose only effect, in an IT block, is on one register other than the pc. */
export function selectableT16(hw: number): boolean {
  const top = hw >>> 11;
  if (top <= 0b00111) return top !== 0b00101;
  if (hw >>> 10 === 0b010000) {
    const op = (hw >>> 6) & 15;
    return op !== 8 && op !== 10 && op !== 11;
  }
  if (hw >>> 8 === 0x44 || hw >>> 8 === 0x46) return (hw & 0x87) !== 0x87;
  return hw >>> 12 === 0xa || hw >>> 8 === 0xb0 || hw >>> 8 === 0xb2 || hw >>> 8 === 0xba;
}

/** The same for 32 bits: modified immediates, MOVW, MOVT and shifted registers without S. */
export function selectableT32(hw1: number, hw2: number): boolean {
  if (((hw2 >>> 8) & 15) === 15) return false;
  if ((hw1 & 0xfe00) === 0xea00) return (hw1 & 0x10) === 0;
  if ((hw1 & 0xf800) !== 0xf000 || (hw2 & 0x8000) !== 0) return false;
  return (hw1 & 0x0200) === 0 ? (hw1 & 0x10) === 0 : (hw1 & 0x01f0) === 0x0040 || (hw1 & 0x01f0) === 0x00c0;
}

/** Direct branches, which look at their condition themselves. */
export const branchesT16 = (hw: number): boolean =>
  (hw & 0xf800) === 0xe000 || (hw & 0xf500) === 0xb100 || ((hw & 0xf000) === 0xd000 && (hw & 0x0e00) !== 0x0e00);

export function branchesT32(hw1: number, hw2: number): boolean {
  if ((hw1 & 0xf800) !== 0xf000 || (hw2 & 0x8000) === 0) return false;
  const form = hw2 & 0x5000;
  if (form === 0x5000 || form === 0x1000) return true;
  return form === 0 && (hw1 & 0x0380) !== 0x0380;
}

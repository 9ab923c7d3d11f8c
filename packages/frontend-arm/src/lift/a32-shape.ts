/*
 * What the translator must know of an A32 word before it is lifted: how its condition is dealt with.
 */

/** A data-processing instruction whose only effect is on one register other than the pc. @param thumb2  MOVW and MOVT exist */
export function selectableA32(word: number, thumb2: boolean): boolean {
  if ((word & 0x0c000000) !== 0 || (word & 0xf000) === 0xf000) return false;
  const immediate = (word & 0x02000000) !== 0;
  if (!immediate && (word & 0x90) === 0x90) return false;
  if ((word & 0x00100000) !== 0) return false;
  const opcode = (word >>> 21) & 15;
  if (opcode < 8 || opcode > 11) return true;
  return thumb2 && immediate && (opcode & 1) === 0;
}

/** B or BL: it looks at its condition itself. */
export const branchesA32 = (word: number): boolean => (word & 0x0e000000) === 0x0a000000 && word >>> 28 !== 15;

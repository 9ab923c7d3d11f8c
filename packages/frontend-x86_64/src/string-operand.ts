/** Bits of the operand of `string_bulk` beside element bytes (3:0), address bytes (7:4) and the segment of the source (10:8). */

/** 64-bit mode. */
export const BULK_64 = 1 << 12;
/** All elements may be done; else the last one is left. */
export const BULK_WHOLE = 1 << 13;

/** Bits of DR6. @see Intel SDM 3B, 18.2.3 */
export const DR6 = { BD: 1 << 13, BS: 1 << 14, BT: 1 << 15 } as const;
/** Bits of DR7: the enables of all breakpoints, those that a task switch clears, and the guard of the registers. */
export const DR7 = { ENABLES: 0xff, LOCAL: 0x155, GUARD: 1 << 13 } as const;

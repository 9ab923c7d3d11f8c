/** Memory order of one access (ops themselves say width and sign). */
export const ORDER = { plain: 0, acquire: 1, release: 2, seqcst: 3 } as const;
export type Order = (typeof ORDER)[keyof typeof ORDER];

/** What a `fence` orders; bits of its immediate. */
export const FENCE_KINDS = { loadLoad: 1, loadStore: 2, storeLoad: 4, storeStore: 8, full: 15 } as const;

/**
 * Packed memory operand:
 * bits 0-2 MMU mode (index of the TLB), bits 3-5 required alignment as log2 bytes (0: none; an access that violates it is a
 * guest alignment fault), bits 6-7 order, bits 16-31 byte offset of the guest instruction from the start of its block.
 */
export const memOperand = (mmuMode: number, alignLog2: number, order: Order, insnOffset: number): number =>
  mmuMode | (alignLog2 << 3) | (order << 6) | (insnOffset << 16);

export const mmuModeOf = (mem: number): number => mem & 7;
export const alignLog2Of = (mem: number): number => (mem >>> 3) & 7;
export const orderOf = (mem: number): Order => ((mem >>> 6) & 3) as Order;
export const insnOffsetOf = (mem: number): number => mem >>> 16;

/** First word of a flattened device tree. */
export const FDT_MAGIC = 0xd00dfeed;

/** Byte offsets of the header's big-endian words (version 17). */
export const HEADER = {
  magic: 0,
  totalSize: 4,
  structOffset: 8,
  stringsOffset: 12,
  reserveOffset: 16,
  version: 20,
  lastCompatible: 24,
  bootCpu: 28,
  stringsSize: 32,
  structSize: 36,
  bytes: 40,
} as const;

/** Tokens of the structure block. */
export const TOKEN = { beginNode: 1, endNode: 2, prop: 3, nop: 4, end: 9 } as const;

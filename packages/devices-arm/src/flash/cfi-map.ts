import { registerMap } from '@tutti/devices-core';

/** The largest flash; a board places what it has of it. The array has no registers, so the map is empty. */
export const FLASH_BYTES = 64 * 1024 * 1024;
export const CFI_FLASH = registerMap({ width: 32, size: FLASH_BYTES, spec: 'JEDEC JESD68, Intel StrataFlash J3' }, {});

/** Read modes of a chip. */
export const MODE = { ARRAY: 0, STATUS: 1, ID: 2, QUERY: 3 } as const;

/** Commands (Intel StrataFlash J3, table "Command Bus Definitions"). */
export const COMMAND = {
  READ_ARRAY: 0xff,
  READ_ID: 0x90,
  QUERY: 0x98,
  READ_STATUS: 0x70,
  CLEAR_STATUS: 0x50,
  ERASE: 0x20,
  CONFIRM: 0xd0,
  PROGRAM: 0x40,
  PROGRAM_OLD: 0x10,
  BUFFER: 0xe8,
  LOCK: 0x60,
} as const;

/**
 * The CFI query table of one x16 chip (JESD68.01): "QRY", Intel command set 1, voltages, timeouts, then geometry.
 * @param chipBytes  a power of two
 * @param blockBytes  size of its erase blocks
 */
export function queryTable(chipBytes: number, blockBytes: number): Uint8Array {
  const table = new Uint8Array(0x60);
  const blocks = chipBytes / blockBytes;
  table.set([0x51, 0x52, 0x59, 1, 0, 0x31, 0, 0, 0, 0, 0], 0x10);
  table.set([0x27, 0x36, 0, 0, 7, 7, 10, 0, 4, 4, 4, 0], 0x1b);
  table.set([Math.log2(chipBytes), 1, 0, 5, 0, 1], 0x27);
  table.set([(blocks - 1) & 0xff, (blocks - 1) >>> 8, (blockBytes >>> 8) & 0xff, blockBytes >>> 16], 0x2d);
  table.set([0x50, 0x52, 0x49, 0x31, 0x30], 0x31);
  return table;
}

import type { DeviceMemory } from '@tutti/devices-core';
import { type ScatterGather, scatterGather } from '../ata/scatter-gather.ts';

const ROW_BYTES = 8;
const END = 0x8000;
/** A table is at most 64 KiB long. */
const MAX_ROWS = 8192;

/** Guest memory that the descriptor table at `table` names. @see Intel 82371SB, 2.7.3 */
export function descriptorTable(memory: DeviceMemory, table: number): ScatterGather {
  let row = 0;
  let ended = false;
  return scatterGather(memory, () => {
    if (ended || row >= MAX_ROWS) return undefined;
    const bytes = new Uint8Array(ROW_BYTES);
    memory.readBytes(((table & ~3) >>> 0) + ROW_BYTES * row, bytes);
    const view = new DataView(bytes.buffer);
    ended = (view.getUint16(6, true) & END) !== 0;
    row += 1;
    return { gpa: (view.getUint32(0, true) & ~1) >>> 0, bytes: view.getUint16(4, true) & 0xfffe || 0x1_0000 };
  });
}

import type { Ide } from './ide-map.ts';

const ROW_BYTES = 8;
const END = 0x8000;
/** A table is at most 64 KiB long. */
const MAX_ROWS = 8192;

/** Guest memory that a descriptor table names, piece after piece. */
export interface ScatterGather {
  /** @returns false when the table ends before the bytes do */
  scatter(bytes: Uint8Array): boolean;
  gather(into: Uint8Array): boolean;
}

/** Walk the table at `table`; each call goes on where the last one stopped. @see Intel 82371SB, 2.7.3 */
export function scatterGather(dev: Ide, table: number): ScatterGather {
  let row = 0;
  let at = 0;
  let left = 0;
  let ended = false;
  const next = (): boolean => {
    if (ended || row >= MAX_ROWS) return false;
    const bytes = new Uint8Array(ROW_BYTES);
    dev.memory.readBytes((table & ~3) + ROW_BYTES * row, bytes);
    const view = new DataView(bytes.buffer);
    at = view.getUint32(0, true) & ~1;
    left = view.getUint16(4, true) & 0xfffe || 0x1_0000;
    ended = (view.getUint16(6, true) & END) !== 0;
    row += 1;
    return true;
  };
  const walk = (length: number, piece: (gpa: number, from: number, to: number) => void): boolean => {
    for (let done = 0; done < length; ) {
      if (left === 0 && !next()) return false;
      const take = Math.min(left, length - done);
      piece(at >>> 0, done, done + take);
      at += take;
      left -= take;
      done += take;
    }
    return true;
  };
  return {
    scatter: (bytes) => walk(bytes.length, (gpa, from, to) => dev.memory.writeBytes(gpa, bytes.subarray(from, to))),
    gather: (into) => walk(into.length, (gpa, from, to) => dev.memory.readBytes(gpa, into.subarray(from, to))),
  };
}

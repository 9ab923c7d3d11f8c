import { fail, hex } from '../errors.ts';
import type { RamRange, Segment } from './types.ts';

const end = (s: Segment): number => s.at + s.bytes.length + (s.zeros ?? 0);

/**
 * Check that every segment lies in memory and that none overwrites another.
 * @throws EmulatorError IMAGE_NO_ROOM, IMAGE_OVERLAP
 */
export function checkPlacement(segments: readonly Segment[], memory: readonly RamRange[]): void {
  const map = memory.map((m) => `${m.name} ${hex(m.at)}-${hex(m.at + m.size - 1)}`).join(', ');
  for (const [i, segment] of segments.entries()) {
    const size = end(segment) - segment.at;
    if (!memory.some((m) => segment.at >= m.at && end(segment) <= m.at + m.size)) {
      throw fail('IMAGE_NO_ROOM', { path: segment.what, at: segment.at, size, memory: map });
    }
    for (const other of segments.slice(0, i)) {
      if (segment.at < end(other) && other.at < end(segment) && other.what !== segment.what) {
        throw fail('IMAGE_OVERLAP', { path: segment.what, other: other.what, at: segment.at, size });
      }
    }
  }
}

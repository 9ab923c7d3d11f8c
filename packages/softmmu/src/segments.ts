import type { MmioTarget, PhysicalRegion } from './mmio.ts';

/** A piece of a region that no later region covers. Segments do not overlap and stand in address order. */
export interface Segment {
  /** First guest physical address, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly region: PhysicalRegion;
  /** Bytes from the start of the region to `start`. */
  readonly offset: number;
  /** Host offset of `start`; -1 when the segment is not memory. */
  readonly host: number;
  /** What takes accesses that memory does not. */
  readonly target: MmioTarget | null;
}

/** Lay regions over one another, later ones on top. */
export function cutSegments(regions: readonly PhysicalRegion[]): Segment[] {
  let segments: Segment[] = [];
  for (const region of regions) {
    const start = typeof region.gpa === 'number' ? region.gpa : region.gpa();
    if (start < 0 || region.bytes <= 0) continue;
    const end = start + region.bytes;
    const memory = region.kind === 'ram' || region.kind === 'rom';
    const target = region.kind === 'fault' ? null : (region.target ?? null);
    segments = segments.flatMap((old) => around(old, start, end));
    segments.push({
      start,
      end,
      region,
      offset: 0,
      host: memory ? region.host : -1,
      target: region.kind === 'ram' ? null : target,
    });
  }
  return segments.sort((a, b) => a.start - b.start);
}

/** What is left of a segment when [start, end) is covered. */
function around(old: Segment, start: number, end: number): Segment[] {
  if (old.end <= start || old.start >= end) return [old];
  const left: Segment[] = [];
  if (old.start < start) left.push({ ...old, end: start });
  if (old.end > end) {
    const skip = end - old.start;
    left.push({ ...old, start: end, offset: old.offset + skip, host: old.host < 0 ? -1 : old.host + skip });
  }
  return left;
}

export { CodePages, type CodePagesPlace, chunkMask, PAGE_TRACK } from './code-pages.ts';
export type { FaultRegion, MemoryRegion, MmioRegion, MmioTarget, PhysicalRegion } from './mmio.ts';
export { type PageHost, PhysicalMap, type PhysicalMapOptions } from './physical-map.ts';
export type { Segment } from './segments.ts';

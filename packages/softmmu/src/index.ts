export { CodePages, type CodePagesPlace, chunkMask, PAGE_TRACK } from './code-pages.ts';
export { KIND, MEM_OPS, RMW } from './mem-ops.ts';
export type { FaultRegion, MemoryRegion, MmioRegion, MmioTarget, PhysicalRegion } from './mmio.ts';
export { type PageHost, PhysicalMap, type PhysicalMapOptions } from './physical-map.ts';
export type { Segment } from './segments.ts';
export { type MmuCore, type MmuCounts, type MmuHost, SoftMmu } from './soft-mmu.ts';
export { CoreTlb, type TlbPlace } from './tlb.ts';
export { TLB_META } from './tlb-meta.ts';
export { type Watchpoint, Watchpoints } from './watchpoints.ts';

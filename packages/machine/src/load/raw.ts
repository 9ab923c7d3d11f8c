import type { BootState } from '@tutti/ir';
import { fail } from '../errors.ts';
import type { LoadContext, LoadResult, Segment } from './types.ts';
import { enter64 } from './x86/entry-state.ts';

/** Bytes of stack of each core, at the end of the first memory. */
const STACK = 0x1000;

/** How a core is told its number, and what it needs before its first instruction. */
interface RawEntry {
  readonly segments: readonly Segment[];
  registers(core: number, stack: number): BootState['registers'];
}

/** By architecture: number of the core in its cluster and number of cores in the first two argument registers of the C ABI. */
const ENTRIES: Readonly<Record<string, (entry: number, context: LoadContext) => RawEntry>> = {
  arm: (entry, { cores }) => ({ segments: [], registers: (core, sp) => ({ r0: core, r1: cores, sp, pc: entry }) }),
  x86_64: (entry, context) => {
    const { segments, boot } = enter64(entry, {}, context);
    return { segments, registers: (core, rsp) => ({ ...boot[0]?.registers, rdi: core, rsi: context.cores, rsp }) };
  },
};

/** Architectures that have an entry of this kind. */
export const RAW_ARCHITECTURES: readonly string[] = Object.keys(ENTRIES);

/**
 * Raw bytes at `loadAt` (the start of RAM when left out), entered at `entry` (their first byte) by all cores: ARM in A32 state with
 * the MMU off, x86 in 64-bit mode with the first 4 GiB mapped onto themselves (tables from 1000h on). Each gets its number, the number
 * of cores, and a stack of 4 KiB.
 */
export function loadRaw(context: LoadContext): LoadResult {
  const { image, cluster, cores, ram } = context;
  const [first] = ram;
  if (!image) throw fail('IMAGE_MISSING', { cluster, or: 'in the board file (boot.image)' });
  const make = ENTRIES[context.arch];
  if (!make || !first) throw fail('IMAGE_KIND', { path: image.path, protocol: 'raw', known: RAW_ARCHITECTURES });
  const loadAt = context.loadAt ?? first.at;
  const { segments, registers } = make(context.entry ?? loadAt, context);
  const top = first.at + first.size;
  return {
    segments: [...segments, { at: loadAt, bytes: image.bytes, what: image.path }],
    boot: Array.from({ length: cores }, (_, core) => ({ registers: registers(core, top - core * STACK), held: false })),
  };
}

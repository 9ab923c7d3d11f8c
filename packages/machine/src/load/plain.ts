import type { BootState } from '@tutti/ir';
import { fail } from '../errors.ts';
import { isElf, readElf } from './elf.ts';
import type { LoadContext, LoadResult } from './types.ts';

/**
 * Programs that run on the bare board: an ELF file at its physical addresses, or raw bytes at `loadAt` (the start of RAM when
 * left out) entered at `entry` (their first byte). Every core starts there; each finds out its number by itself.
 */
export function loadPlain(context: LoadContext): LoadResult {
  const { image, cluster, arch, cores } = context;
  if (!image) throw fail('IMAGE_MISSING', { cluster, or: 'in the board file (boot.image)' });
  if (isElf(image.bytes)) {
    const elf = readElf(image, arch);
    return { segments: elf.segments, boot: startAll(context.entry ?? elf.entry, cores, context) };
  }
  const at = context.loadAt ?? context.ram[0]!.at;
  return {
    segments: [{ at, bytes: image.bytes, what: image.path }],
    boot: startAll(context.entry ?? at, cores, context),
  };
}

/** Cores that start at their entry point with nothing loaded: code is in ROM, or another core puts it there. */
export function loadNothing(context: LoadContext): LoadResult {
  return { segments: [], boot: startAll(context.entry ?? context.ram[0]!.at, context.cores, context) };
}

const startAll = (entry: number, cores: number, { secondary }: LoadContext): BootState[] =>
  Array.from({ length: cores }, (_, i) => ({
    registers: { pc: entry },
    held: i > 0 && secondary.kind === 'held',
  }));

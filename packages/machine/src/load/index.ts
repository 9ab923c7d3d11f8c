import { loadArmLinux } from './arm-linux.ts';
import { checkPlacement } from './place.ts';
import { loadNothing, loadPlain } from './plain.ts';
import { loadRaw, RAW_ARCHITECTURES } from './raw.ts';
import type { BootProtocol, LoadContext, LoadResult } from './types.ts';
import { loadPc } from './x86/index.ts';

/** Boot protocols by the name that boards use. `archs` are the architectures that can use one; none: any. */
export const PROTOCOLS = {
  'arm-linux': {
    archs: ['arm'],
    load: loadArmLinux,
    doc: 'Linux for ARM: zImage, Image or ELF, with device tree and initrd',
  },
  pc: { archs: ['x86_64'], load: loadPc, doc: 'firmware, or a kernel: bzImage, PVH or multiboot ELF, vmlinux' },
  plain: { archs: [], load: loadPlain, doc: 'a bare program: ELF, or raw bytes at loadAt' },
  raw: {
    archs: RAW_ARCHITECTURES,
    load: loadRaw,
    doc: 'raw bytes at loadAt, entered by all cores: A32, or 64-bit mode with memory mapped onto itself',
  },
  none: { archs: [], load: loadNothing, doc: 'nothing is loaded; cores start at entry' },
} as const satisfies Record<string, { archs: readonly string[]; load: BootProtocol; doc: string }>;

export type ProtocolName = keyof typeof PROTOCOLS;

/** Load by protocol, and check that all fits. @throws EmulatorError */
export function load(protocol: ProtocolName, context: LoadContext): LoadResult {
  const result = PROTOCOLS[protocol].load(context);
  checkPlacement(result.segments, [...context.ram, ...context.memory]);
  return result;
}

export { isElf, readElf } from './elf.ts';
export type { BootProtocol, LoadContext, LoadResult, NamedBytes, RamRange, Segment } from './types.ts';

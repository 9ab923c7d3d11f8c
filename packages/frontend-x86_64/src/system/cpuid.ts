import { AVX_AREA, areaBytes, xcr0Bits } from '../fp/xsave.ts';
import type { Leaf } from '../models.ts';
import { CR4 } from '../state.ts';
import type { X86Context } from './context.ts';

const text = (s: string, at: number): number =>
  [0, 1, 2, 3].reduce((word, i) => word | ((s.charCodeAt(at + i) || 0) << (8 * i)), 0);

const APIC_ENABLE = 1n << 11n;
const OSXSAVE = 1 << 27;
const MONITOR = 1 << 3;
/** Leaf 13, subleaf 1: XSAVEOPT. */
const XSAVEOPT = 1;
/** CLFLUSH works on 64 bytes (in units of 8). */
const CLFLUSH = 8 << 8;

/** The four words of a leaf. Leaves above the highest answer as the highest basic one. @see Intel SDM 2A "CPUID" */
export function cpuid(context: X86Context, leaf: number, subleaf: number): Leaf {
  const { model, state, env, options } = context;
  const { features, vendor } = model;
  const apicId = options['apicId'] ?? env.index;
  const cores = options['cores'] ?? 1;
  switch (leaf >>> 0) {
    case 0:
      return [13, text(vendor, 0), text(vendor, 8), text(vendor, 4)];
    case 1: {
      const apicOn = (state.apicBase & APIC_ENABLE) !== 0n;
      const ht = cores > 1 ? 1 << 28 : 0;
      const edx = (apicOn ? features.edx1 : features.edx1 & ~(1 << 9)) | ht;
      const ecx = features.ecx1 | (Number(state.cr4 & BigInt(CR4.OSXSAVE)) ? OSXSAVE : 0);
      return [model.signature, (apicId << 24) | (Math.min(cores, 255) << 16) | CLFLUSH, ecx, edx];
    }
    case 5:
      // MONITOR watches 64 bytes; MWAIT without C states.
      return features.ecx1 & MONITOR ? [64, 64, 3, 0] : [0, 0, 0, 0];
    case 7:
      return subleaf === 0 ? [0, features.ebx7, 0, 0] : [0, 0, 0, 0];
    case 11:
      if (!model.x2apic) return [0, 0, 0, 0];
      if (subleaf === 0) return [0, 1, 0x100, apicId];
      if (subleaf === 1) return [32 - Math.clz32(Math.max(cores - 1, 0)), cores, 0x201, apicId];
      return [0, 0, subleaf & 0xff, apicId];
    case 13:
      return extendedState(context, subleaf);
    case 0x40000000:
      return [0x40000000, text('TuttiTuttiTu', 0), text('TuttiTuttiTu', 4), text('TuttiTuttiTu', 8)];
    case 0x80000000:
      return [0x80000008 | 0, text(vendor, 0), text(vendor, 8), text(vendor, 4)];
    case 0x80000001:
      // AMD repeats the low features of leaf 1.
      return [model.signature, 0, features.ecx8 | (cores > 1 ? 2 : 0), features.edx8 | (features.edx1 & 0x0183f3ff)];
    case 0x80000002:
    case 0x80000003:
    case 0x80000004: {
      const at = 16 * ((leaf >>> 0) - 0x80000002);
      return [text(model.brand, at), text(model.brand, at + 4), text(model.brand, at + 8), text(model.brand, at + 12)];
    }
    case 0x80000005:
      return [0x01ff01ff, 0x01ff01ff, 0x40020140, 0x40020140];
    case 0x80000006:
      return [0, 0x42004200, 0x02008140, 0];
    case 0x80000007:
      // Invariant TSC.
      return [0, 0, 0, 1 << 8];
    case 0x80000008:
      return [((model.lm ? 48 : 32) << 8) | model.physicalBits, 0, cores > 1 ? cores - 1 : 0, 0];
    default:
      return [0, 0, 0, 0];
  }
}

/** Leaf 13. @see Intel SDM 1, 13.2 */
function extendedState({ model, state }: X86Context, subleaf: number): Leaf {
  const all = xcr0Bits(model);
  if (all === 0) return [0, 0, 0, 0];
  if (subleaf === 0) return [all, areaBytes(Number(state.xcr0)), areaBytes(all), 0];
  if (subleaf === 1) return [XSAVEOPT, 0, 0, 0];
  return subleaf === 2 && all & 4 ? [AVX_AREA.bytes, AVX_AREA.at, 0, 0] : [0, 0, 0, 0];
}

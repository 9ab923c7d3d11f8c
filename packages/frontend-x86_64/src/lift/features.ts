import { Feature } from '../decode/op.gen.ts';
import { FEATURE_BITS, type X86Model } from '../models.ts';

type Word = keyof typeof FEATURE_BITS;
type BitOf<W extends Word> = keyof (typeof FEATURE_BITS)[W];
type Place = { readonly [W in Word]: readonly [word: W, bit: BitOf<W>] }[Word];

/** The CPUID bits of instruction sets that a model may lack. All other features depend on no bit: what is lifted is there. */
const PLACES: Readonly<Partial<Record<keyof typeof Feature, Place>>> = {
  SSE3: ['ecx1', 'sse3'],
  SSSE3: ['ecx1', 'ssse3'],
  SSE4_1: ['ecx1', 'sse41'],
  SSE4_2: ['ecx1', 'sse42'],
  POPCNT: ['ecx1', 'popcnt'],
  MOVBE: ['ecx1', 'movbe'],
  AES: ['ecx1', 'aes'],
  PCLMULQDQ: ['ecx1', 'pclmul'],
  FMA: ['ecx1', 'fma'],
  AVX: ['ecx1', 'avx'],
  F16C: ['ecx1', 'f16c'],
  BMI1: ['ebx7', 'bmi1'],
  AVX2: ['ebx7', 'avx2'],
  BMI2: ['ebx7', 'bmi2'],
  ADX: ['ebx7', 'adx'],
  SHA: ['ebx7', 'sha'],
  LZCNT: ['ecx8', 'abm'],
};

/** By feature: 1 when a model has it. */
export function featuresOf(model: X86Model): Uint8Array {
  const ids: Readonly<Record<string, number>> = Feature;
  const has = new Uint8Array(Object.keys(Feature).length).fill(1);
  for (const [name, [word, bit]] of Object.entries(PLACES)) {
    const table: Readonly<Record<string, number>> = FEATURE_BITS[word];
    has[ids[name] as number] = (model.features[word] >>> (table[bit] as number)) & 1;
  }
  return has;
}

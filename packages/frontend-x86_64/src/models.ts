/** CPUID leaf: EAX, EBX, ECX, EDX. */
export type Leaf = readonly [eax: number, ebx: number, ecx: number, edx: number];

/** Features of leaf 1 EDX/ECX, leaf 7 EBX, leaf 80000001 ECX/EDX by name. @see Intel SDM 2A "CPUID", AMD APM 3, appendix E */
export const FEATURE_BITS = {
  edx1: {
    fpu: 0,
    vme: 1,
    de: 2,
    pse: 3,
    tsc: 4,
    msr: 5,
    pae: 6,
    mce: 7,
    cx8: 8,
    apic: 9,
    sep: 11,
    mtrr: 12,
    pge: 13,
    mca: 14,
    cmov: 15,
    pat: 16,
    pse36: 17,
    clflush: 19,
    mmx: 23,
    fxsr: 24,
    sse: 25,
    sse2: 26,
    ht: 28,
  },
  ecx1: {
    sse3: 0,
    pclmul: 1,
    monitor: 3,
    ssse3: 9,
    fma: 12,
    cx16: 13,
    pcid: 17,
    sse41: 19,
    sse42: 20,
    x2apic: 21,
    movbe: 22,
    popcnt: 23,
    aes: 25,
    xsave: 26,
    avx: 28,
    f16c: 29,
    rdrand: 30,
    hypervisor: 31,
  },
  ebx7: {
    fsgsbase: 0,
    tscAdjust: 1,
    bmi1: 3,
    avx2: 5,
    smep: 7,
    bmi2: 8,
    erms: 9,
    invpcid: 10,
    rdseed: 18,
    adx: 19,
    smap: 20,
    clflushopt: 23,
    sha: 29,
  },
  edx8: { syscall: 11, nx: 20, pdpe1gb: 26, rdtscp: 27, lm: 29 },
  ecx8: { lahf: 0, cr8legacy: 4, abm: 5 },
} as const;

type Names = { readonly [K in keyof typeof FEATURE_BITS]: readonly (keyof (typeof FEATURE_BITS)[K])[] };

/** A CPU model: what CPUID says. Instructions beyond it are #UD where a feature bit of the lifter says so. */
export interface X86Model {
  readonly name: string;
  readonly vendor: string;
  readonly brand: string;
  /** EAX of leaf 1: family, model, stepping. */
  readonly signature: number;
  readonly features: { readonly [K in keyof Names]: number };
  readonly lm: boolean;
  readonly x2apic: boolean;
  /** Bits of a physical address; those above are reserved in paging structures. */
  readonly physicalBits: number;
}

const bits = (table: Readonly<Record<string, number>>, names: readonly string[]): number =>
  names.reduce((word, name) => word | (1 << (table[name] as number)), 0);

function model(name: string, signature: number, brand: string, names: Names): X86Model {
  const features = {
    edx1: bits(FEATURE_BITS.edx1, names.edx1),
    ecx1: bits(FEATURE_BITS.ecx1, names.ecx1),
    ebx7: bits(FEATURE_BITS.ebx7, names.ebx7),
    edx8: bits(FEATURE_BITS.edx8, names.edx8),
    ecx8: bits(FEATURE_BITS.ecx8, names.ecx8),
  };
  return {
    name,
    vendor: 'AuthenticAMD',
    brand,
    signature,
    features,
    lm: names.edx8.includes('lm'),
    x2apic: names.ecx1.includes('x2apic'),
    physicalBits: names.edx8.includes('lm') ? 40 : 36,
  };
}

const BASE = [
  'fpu',
  'de',
  'pse',
  'tsc',
  'msr',
  'pae',
  'mce',
  'cx8',
  'apic',
  'sep',
  'mtrr',
  'pge',
  'mca',
  'cmov',
  'pat',
  'pse36',
  'clflush',
  'mmx',
  'fxsr',
  'sse',
  'sse2',
] as const;

const V2 = {
  edx1: BASE,
  ecx1: [
    'sse3',
    'monitor',
    'ssse3',
    'cx16',
    'pcid',
    'sse41',
    'sse42',
    'x2apic',
    'movbe',
    'popcnt',
    'xsave',
    'rdrand',
    'hypervisor',
  ],
  ebx7: ['fsgsbase', 'tscAdjust', 'smep', 'erms', 'invpcid', 'rdseed', 'smap', 'clflushopt'],
  edx8: ['syscall', 'nx', 'pdpe1gb', 'rdtscp', 'lm'],
  ecx8: ['lahf'],
} as const satisfies Names;

/**
 * CPU models. The vendor is AMD, of a family that needs none of the kernel's page-table isolation; qemu64 has the signature and
 * features of that model of QEMU 7.2 and TSC_ADJUST, with which Linux trusts the TSC and does not watch it. x86-64-v2 has every
 * feature of that level and what else is there without AVX.
 */
export const MODELS: Readonly<Record<string, X86Model>> = {
  qemu64: model('qemu64', 0x00060fb1, 'Tutti x86-64', {
    edx1: BASE,
    ecx1: ['sse3', 'cx16', 'x2apic', 'hypervisor'],
    ebx7: ['tscAdjust'],
    edx8: ['syscall', 'nx', 'lm'],
    ecx8: ['lahf'],
  }),
  'x86-64-v2': model('x86-64-v2', 0x00060fb1, 'Tutti x86-64-v2', V2),
  'x86-64-v3': model('x86-64-v3', 0x00060fb1, 'Tutti x86-64-v3', {
    edx1: BASE,
    ecx1: [...V2.ecx1, 'pclmul', 'fma', 'aes', 'avx', 'f16c'],
    ebx7: [...V2.ebx7, 'bmi1', 'avx2', 'bmi2', 'adx', 'sha'],
    edx8: V2.edx8,
    ecx8: [...V2.ecx8, 'abm'],
  }),
  qemu32: model('qemu32', 0x00000663, 'Tutti x86', {
    edx1: BASE,
    ecx1: ['sse3', 'hypervisor'],
    ebx7: ['tscAdjust'],
    edx8: ['nx'],
    ecx8: [],
  }),
};

/** @throws RangeError for an unknown name */
export function x86Model(name: string): X86Model {
  const found = MODELS[name];
  if (found === undefined) throw new RangeError(`no x86 CPU model "${name}"; known: ${Object.keys(MODELS).join(', ')}`);
  return found;
}

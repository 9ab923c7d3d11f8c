/** One register as GDB's target descriptions name it. */
export interface Register {
  readonly name: string;
  readonly bits: number;
  readonly type: string;
  /** The target's register that it is the lower part of, where that has another name. */
  readonly of?: string;
}

/** Registers that GDB knows together. @see GDB manual, G.5 Standard Target Features */
export interface Feature {
  readonly name: string;
  /** XML of the types that its registers have. */
  readonly types?: string;
  readonly registers: readonly Register[];
}

/** An architecture for GDB. */
export interface GdbArchitecture {
  /** GDB's name for it. */
  readonly name: string;
  readonly features: readonly Feature[];
  /** GDB takes a watchpoint to be reported after the access; ARM's are reported before. */
  readonly watchesAfter: boolean;
}

const all = (names: readonly string[], bits: number, type: string): Register[] =>
  names.map((name) => ({ name, bits, type }));
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

const flags = (id: string, size: number, names: Readonly<Record<string, number>>): string => {
  const fields = Object.entries(names).map(([name, bit]) => `<field name="${name}" start="${bit}" end="${bit}"/>`);
  return `<flags id="${id}" size="${size}">${fields.join('')}</flags>`;
};

const CPSR = { M: 0, T: 5, F: 6, I: 7, A: 8, E: 9, J: 24, Q: 27, V: 28, C: 29, Z: 30, N: 31 };
const MODE_FIELD = '<field name="M" start="0" end="4"/>';
const EFLAGS = { CF: 0, PF: 2, AF: 4, ZF: 6, SF: 7, TF: 8, IF: 9, DF: 10, OF: 11, NT: 14, RF: 16, VM: 17, AC: 18 };
const MORE_EFLAGS = { VIF: 19, VIP: 20, ID: 21 };
const MXCSR = { IE: 0, DE: 1, ZE: 2, OE: 3, UE: 4, PE: 5, DAZ: 6, IM: 7, DM: 8, ZM: 9, OM: 10, UM: 11, PM: 12, FZ: 15 };

/** Views of a 128-bit register. */
const VEC128 = [
  '<vector id="v4f" type="ieee_single" count="4"/>',
  '<vector id="v2d" type="ieee_double" count="2"/>',
  '<vector id="v16i8" type="int8" count="16"/>',
  '<vector id="v8i16" type="int16" count="8"/>',
  '<vector id="v4i32" type="int32" count="4"/>',
  '<vector id="v2i64" type="int64" count="2"/>',
  '<union id="vec128"><field name="v4_float" type="v4f"/><field name="v2_double" type="v2d"/>',
  '<field name="v16_int8" type="v16i8"/><field name="v8_int16" type="v8i16"/><field name="v4_int32" type="v4i32"/>',
  '<field name="v2_int64" type="v2i64"/><field name="uint128" type="uint128"/></union>',
].join('');

const ARM: GdbArchitecture = {
  name: 'arm',
  watchesAfter: false,
  features: [
    {
      name: 'org.gnu.gdb.arm.core',
      types: flags('cpsr_flags', 4, CPSR).replace('<field name="M" start="0" end="0"/>', MODE_FIELD),
      registers: [
        ...all(numbered('r', 13), 32, 'uint32'),
        { name: 'sp', bits: 32, type: 'data_ptr' },
        { name: 'lr', bits: 32, type: 'int' },
        { name: 'pc', bits: 32, type: 'code_ptr' },
        { name: 'cpsr', bits: 32, type: 'cpsr_flags' },
      ],
    },
    {
      name: 'org.gnu.gdb.arm.vfp',
      registers: [...all(numbered('d', 32), 64, 'ieee_double'), { name: 'fpscr', bits: 32, type: 'int' }],
    },
    {
      name: 'org.tutti.gdb.arm.system',
      registers: all(
        [
          'spsr',
          'sctlr',
          'ttbr0',
          'ttbr1',
          'ttbcr',
          'dacr',
          'dfsr',
          'dfar',
          'ifsr',
          'ifar',
          'vbar',
          'contextidr',
          'tpidruro',
          'tpidrprw',
          'fpexc',
        ],
        32,
        'uint32',
      ),
    },
  ],
};

const X86_64: GdbArchitecture = {
  name: 'i386:x86-64',
  watchesAfter: true,
  features: [
    {
      name: 'org.gnu.gdb.i386.core',
      types: flags('i386_eflags', 4, { ...EFLAGS, ...MORE_EFLAGS }),
      registers: [
        ...all(['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi'], 64, 'int64'),
        ...all(['rbp', 'rsp'], 64, 'data_ptr'),
        ...all(['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'], 64, 'int64'),
        { name: 'rip', bits: 64, type: 'code_ptr' },
        { name: 'eflags', bits: 32, type: 'i386_eflags' },
        ...all(['cs', 'ss', 'ds', 'es', 'fs', 'gs'], 32, 'int32'),
        ...all(numbered('st', 8), 80, 'i387_ext'),
        ...all(['fctrl', 'fstat', 'ftag', 'fiseg', 'fioff', 'foseg', 'fooff', 'fop'], 32, 'int'),
      ],
    },
    {
      name: 'org.gnu.gdb.i386.sse',
      types: `${VEC128}${flags('i386_mxcsr', 4, MXCSR)}`,
      registers: [...all(numbered('xmm', 16), 128, 'vec128'), { name: 'mxcsr', bits: 32, type: 'i386_mxcsr' }],
    },
    { name: 'org.gnu.gdb.i386.segments', registers: all(['fs_base', 'gs_base'], 64, 'int64') },
    {
      name: 'org.tutti.gdb.i386.system',
      registers: all(['k_gs_base', 'cr0', 'cr2', 'cr3', 'cr4', 'cr8', 'efer'], 64, 'int64'),
    },
  ],
};

const part = (name: string, type: string): Register => ({ name, bits: 32, type, of: name.replace('e', 'r') });
const [X86_CORE, X86_SSE] = X86_64.features as [Feature, Feature, ...Feature[]];
const FROM_EFLAGS = X86_CORE.registers.findIndex(({ name }) => name === 'eflags');

/** An x86-64 core that runs a 32-bit kernel. */
const I386: GdbArchitecture = {
  name: 'i386',
  watchesAfter: true,
  features: [
    {
      ...X86_CORE,
      registers: [
        ...['eax', 'ecx', 'edx', 'ebx'].map((name) => part(name, 'int32')),
        ...['esp', 'ebp'].map((name) => part(name, 'data_ptr')),
        ...['esi', 'edi'].map((name) => part(name, 'int32')),
        part('eip', 'code_ptr'),
        ...X86_CORE.registers.slice(FROM_EFLAGS),
      ],
    },
    {
      ...X86_SSE,
      registers: X86_SSE.registers.filter(({ name }) => /^(xmm[0-7]|mxcsr)$/.test(name)),
    },
    { name: 'org.tutti.gdb.i386.system', registers: all(['cr0', 'cr2', 'cr3', 'cr4'], 32, 'int32') },
  ],
};

/** By the names that boards use, and `i386`. A further architecture is a line here. */
export const GDB_ARCHITECTURES: Readonly<Record<string, GdbArchitecture>> = { arm: ARM, x86_64: X86_64, i386: I386 };

/** Registers in the order of their numbers. */
export const registersOf = (architecture: GdbArchitecture): readonly Register[] =>
  architecture.features.flatMap((feature) => feature.registers);

/** The description that GDB reads as `target.xml`. */
export function targetXml(architecture: GdbArchitecture): string {
  const features = architecture.features.map(({ name, types = '', registers }) => {
    const lines = registers.map((r) => `<reg name="${r.name}" bitsize="${r.bits}" type="${r.type}"/>`);
    return `<feature name="${name}">${types}${lines.join('')}</feature>`;
  });
  return `<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target><architecture>${architecture.name}</architecture>${features.join('')}</target>`;
}

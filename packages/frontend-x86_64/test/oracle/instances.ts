import { Decoder } from '../../src/decode/decoder.ts';
import { featureOf, flagsUndefined, opName } from '../../src/decode/info.ts';
import { Instruction, OperandKind, Prefix } from '../../src/decode/instruction.ts';
import { Reg } from '../../src/decode/registers.ts';
import { RULES } from '../../src/lift/table.ts';
import { hostHas } from './host-features.ts';
import { CODE_BASE, CODE_BYTES, DATA_BASE, DATA_BYTES, generator, JOB } from './job.ts';

/** What is not compared, each group with its reason. */
const EXCLUDED = new RegExp(
  `^(${[
    // Leave the code of the job, for the kernel or for where a random register points
    'INT\\w*|IRET|SYS\\w+|JMPF|CALLF|RETF',
    // Privileged, or let through by CR4 and IOPL: the lifter's machine runs at CPL 0; see test/conformance/system.test.ts
    'HLT|IN|INS|OUT|OUTS|CLI|STI|CLTS|LMSW|L[GIL]DT|LTR|INVD|WB\\w+|INVLPG|INVPCID|SWAPGS|CLAC|STAC|RDMSR|WRMSR|[RW]RMSR|MWAIT|MONITOR|RDPMC',
    // IF and IOPL differ between the machines
    'POPF|PUSHF',
    // The host's descriptor tables, or what its kernel keeps in FS and GS
    'S[GIL]DT|STR|SMSW|LAR|LSL|VER[RW]|L[DEFGS]S|(RD|WR)[FG]SBASE',
    // Time, chance and the model
    'CPUID|RDTSC\\w*|RDRAND|RDSEED|RDSSP',
    // Areas and components of their own size on each processor; see test/conformance/extended-state.test.ts
    'XSAVE\\w*|XRSTOR\\w*',
    // No result to compare
    'PAUSE|CL\\w*FLUSH\\w*|CLDEMOTE',
    // Approximations that each processor has its own bits of
    'V?RCP\\w+|V?RSQRT\\w+',
  ].join('|')})$`,
);

export interface Instance {
  readonly name: string;
  readonly text: string;
  /** Flags that mean nothing. */
  readonly undefinedFlags: number;
  /** Bytes of the data, from and up to, that are each processor's own affair. */
  readonly ignored: readonly (readonly [from: number, to: number])[];
}

const TRANSFER = /^(J\w+|CALL|LOOP\w*|RET)$/;

const isShort = (opcode: number): boolean => (opcode & 0xf0) === 0x70 || (opcode & 0xfc) === 0xe0 || opcode === 0xeb;

const MAPS: readonly (readonly number[])[] = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a]];

/** Random values that are often at an edge. */
function value64(random: () => number): bigint {
  const any = (BigInt(random()) << 32n) | BigInt(random());
  switch (random() % 8) {
    case 0:
      return 0n;
    case 1:
      return BigInt.asUintN(64, -1n);
    case 2:
      return 1n << BigInt(random() % 64);
    case 3:
      return BigInt.asUintN(64, BigInt((random() % 512) - 256));
    case 4:
      return (1n << BigInt(random() % 64)) - 1n;
    default:
      return any;
  }
}

const FLOATS32 = [
  0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 1, 0x007fffff, 0x00800000,
  0x7f7fffff, 0x4f000000, 0xcf000000,
];
const FLOATS64 = [
  0n,
  0x8000000000000000n,
  0x3ff0000000000000n,
  0xbff0000000000000n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000001n,
  0x7ff0000000000001n,
  1n,
  0xfffffffffffffn,
  0x10000000000000n,
  0x7fefffffffffffffn,
  0x41e0000000000000n,
  0x43e0000000000000n,
  0x3fdfffffffffffffn,
];

/** Floats or doubles with small integral or half values: sums and products of them are exact. */
function smallIntegers(random: () => number): bigint {
  const value = (): number => ((random() % 4096) - 2048) / (random() % 2 ? 1 : 2);
  const bytes = random() % 2 ? Float32Array.of(value(), value(), value(), value()) : Float64Array.of(value(), value());
  const [low, high] = new BigUint64Array(bytes.buffer);
  return (low as bigint) | ((high as bigint) << 64n);
}

/** 16 bytes of integers, floats or doubles. */
export function vector(random: () => number): bigint {
  const kind = random() % 5;
  if (kind === 4) return smallIntegers(random);
  if (kind === 0) return value64(random) | (value64(random) << 64n);
  if (kind === 1) {
    const near = (): bigint =>
      BigInt(
        random() % 3 === 0
          ? (FLOATS32[random() % FLOATS32.length] as number)
          : ((random() & 0x807fffff) | ((100 + (random() % 60)) << 23)) >>> 0,
      );
    return near() | (near() << 32n) | (near() << 64n) | (near() << 96n);
  }
  const near = (): bigint =>
    random() % 3 === 0
      ? (FLOATS64[random() % FLOATS64.length] as bigint)
      : ((BigInt(random() & 0x800fffff) << 32n) | BigInt(random()) | (BigInt(1000 + (random() % 50)) << 52n)) &
        0xffffffffffffffffn;
  return near() | (near() << 64n);
}

/** Make `count` jobs. @param accept by mnemonic @param x87 opcodes D8 to DF alone */
export function makeJobs(
  seed: number,
  count: number,
  accept: (name: string) => boolean,
  x87 = false,
): { jobs: Uint8Array; instances: Instance[] } {
  const random = generator(seed);
  const decoder = new Decoder(64);
  const insn = new Instruction();
  const jobs = new Uint8Array(count * JOB.SIZE);
  const instances: Instance[] = [];
  while (instances.length < count) {
    const code = x87 ? operands([0xd8 | (random() & 7)], random) : encode(random);
    const length = decoder.decode(code, 0, insn);
    if (length <= 0 || !usable(insn) || !hostHas(featureOf(insn)) || !accept(opName(insn.op))) continue;
    const job = jobs.subarray(instances.length * JOB.SIZE, (instances.length + 1) * JOB.SIZE);
    fill(job, random, code.subarray(0, length), insn);
    instances.push({
      name: opName(insn.op),
      text: [...code.subarray(0, length)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      undefinedFlags: flagsUndefined(insn),
      ignored: ownAffairs(job, insn),
    });
  }
  return { jobs, instances };
}

function encode(random: () => number): Uint8Array {
  const bytes: number[] = [];
  if (random() % 3 === 0) {
    // VEX: inverted R X B and map; W, inverted vvvv, L, pp
    bytes.push(0xc4, (random() & 0xe0) | (1 + (random() % 3)), random() & 0xff, random() & 0xff);
    return operands(bytes, random);
  }
  const pick = random() % 8;
  if (pick === 0) bytes.push(0x66);
  else if (pick === 1) bytes.push(0xf2);
  else if (pick === 2) bytes.push(0xf3);
  else if (pick === 3) bytes.push(0xf0);
  if (random() % 2) bytes.push(0x40 | (random() & 0x0d));
  bytes.push(
    ...(MAPS[random() % 16 < 6 ? 0 : random() % 10 < 6 ? 1 : 2 + (random() % 2)] as number[]),
    random() & 0xff,
  );
  return operands(bytes, random);
}

const isGather = (bytes: readonly number[]): boolean =>
  bytes[0] === 0xc4 && ((bytes[1] as number) & 31) === 2 && ((bytes[3] as number) & 0xfc) === 0x90;

/** ModRM with registers or one of the pointers, displacement, immediates. */
function operands(bytes: number[], random: () => number): Uint8Array {
  const reg = (random() & 7) << 3;
  if (isGather(bytes)) {
    // A vector index needs a SIB byte; its base is one of the pointers.
    bytes.push(0x44 | reg, (random() & 0xf8) | ([3, 6, 7][random() % 3] as number), random() % 100);
    return Uint8Array.from([...bytes, 0, 0, 0, 0]);
  }
  const modrm = random() % 2 ? 0xc0 | reg | (random() & 7) : 0x40 | reg | ([3, 6, 7][random() % 3] as number);
  bytes.push(modrm);
  bytes.push(random() % 100);
  for (let i = 0; i < 8; i++) bytes.push(random() % 3 ? random() & 0xff : random() % 2 ? 0 : 0xff);
  return Uint8Array.from(bytes);
}

function usable(insn: Instruction): boolean {
  const name = opName(insn.op);
  if (RULES[insn.op] === undefined || EXCLUDED.test(name)) return false;
  if (insn.prefixes & (Prefix.ADDRSIZE | Prefix.SEG)) return false;
  // Near transfers go forward inside the page of code; with 66 Intel's and AMD's processors differ.
  if (/^(JMP|CALL)$/.test(name) && insn.kind(0) !== OperandKind.REL) return false;
  if (TRANSFER.test(name) && insn.prefixes & Prefix.OPSIZE) return false;
  // Counts above 16 give different results on different processors; NOP 0F 0D with a register is AMD's #UD.
  if (/^SH[LR]D$/.test(name) && insn.size(0) === 2) return false;
  if (name === 'NOP' && insn.opcode === 0x0d) return false;
  // Whether 16 bytes in memory must be aligned: the manual says so, AMD's processors do not ask.
  if (/^SHA\d/.test(name) && insn.memOperand() >= 0) return false;
  // ENTER that would leave the page of data: processors look whether the last place can be written.
  if (name === 'ENTER' && insn.immLo > 1024) return false;
  // What a prefix that means nothing there does is each processor's own affair: AMD's take F3 LOOPNE for LOOPE.
  const repeats = insn.prefixes & (Prefix.REP | Prefix.REPNE);
  if (repeats && /^(BSF|BSR|LZCNT|TZCNT|XCHG|NOP|LOOPE|LOOPNE)$/.test(name)) return false;
  for (let i = 0; i < insn.operandCount; i++) {
    if (insn.kind(i) !== OperandKind.REG) continue;
    const reg = insn.reg(i);
    if (reg >= 72 && reg < 112) return false;
    // The stack pointer stays a stack pointer.
    if (reg < 64 && (reg & 15) === 4) return false;
  }
  const memory = insn.memOperand();
  return (
    memory < 0 ||
    ((insn.memIndex === Reg.NONE || insn.memIndex >= Reg.XMM0) &&
      [Reg.RBX, Reg.RSI, Reg.RDI].includes((insn.memBase & 15) as 3) &&
      insn.memBase < 16)
  );
}

function fill(job: Uint8Array, random: () => number, code: Uint8Array, insn: Instruction): void {
  const view = new DataView(job.buffer, job.byteOffset, job.length);
  for (let i = 0; i < 16; i++) view.setBigUint64(JOB.GPR + 8 * i, value64(random), true);
  const aligned = random() % 4 !== 0;
  const pointer = (): bigint => BigInt(DATA_BASE + 1024 + ((random() % 512) & (aligned ? ~15 : ~0)));
  for (const n of [3, 6, 7]) view.setBigUint64(JOB.GPR + 8 * n, pointer(), true);
  // Aligned displacements more often than not, for the vectors.
  const name = opName(insn.op);
  if (/^(MOVS|CMPS|STOS|LODS|SCAS)$/.test(name)) view.setBigUint64(JOB.GPR + 8, BigInt(random() % 12), true);
  if (/^BT/.test(name))
    for (let n = 0; n < 16; n++)
      if (![3, 4, 6, 7].includes(n))
        view.setBigUint64(JOB.GPR + 8 * n, BigInt.asUintN(64, BigInt((random() % 4096) - 2048)), true);
  if (/^I?DIV$/.test(name) && random() % 3) view.setBigUint64(JOB.GPR + 16, BigInt(random() % 100), true);
  view.setBigUint64(JOB.GPR + 32, BigInt(DATA_BASE + 2048), true);
  view.setBigUint64(JOB.GPR + 40, BigInt(DATA_BASE + 1500), true);
  view.setBigUint64(JOB.RFLAGS, BigInt(random() & 0x8d5) | (random() % 8 === 0 ? 0x400n : 0n), true);
  job.set(code, JOB.CODE);
  job.fill(0xcc, JOB.CODE + code.length, JOB.CODE + 64);
  view.setUint16(JOB.FX, 0x37f, true);
  view.setUint32(JOB.FX + 24, mxcsr(random), true);
  view.setUint32(JOB.FX + 28, 0xffff, true);
  const put = (at: number, value: bigint): void => {
    view.setBigUint64(at, value & 0xffffffffffffffffn, true);
    view.setBigUint64(at + 8, value >> 64n, true);
  };
  x87State(view, random, name);
  for (let i = 0; i < 16; i++) put(JOB.FX + 160 + 16 * i, vector(random));
  for (let i = 0; i < 16; i++) put(JOB.YMM_HIGH + 16 * i, vector(random));
  if (/GATHER/.test(name)) {
    const n = insn.memIndex & 15;
    const quads = /GATHERQ/.test(name);
    const index = (): bigint => BigInt.asUintN(quads ? 64 : 32, BigInt((random() % 64) - 32));
    const lanes = (): bigint => {
      const two = index() | (index() << (quads ? 64n : 32n));
      return quads ? two : two | (index() << 64n) | (index() << 96n);
    };
    put(JOB.FX + 160 + 16 * n, lanes());
    put(JOB.YMM_HIGH + 16 * n, lanes());
  }
  for (let at = 0; at < DATA_BYTES; at += 16) put(JOB.DATA + at, vector(random));
  if (TRANSFER.test(name)) forward(job, code.length, insn);
  if (/^(FLDENV|FRSTOR|FXRSTOR|FXSAVE)$/.test(name)) x87Image(job, random, name, insn);
}

/** Make a near transfer go forward, less than a page. */
function forward(job: Uint8Array, length: number, insn: Instruction): void {
  const end = JOB.CODE + length;
  const view = new DataView(job.buffer, job.byteOffset, job.length);
  const stack = Number(view.getBigUint64(JOB.GPR + 32, true)) - DATA_BASE;
  if (insn.operandCount === 0 || insn.kind(0) !== OperandKind.REL)
    view.setBigUint64(JOB.DATA + stack, BigInt(CODE_BASE + CODE_BYTES + (job[JOB.DATA] as number)), true);
  else if (isShort(insn.opcode)) job[end - 1] = view.getUint8(end - 1) & 0x7f;
  else view.setUint32(end - 4, view.getUint32(end - 4, true) & 0x7ff, true);
}

/** Offset in the data of a memory operand. */
function operandAt(view: DataView, insn: Instruction): number {
  return Number(view.getBigUint64(JOB.GPR + 8 * (insn.memBase & 15), true)) - DATA_BASE + insn.dispLo;
}

/** Where x87 images have the last instruction and operand, which processors keep only when an exception is pending; MXCSR_MASK. */
function ownAffairs(job: Uint8Array, insn: Instruction): [number, number][] {
  const name = opName(insn.op);
  if (!/^(FNSTENV|FNSAVE|FXSAVE)$/.test(name)) return [];
  const at = operandAt(new DataView(job.buffer, job.byteOffset, job.length), insn);
  const ranges =
    name === 'FXSAVE'
      ? [
          [6, 24],
          [28, 32],
        ]
      : [insn.opSize === 2 ? [6, 14] : [12, 28]];
  return ranges.map(([from = 0, to = 0]) => [at + from, at + to]);
}

/** An x87 image to load: what must be 0 in it is. */
function x87Image(job: Uint8Array, random: () => number, name: string, insn: Instruction): void {
  const view = new DataView(job.buffer, job.byteOffset, job.length);
  const base = JOB.GPR + 8 * (insn.memBase & 15);
  if (random() % 8) view.setBigUint64(base, BigInt(DATA_BASE + 1024 + 16 * (random() % 32) - insn.dispLo), true);
  const at = JOB.DATA + operandAt(view, insn);
  for (let i = 0; i < 512; i += 4) view.setUint32(at + i, random(), true);
  if (name === 'FXRSTOR') view.setUint32(at + 24, mxcsr(random), true);
}

function mxcsr(random: () => number): number {
  const base = 0x1f80;
  switch (random() % 4) {
    case 0:
      return base | 0x20;
    case 1:
      return base | ((random() & 3) << 13) | (random() & 0x3f);
    case 2:
      return base | (random() % 2 ? 0x8000 : 0) | (random() % 2 ? 0x40 : 0);
    default:
      return base;
  }
}

/** Registers of the x87 stack: full for arithmetic, partly empty at times. */
function x87State(view: DataView, random: () => number, name: string): void {
  const mmx = !name.startsWith('F');
  view.setUint16(
    JOB.FX,
    (0x37f & ~(mmx ? 0 : random() % 2 ? 0 : (random() & 0x0c00) | ((random() % 3) << 8))) |
      (mmx ? 0 : (random() & 3) << 10),
    true,
  );
  const top = random() & 7;
  // Exceptions and conditions from before, which may be pending.
  const before = !mmx && random() % 8 === 0 ? random() & 0x477f : 0;
  view.setUint16(JOB.FX + 2, (top << 11) | before, true);
  view.setUint8(JOB.FX + 4, random() % 3 ? 0xff : random() & 0xff);
  for (let i = 0; i < 8; i++) {
    const exponent = [0, 0x7fff, 16383, 16383 + (random() % 70), 16383 - (random() % 70), random() & 0x7fff][
      random() % 6
    ] as number;
    let mantissa = (BigInt(random()) << 32n) | BigInt(random());
    if (random() % 3 === 0) mantissa = 0n;
    if (exponent !== 0) mantissa |= 1n << 63n;
    view.setBigUint64(JOB.FX + 32 + 16 * i, mantissa, true);
    view.setUint16(JOB.FX + 40 + 16 * i, exponent | ((random() & 1) << 15), true);
  }
}

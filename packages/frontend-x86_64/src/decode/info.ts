import { TABLES } from './expand/tables.ts';
import { type Instruction, OperandKind } from './instruction.ts';
import { Feature, Op } from './op.gen.ts';
import { RegBase } from './registers.ts';
import { FACTS } from './tables/facts.ts';

/** Flag bits: EFLAGS bits at their own positions (Intel SDM 1, 3.4.3), and C0..C3 of the x87 status word above them. */
export const Flag = {
  CF: 1 << 0,
  PF: 1 << 2,
  AF: 1 << 4,
  ZF: 1 << 6,
  SF: 1 << 7,
  TF: 1 << 8,
  IF: 1 << 9,
  DF: 1 << 10,
  OF: 1 << 11,
  IOPL: 3 << 12,
  NT: 1 << 14,
  RF: 1 << 16,
  VM: 1 << 17,
  AC: 1 << 18,
  ID: 1 << 21,
  C0: 1 << 24,
  C1: 1 << 25,
  C2: 1 << 26,
  C3: 1 << 27,
} as const;

/** Where execution goes after an instruction. */
export const Flow = {
  NEXT: 0,
  JUMP: 1,
  JUMP_INDIRECT: 2,
  /** Conditional branch, LOOP and JCXZ. */
  COND: 3,
  /** CALL, and SYSCALL and other entries that return to the next instruction. */
  CALL: 4,
  CALL_INDIRECT: 5,
  RETURN: 6,
  /** INT n, INT3, INT1, INTO */
  INTERRUPT: 7,
  /** UD0, UD1, UD2 */
  EXCEPTION: 8,
  HALT: 9,
  /** XBEGIN, XEND, XABORT */
  XBEGIN: 10,
} as const;

const FLOW_NAMES: Readonly<Record<string, number>> = {
  jump: Flow.JUMP,
  cond: Flow.COND,
  call: Flow.CALL,
  return: Flow.RETURN,
  interrupt: Flow.INTERRUPT,
  exception: Flow.EXCEPTION,
  halt: Flow.HALT,
  xbegin: Flow.XBEGIN,
};

const FLAG_LETTERS: Readonly<Record<string, number>> = {
  C: Flag.CF,
  P: Flag.PF,
  A: Flag.AF,
  Z: Flag.ZF,
  S: Flag.SF,
  T: Flag.TF,
  I: Flag.IF,
  D: Flag.DF,
  O: Flag.OF,
  L: Flag.IOPL,
  N: Flag.NT,
  R: Flag.RF,
  V: Flag.VM,
  K: Flag.AC,
  J: Flag.ID,
  a: Flag.C0,
  b: Flag.C1,
  c: Flag.C2,
  d: Flag.C3,
};

/** Words per mnemonic in `EFFECTS`: read, written with a result, cleared, set, undefined, flow. */
const STRIDE = 6;
const KEYS = ['r', 'w', '0', '1', 'u'];

function buildEffects(): Int32Array {
  const ops: Readonly<Record<string, number>> = Op;
  const effects = new Int32Array((Object.keys(ops).length + 1) * STRIDE);
  for (const [names, , flags = '', flow = ''] of FACTS) {
    for (const name of names.split(' ')) {
      const at = ops[name]! * STRIDE;
      for (const token of flags.split(' ').filter(Boolean)) {
        const [key = '', letters = ''] = token.split(':');
        for (const letter of letters) effects[at + KEYS.indexOf(key)]! |= FLAG_LETTERS[letter]!;
      }
      effects[at + 5] = FLOW_NAMES[flow] ?? Flow.NEXT;
    }
  }
  return effects;
}

function buildFeatures(): Uint8Array {
  const ids: Readonly<Record<string, number>> = Feature;
  return Uint8Array.from(TABLES.encodings, ({ feature }) => ids[/^\d/.test(feature) ? `I${feature}` : feature]!);
}

const EFFECTS = /* @__PURE__ */ buildEffects();
const FEATURES = /* @__PURE__ */ buildFeatures();
const FEATURE_NAMES = /* @__PURE__ */ Object.keys(Feature);
const OP_NAMES = /* @__PURE__ */ Object.keys(Op);

/** Count of a shift or rotate if the encoding tells it, else -1 (count in CL). Masked as the processor does (Intel SDM 2, "SAL/SAR/SHL/SHR"). */
function shiftCount(insn: Instruction): number {
  const last = insn.operandCount - 1;
  const kind = insn.kind(last);
  if (kind === OperandKind.ONE) return 1;
  if (kind !== OperandKind.IMM) return -1;
  const count = insn.immLo & (insn.size(0) === 8 ? 63 : 31);
  // Through the carry, a byte or word rotates modulo 9 or 17.
  const throughCarry = (insn.op === Op.RCL || insn.op === Op.RCR) && insn.size(0) < 4;
  return throughCarry ? count % (8 * insn.size(0) + 1) : count;
}

function isShift(op: number): boolean {
  return (op >= Op.ROL && op <= Op.SAR) || op === Op.SHLD || op === Op.SHRD;
}

/** Flags whose value the instruction uses. Bits of `Flag`. */
export function flagsRead(insn: Instruction): number {
  return isShift(insn.op) && shiftCount(insn) === 0 ? 0 : EFFECTS[insn.op * STRIDE]!;
}

/**
 * Flags that get a defined value: a result, 0 or 1. A shift by CL is counted as writing, although a count of 0 leaves them; a shift by
 * an immediate 0 writes none.
 */
export function flagsWritten(insn: Instruction): number {
  const at = insn.op * STRIDE;
  const all = EFFECTS[at + 1]! | EFFECTS[at + 2]! | EFFECTS[at + 3]!;
  if (!isShift(insn.op)) return all;
  const count = shiftCount(insn);
  if (count === 0) return 0;
  const double = insn.op === Op.SHLD || insn.op === Op.SHRD;
  return count === 1 ? all | Flag.OF : double ? all : all & ~Flag.OF;
}

/** Flags that are cleared always. A subset of `flagsWritten`. */
export function flagsCleared(insn: Instruction): number {
  return EFFECTS[insn.op * STRIDE + 2]!;
}

/** Flags that are set always. A subset of `flagsWritten`. */
export function flagsSet(insn: Instruction): number {
  return EFFECTS[insn.op * STRIDE + 3]!;
}

const STATUS = Flag.OF | Flag.SF | Flag.ZF | Flag.AF | Flag.PF | Flag.CF;

/** MOV to or from a control or debug register. */
function movesSystemRegister(insn: Instruction): boolean {
  for (let i = 0; i < 2; i++) {
    const reg = insn.reg(i);
    if (insn.kind(i) === OperandKind.REG && reg >= RegBase.CR && reg < RegBase.ST) return true;
  }
  return false;
}

/** Flags that the manual leaves undefined. Bits of `Flag`. */
export function flagsUndefined(insn: Instruction): number {
  const undefinedFlags = EFFECTS[insn.op * STRIDE + 4]!;
  if (insn.op === Op.MOV) return movesSystemRegister(insn) ? STATUS : 0;
  if (!isShift(insn.op)) return undefinedFlags;
  const count = shiftCount(insn);
  if (count === 0) return 0;
  return count === 1 ? undefinedFlags & ~Flag.OF : undefinedFlags | Flag.OF;
}

/** A value of `Flow`. */
export function flowOf(insn: Instruction): number {
  const flow = EFFECTS[insn.op * STRIDE + 5]!;
  const kind = insn.operandCount > 0 ? insn.kind(0) : OperandKind.NONE;
  const direct = kind !== OperandKind.REG && kind !== OperandKind.MEM;
  if (flow === Flow.JUMP) return direct ? flow : Flow.JUMP_INDIRECT;
  if (flow === Flow.CALL) return direct ? flow : Flow.CALL_INDIRECT;
  return flow;
}

/** The CPUID feature (a value of `Feature`) that the instruction needs; `Feature.I8086` when there is no instruction, or for EVEX. */
export function featureOf(insn: Instruction): number {
  return insn.form < 0 ? Feature.I8086 : FEATURES[insn.form]!;
}

/** Name of a `Feature` id. */
export function featureName(feature: number): string {
  return FEATURE_NAMES[feature]!;
}

/** The manual's mnemonic of an `Op` id, upper case. */
export function opName(op: number): string {
  return OP_NAMES[op]!;
}

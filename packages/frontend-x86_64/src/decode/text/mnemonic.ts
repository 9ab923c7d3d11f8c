import { TABLES } from '../expand/tables.ts';
import { type Instruction, OperandKind, Prefix } from '../instruction.ts';
import { Op } from '../op.gen.ts';
import { RegBase } from '../registers.ts';

/** Predicates of CMPPS and relatives in imm8 order (Intel SDM 2, tables 3-1 and "CMPPD"). */
const PREDICATES = [
  'eq',
  'lt',
  'le',
  'unord',
  'neq',
  'nlt',
  'nle',
  'ord',
  'eq_uq',
  'nge',
  'ngt',
  'false',
  'neq_oq',
  'ge',
  'gt',
  'true',
  'eq_os',
  'lt_oq',
  'le_oq',
  'unord_s',
  'neq_us',
  'nlt_uq',
  'nle_uq',
  'ord_s',
  'eq_us',
  'nge_uq',
  'ngt_uq',
  'false_os',
  'neq_os',
  'ge_oq',
  'gt_oq',
  'true_us',
];

const COMPARES: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.CMPPS,
  Op.CMPPD,
  Op.CMPSS,
  Op.CMPSD,
  Op.VCMPPS,
  Op.VCMPPD,
  Op.VCMPSS,
  Op.VCMPSD,
]);
const CARRYLESS: Readonly<Record<number, string>> = { 0: 'lql', 1: 'hql', 16: 'lqh', 17: 'hqh' };

/** Mnemonics that get a suffix 64 with REX.W. */
const WIDE_64: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.FXSAVE,
  Op.FXRSTOR,
  Op.XSAVE,
  Op.XRSTOR,
  Op.XSAVEOPT,
  Op.XSAVEC,
  Op.XSAVES,
  Op.XRSTORS,
]);

/** Mnemonics that get a `d` or `q` by operand size. */
const D_OR_Q: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.RDSSP, Op.INCSSP, Op.WRSS, Op.WRUSS]);

/** Mnemonics that get a `q` with REX.W or VEX.W: RAX and RDX are the string lengths. */
const Q_IF_WIDE: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.PCMPESTRI,
  Op.PCMPESTRM,
  Op.VPCMPESTRI,
  Op.VPCMPESTRM,
]);

/** Spellings that are not the lower-case manual name. */
const SPELLING: Readonly<Record<number, string>> = {
  [Op.SAL]: 'shl',
  [Op.FSTPNCE]: 'fstp1',
  [Op.EVEX]: '(evex)',
  [Op.XOP]: '(xop)',
  [Op.INVALID]: '(bad)',
  [Op.MONTMUL]: 'repz montmul',
  [Op.XSHA1]: 'repz xsha1',
  [Op.XSHA256]: 'repz xsha256',
  [Op.XSHA512]: 'repz xsha512',
  [Op.XSTORE]: 'xstore-rng',
  [Op.XCRYPTECB]: 'repz xcrypt-ecb',
  [Op.XCRYPTCBC]: 'repz xcrypt-cbc',
  [Op.XCRYPTCTR]: 'repz xcrypt-ctr',
  [Op.XCRYPTCFB]: 'repz xcrypt-cfb',
  [Op.XCRYPTOFB]: 'repz xcrypt-ofb',
};

const NAMES: readonly string[] = /* @__PURE__ */ Object.keys(Op).map((name, op) => SPELLING[op] ?? name.toLowerCase());

/** The instruction is a comparison or carry-less multiply whose immediate is printed as part of the mnemonic. */
export function immediateInName(insn: Instruction): boolean {
  if (COMPARES.has(insn.op)) return (insn.immLo & 0xff) < ((insn.prefixes & Prefix.VEX) !== 0 ? 32 : 8);
  return (insn.op === Op.PCLMULQDQ || insn.op === Op.VPCLMULQDQ) && CARRYLESS[insn.immLo] !== undefined;
}

/** Mnemonic in Intel spelling, lower case, with pseudo-operations for comparisons. */
export function mnemonicOf(insn: Instruction): string {
  const name = NAMES[insn.op]!;
  const wide = (insn.rex & 8) !== 0;
  if (immediateInName(insn)) {
    if (!COMPARES.has(insn.op)) return name.replace('qdq', `${CARRYLESS[insn.immLo]}qdq`);
    const stem = name.startsWith('v') ? 'vcmp' : 'cmp';
    return stem + PREDICATES[insn.immLo & 31]! + name.slice(stem.length);
  }
  if (WIDE_64.has(insn.op)) return wide ? `${name}64` : name;
  if (Q_IF_WIDE.has(insn.op)) return wide && insn.mode === 64 ? `${name}q` : name;
  if (D_OR_Q.has(insn.op)) return name + (wide ? 'q' : 'd');
  switch (insn.op) {
    case Op.MOV:
      return isMovabs(insn) ? 'movabs' : name;
    case Op.NOP:
      return isXchgAx(insn) ? 'xchg' : name;
    case Op.JRCXZ:
      return insn.addrSize === 8 ? 'jrcxz' : insn.addrSize === 4 ? 'jecxz' : 'jcxz';
    case Op.SYSRET:
    case Op.SYSEXIT:
      return wide ? `${name}q` : insn.mode === 64 ? `${name}d` : name;
    case Op.CALLF:
      return 'call';
    case Op.JMPF:
      return 'jmp';
    default:
      return name + sizeSuffix(insn, true);
  }
}

const STACK_AND_STATE: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.PUSHA,
  Op.POPA,
  Op.PUSHF,
  Op.POPF,
  Op.RET,
  Op.RETF,
  Op.IRET,
  Op.LEAVE,
  Op.ENTER,
  Op.FLDENV,
  Op.FNSTENV,
  Op.FRSTOR,
  Op.FNSAVE,
]);
const DESCRIPTOR_TABLES: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.SGDT, Op.SIDT, Op.LGDT, Op.LIDT]);

/**
 * `w`, `d` or `q` where the operand size is not that of the mode and no operand shows it. `memoryShows`: memory operands are
 * written with their size, as in Intel syntax.
 */
export function sizeSuffix(insn: Instruction, memoryShows: boolean): string {
  const { op, opSize, mode } = insn;
  if (DESCRIPTOR_TABLES.has(op)) return mode === 64 ? '' : opSize === 2 ? 'w' : 'd';
  const kind = insn.kind(0);
  const general = kind === OperandKind.REG && insn.reg(0) < RegBase.SEG;
  const stack = (op === Op.PUSH || op === Op.POP) && !general && !(memoryShows && kind === OperandKind.MEM);
  const branch =
    (op === Op.CALL || (op === Op.JMP && insn.opcode !== 0xeb)) &&
    !general &&
    !(memoryShows && kind === OperandKind.MEM);
  if (!stack && !branch && !STACK_AND_STATE.has(op)) return '';
  if (opSize === 2 && mode !== 16) return 'w';
  if (opSize === 4 && mode === 16) return 'd';
  return opSize === 8 && (op === Op.IRET || op === Op.RETF) ? 'q' : '';
}

/** MOV with a 64-bit immediate or a direct address in 64-bit mode. */
export function isMovabs(insn: Instruction): boolean {
  if (insn.op !== Op.MOV || insn.mode !== 64 || insn.modrm >= 0) return false;
  const direct = insn.kind(0) === OperandKind.MEM || insn.kind(1) === OperandKind.MEM;
  return (direct && insn.addrSize === 8) || (insn.kind(1) === OperandKind.IMM && insn.size(0) === 8);
}

/** 66 90, which binutils writes as an exchange of AX (EAX in 16-bit mode) with itself. */
export function isXchgAx(insn: Instruction): boolean {
  return insn.op === Op.NOP && insn.opcode === 0x90 && insn.opSize === (insn.mode === 16 ? 4 : 2);
}

/** Does the opcode consume 66, F3 or F2 as a mandatory prefix? Then no prefix word is printed for it. */
export function hasMandatoryPrefix(insn: Instruction): boolean {
  return insn.form >= 0 && TABLES.encodings[insn.form]!.when.pfx?.some((value) => value >= 2) === true;
}

const REPEATABLE: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.MOVS, Op.STOS, Op.LODS, Op.INS, Op.OUTS]);
const BRANCHES: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.JMP, Op.CALL, Op.RET]);

/** Prefix words with a trailing space: `lock`, `rep`, `repz`, `repnz`, `bnd`, `notrack`. */
export function prefixWords(insn: Instruction): string {
  let words = '';
  // 3E before an indirect branch: no ENDBR needed at the target (Intel SDM 1, 17.3.1).
  const indirect = insn.opcode === 0xff && (insn.op === Op.JMP || insn.op === Op.CALL);
  if (insn.hasNotrack && indirect) words += 'notrack ';
  if (insn.hasLock) words += 'lock ';
  if ((insn.hasRep || insn.hasRepne) && !hasMandatoryPrefix(insn)) {
    const bnd = insn.hasRepne && (BRANCHES.has(insn.op) || (insn.op >= Op.JO && insn.op <= Op.JG));
    words += bnd ? 'bnd ' : insn.hasRepne ? 'repnz ' : REPEATABLE.has(insn.op) ? 'rep ' : 'repz ';
  }
  return words;
}

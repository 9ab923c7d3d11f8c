import type { I32, I64 } from '@tutti/ir';
import { FENCE_KINDS } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { RegBase } from '../decode/registers.ts';
import { VECTOR } from '../guest-exits.ts';
import { HELPER } from '../helpers.ts';
import { MODE } from '../mode.ts';
import { AT, CR4, FLAG, SEG } from '../state.ts';
import { carry, setCarry, setLogic } from './flags.ts';
import { type Address, idOf, type Lift } from './lift.ts';
import { checkVirtual } from './stack.ts';
import { setZeroFlag } from './zero-flag.ts';

const GS_BASE = AT.base + 8 * SEG.GS;

/** MOV from a control or debug register. */
export function readSystemRegister(l: Lift, i: Instruction): void {
  if (!l.privileged()) return;
  const id = i.reg(1);
  const { b } = l;
  if (id >= RegBase.DR) l.system('read_debug', b.const_i32(id - RegBase.DR));
  else if (id === RegBase.CR + 8) l.system('read_control', b.const_i32(8));
  else b.set_i64(AT.arg, b.get_i64([AT.cr0, 0, AT.cr2, AT.cr3, AT.cr4][id - RegBase.CR] as number));
  l.writeReg(i.reg(0), l.fromI64(i.size(0), b.get_i64(AT.arg)));
}

/** MOV to a control or debug register; the block ends. */
export function writeSystemRegister(l: Lift, i: Instruction): void {
  if (!l.privileged()) return;
  const id = i.reg(0);
  const { b } = l;
  b.set_i64(AT.arg, l.toU64(i.size(1), l.read(i, 1)));
  if (id >= RegBase.DR) l.system('write_debug', b.const_i32(id - RegBase.DR));
  else l.system('write_control', b.const_i32(id - RegBase.CR));
  l.modeChanged = true;
}

/** A privileged helper without operands after which the block ends. */
const privileged =
  (name: 'clear_task_switched' | 'read_msr' | 'write_msr') =>
  (l: Lift): void => {
    if (!l.privileged()) return;
    l.system(name);
    if (name !== 'read_msr') l.modeChanged = true;
  };

const nothing = (): void => {};
const privilegedNothing = (l: Lift): void => {
  l.privileged();
};

const protectedOnly = (l: Lift): boolean => {
  if (!(l.mode & MODE.REAL)) return true;
  l.raise(VECTOR.UD);
  return false;
};

/** A selector operand: register or 16 bits of memory. */
const selectorOperand = (l: Lift, i: Instruction, n: number): I32 =>
  l.zeroExtended(2, i.kind(n) === OperandKind.REG ? l.readReg(idOf(i.reg(n) & 15, 2)) : l.load(l.address(i, 2), 2));

const loadSystem =
  (name: 'load_ldt' | 'load_task') =>
  (l: Lift, i: Instruction): void => {
    if (protectedOnly(l) && l.privileged()) l.system(name, selectorOperand(l, i, 0));
  };

const storeSelector =
  (seg: number) =>
  (l: Lift, i: Instruction): void => {
    if (!protectedOnly(l)) return;
    const selector = l.b.get_i32(AT.selector + 4 * seg);
    if (i.kind(0) === OperandKind.MEM) l.store(l.address(i, 2), 2, selector);
    else storeWide(l, i, l.b.extend_u_i32(selector));
  };

function storeWide(l: Lift, i: Instruction, value: I64): void {
  l.setGpr(i.reg(0) & 15, i.opSize, l.fromI64(i.opSize, value));
}

const storeTable =
  (limit: number, base: number) =>
  (l: Lift, i: Instruction): void => {
    const bytes = l.is64 ? 8 : 4;
    const a = l.address(i, 2 + bytes);
    l.store(a, 2, l.b.get_i32(limit));
    l.store({ value: a.value, disp: a.disp + 2 }, bytes, l.fromI64(bytes, l.b.get_i64(base)));
  };

const loadTable =
  (which: number) =>
  (l: Lift, i: Instruction): void => {
    if (!l.privileged()) return;
    const { b } = l;
    const bytes = l.is64 ? 8 : 4;
    const a = l.address(i, 2 + bytes);
    const limit = l.zeroExtended(2, l.load(a, 2));
    const base = l.toU64(bytes, l.load({ value: a.value, disp: a.disp + 2 }, bytes));
    b.set_i64(AT.arg, !l.is64 && i.opSize === 2 ? b.and_i64(base, b.const_i64(0xffffff, 0)) : base);
    l.system('load_table', b.const_i32(which), limit);
  };

const inspect =
  (kind: number) =>
  (l: Lift, i: Instruction): void => {
    if (!protectedOnly(l)) return;
    const { b } = l;
    const verifies = kind >= 2;
    l.system('inspect', b.const_i32(kind), selectorOperand(l, i, verifies ? 0 : 1));
    const zf = b.wrap_i64(b.get_i64(AT.arg + 8));
    const value = b.get_i64(AT.arg);
    if (!verifies) {
      const n = i.reg(0) & 15;
      const old = l.get64(n);
      const fresh = i.opSize === 2 ? b.deposit_i64(old, value, 0, 16) : value;
      l.set64(n, b.select_i64(zf, fresh, old));
    }
    setZeroFlag(l, zf);
  };

const accumulator = (l: Lift, bytes: number, value: I64): void => l.setGpr(0, bytes, l.fromI64(bytes, value));

/** Port number: an immediate or DX. */
const port = (l: Lift, i: Instruction, n: number): I32 =>
  i.kind(n) === OperandKind.REG ? l.zeroExtended(2, l.gpr(2, 2)) : l.b.const_i32(i.immLo & 0xff);

/** RDFSBASE and relatives. */
const segmentBase =
  (seg: number, write: boolean) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    l.raiseIf(b.eqz_i64(b.and_i64(b.get_i64(AT.cr4), b.const_i64(CR4.FSGSBASE, 0))), VECTOR.UD);
    const at = AT.base + 8 * seg;
    if (!write) {
      l.writeReg(i.reg(0), l.fromI64(i.size(0), b.get_i64(at)));
      return;
    }
    const value = l.toU64(i.size(0), l.read(i, 0));
    l.raiseIf(b.ne_i64(b.shr_s_i64(b.shl_i64(value, b.const_i64(16, 0)), b.const_i64(16, 0)), value), VECTOR.GP, 0);
    b.set_i64(at, value);
  };

const timestamp = (l: Lift): void => {
  const { b } = l;
  if (l.cpl !== 0)
    l.raiseIf(b.ne_i64(b.and_i64(b.get_i64(AT.cr4), b.const_i64(CR4.TSD, 0)), b.const_i64(0, 0)), VECTOR.GP, 0);
  l.system('read_tsc');
  const value = b.get_i64(AT.arg);
  l.setGpr(0, 4, b.wrap_i64(value));
  l.setGpr(2, 4, b.high_i64(value));
};

const linearOf = (l: Lift, a: Address): I64 => l.b.add_i64(a.value, l.b.const_i64(a.disp, a.disp >> 31));

/** XSAVE, XRSTOR: the helper checks the address and CR4. */
const stateArea =
  (name: 'xsave' | 'xrstor') =>
  (l: Lift, i: Instruction): void => {
    l.b.set_i64(AT.arg, linearOf(l, l.address(i, 64)));
    l.system(name, l.b.const_i32(i.opSize === 8 ? 1 : 0));
    if (name === 'xrstor') l.modeChanged = true;
  };

/** CF says that there is a number, always; the other flags are 0. */
const randomNumber =
  (seed: number) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    l.system('random', b.const_i32(seed));
    l.writeReg(i.reg(0), l.fromI64(i.size(0), b.get_i64(AT.arg)));
    setLogic(l, 4, b.const_i32(1));
    setCarry(l, b.const_i32(1));
    // A result of 1 has odd parity, so PF is 0 as well.
  };

export const SYSTEM = {
  NOP: nothing,
  ENDBR64: nothing,
  ENDBR32: nothing,
  RDSSP: nothing,
  PREFETCH: nothing,
  PREFETCHW: nothing,
  PREFETCHWT1: nothing,
  PREFETCHNTA: nothing,
  PREFETCHT0: nothing,
  PREFETCHT1: nothing,
  PREFETCHT2: nothing,
  CLDEMOTE: nothing,
  CLFLUSH: nothing,
  CLFLUSHOPT: nothing,
  CLC: (l: Lift): void => setCarry(l, l.b.const_i32(0)),
  STC: (l: Lift): void => setCarry(l, l.b.const_i32(1)),
  CMC: (l: Lift): void => setCarry(l, l.b.xor_i32(carry(l), l.b.const_i32(1))),
  CLD: (l: Lift): void => l.b.set_i64(AT.df, l.b.const_i64(1, 0)),
  STD: (l: Lift): void => l.b.set_i64(AT.df, l.b.const_i64(-1, -1)),
  CLI(l: Lift): void {
    const { b } = l;
    if (l.cpl === 0) b.set_i32(AT.flags, b.and_i32(b.get_i32(AT.flags), b.const_i32(~FLAG.IF)));
    else {
      checkVirtual(l);
      l.system('interrupt_flag', b.const_i32(0));
    }
  },
  STI(l: Lift): void {
    const { b } = l;
    if (l.cpl === 0) b.set_i32(AT.flags, b.or_i32(b.get_i32(AT.flags), b.const_i32(FLAG.IF)));
    else {
      checkVirtual(l);
      l.system('interrupt_flag', b.const_i32(1));
    }
    b.begin_if(b.get_i32(AT.lineHeld));
    b.call(HELPER.unmask);
    b.end_if();
    l.shadow = true;
  },
  MFENCE: (l: Lift): void => l.b.fence(FENCE_KINDS.full),
  LFENCE: (l: Lift): void => l.b.fence(FENCE_KINDS.loadLoad | FENCE_KINDS.loadStore),
  SFENCE: (l: Lift): void => l.b.fence(FENCE_KINDS.storeStore),
  INVD: privilegedNothing,
  WBINVD: privilegedNothing,
  WBNOINVD: privilegedNothing,
  CLTS: privileged('clear_task_switched'),
  RDMSR: privileged('read_msr'),
  WRMSR: privileged('write_msr'),
  SWAPGS(l: Lift): void {
    if (!l.privileged()) return;
    const { b } = l;
    const base = b.get_i64(GS_BASE);
    b.set_i64(GS_BASE, b.get_i64(AT.kernelGs));
    b.set_i64(AT.kernelGs, base);
  },
  CPUID: (l: Lift): void => l.system('cpuid'),
  RDTSC: timestamp,
  RDTSCP(l: Lift): void {
    timestamp(l);
    l.setGpr(1, 4, l.b.wrap_i64(l.b.get_i64(AT.tscAux)));
  },
  RDPMC: (l: Lift): void => l.raise(VECTOR.GP, 0),
  SMSW(l: Lift, i: Instruction): void {
    if (i.kind(0) === OperandKind.MEM) l.store(l.address(i, 2), 2, l.b.wrap_i64(l.b.get_i64(AT.cr0)));
    else storeWide(l, i, l.b.get_i64(AT.cr0));
  },
  LMSW(l: Lift, i: Instruction): void {
    if (!l.privileged()) return;
    l.system('load_machine_status', selectorOperand(l, i, 0));
    l.modeChanged = true;
  },
  INVLPG(l: Lift, i: Instruction): void {
    if (!l.privileged()) return;
    const a = l.address(i, 1);
    l.b.set_i64(AT.arg, linearOf(l, a));
    l.system('invalidate_page');
    l.modeChanged = true;
  },
  INVPCID(l: Lift, i: Instruction): void {
    if (!l.privileged()) return;
    const { b } = l;
    const a = l.address(i, 16);
    b.set_i64(AT.arg + 8, l.load(a, 8));
    b.set_i64(AT.arg + 16, l.load({ value: a.value, disp: a.disp + 8 }, 8));
    b.set_i64(AT.arg, l.toU64(i.size(0), l.read(i, 0)));
    l.system('invalidate_pcid');
    l.modeChanged = true;
  },
  SGDT: storeTable(AT.gdtLimit, AT.gdtBase),
  SIDT: storeTable(AT.idtLimit, AT.idtBase),
  LGDT: loadTable(0),
  LIDT: loadTable(1),
  SLDT: storeSelector(SEG.LDTR),
  STR: storeSelector(SEG.TR),
  LLDT: loadSystem('load_ldt'),
  LTR: loadSystem('load_task'),
  LAR: inspect(0),
  LSL: inspect(1),
  VERR: inspect(2),
  VERW: inspect(3),
  RDFSBASE: segmentBase(SEG.FS, false),
  RDGSBASE: segmentBase(SEG.GS, false),
  WRFSBASE: segmentBase(SEG.FS, true),
  WRGSBASE: segmentBase(SEG.GS, true),
  IN(l: Lift, i: Instruction): void {
    const bytes = i.size(0);
    l.system('port_in', port(l, i, 1), l.b.const_i32(bytes));
    accumulator(l, bytes, l.b.get_i64(AT.arg));
  },
  OUT(l: Lift, i: Instruction): void {
    const bytes = i.size(1);
    l.b.set_i64(AT.arg, l.toU64(bytes, l.gpr(0, bytes)));
    l.system('port_out', port(l, i, 0), l.b.const_i32(bytes));
  },
  CLAC: (l: Lift): void => setAc(l, 0),
  STAC: (l: Lift): void => setAc(l, 1),
  MONITOR: privilegedNothing,
  MWAIT(l: Lift): void {
    if (!l.privileged()) return;
    l.setPc(l.nextOffset);
    l.b.call(HELPER.monitor_wait);
    l.jumpNext();
  },
  XSAVE: stateArea('xsave'),
  XSAVEOPT: stateArea('xsave'),
  XRSTOR: stateArea('xrstor'),
  XGETBV: (l: Lift): void => l.system('read_xcr'),
  XSETBV(l: Lift): void {
    if (!l.privileged()) return;
    l.system('write_xcr');
    l.modeChanged = true;
  },
  RDRAND: randomNumber(0),
  RDSEED: randomNumber(1),
};

function setAc(l: Lift, value: number): void {
  if (l.cpl !== 0) {
    l.raise(VECTOR.UD);
    return;
  }
  l.system('set_ac', l.b.const_i32(value));
  l.modeChanged = true;
}

import { Labels } from './labels.ts';

/** General registers by number. */
export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RBX = 3;
export const RSP = 4;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const R12 = 12;
export const R13 = 13;
export type X86Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;

/** A memory operand: register and displacement. */
export interface X86Memory {
  readonly base: X86Register;
  readonly displacement: number;
}
export const at = (base: X86Register, displacement = 0): X86Memory => ({ base, displacement });

/** Conditions (Intel SDM 1, appendix B). */
const CONDITIONS = { b: 2, ae: 3, e: 4, ne: 5, be: 6, a: 7 } as const;
export type X86Condition = keyof typeof CONDITIONS;

/** Instructions with a register and a memory operand, by their bytes without ModRM. */
const REGISTER_MEMORY = {
  load: [0x8b],
  load64: [0x48, 0x8b],
  store: [0x89],
  store64: [0x48, 0x89],
  load8: [0x0f, 0xb6],
  store8: [0x88],
  store16: [0x66, 0x89],
  lock_xadd8: [0xf0, 0x0f, 0xc0],
  lock_xadd16: [0x66, 0xf0, 0x0f, 0xc1],
  lock_xadd: [0xf0, 0x0f, 0xc1],
  lock_xadd64: [0xf0, 0x48, 0x0f, 0xc1],
  lock_cmpxchg8: [0xf0, 0x0f, 0xb0],
  lock_cmpxchg16: [0x66, 0xf0, 0x0f, 0xb1],
  lock_cmpxchg: [0xf0, 0x0f, 0xb1],
  lock_cmpxchg64: [0xf0, 0x48, 0x0f, 0xb1],
  xchg: [0x87],
} as const;
/** Those whose register is one of 8 bits. */
const BYTE_REGISTER: readonly string[] = ['store8', 'lock_xadd8', 'lock_cmpxchg8'];
/** Instructions with a memory operand alone: opcode bytes and the digit of the manual. */
const MEMORY = {
  lock_inc: [[0xf0, 0xff], 0],
  lock_inc8: [[0xf0, 0xfe], 0],
  lock_inc16: [[0x66, 0xf0, 0xff], 0],
  lock_inc64: [[0xf0, 0x48, 0xff], 0],
  lock_cmpxchg8b: [[0xf0, 0x0f, 0xc7], 1],
  lock_cmpxchg16b: [[0xf0, 0x48, 0x0f, 0xc7], 1],
  inc: [[0xff], 0],
  dec: [[0xff], 1],
  lgdt: [[0x0f, 0x01], 2],
  lidt: [[0x0f, 0x01], 3],
} as const;
/** Arithmetic with an immediate: digit of the manual. */
const ARITHMETIC = { add: 0, and: 4, sub: 5, cmp: 7 } as const;
const REGISTERS = { add: 0x01, sub: 0x29, cmp: 0x39, test: 0x85, mov: 0x89 } as const;
const PLAIN = {
  ret: [0xc3],
  hlt: [0xf4],
  cli: [0xfa],
  sti: [0xfb],
  pause: [0xf3, 0x90],
  iretq: [0x48, 0xcf],
  mfence: [0x0f, 0xae, 0xf0],
} as const;
const LEGACY_PREFIXES: readonly number[] = [0x66, 0xf0, 0xf3];
/** REX.W: 64-bit operands (Intel SDM 2A, 2.2.1). */
const REX_W = 0x48;

/** Assembler of the instructions of 64-bit mode that embedded guests use. Operands are 32 bits wide unless the name says otherwise. */
export class X86Assembler {
  readonly code: Labels;

  constructor(origin: number) {
    this.code = new Labels(origin);
  }

  label(name: string): void {
    this.code.label(name);
  }

  /** Prefixes, REX, opcode, ModRM with a 32-bit displacement. */
  private operand(
    opcode: readonly number[],
    reg: number,
    { base, displacement }: X86Memory,
    byteRegister = false,
  ): void {
    const prefixes = opcode.filter((byte, i) => i < opcode.length - 1 && LEGACY_PREFIXES.includes(byte));
    const rest = opcode.slice(prefixes.length);
    const wide = rest[0] === REX_W;
    const rex = (wide ? REX_W : 0x40) | (reg >= 8 ? 4 : 0) | (base >= 8 ? 1 : 0);
    this.code.bytes(...prefixes, ...(rex === 0x40 && !byteRegister ? [] : [rex]), ...(wide ? rest.slice(1) : rest));
    this.code.bytes(0x80 | ((reg & 7) << 3) | (base & 7), ...((base & 7) === RSP ? [0x24] : []));
    this.code.word(displacement);
  }

  private registers(opcode: number, reg: number, rm: number, wide = false): void {
    const rex = (wide ? REX_W : 0x40) | (reg >= 8 ? 4 : 0) | (rm >= 8 ? 1 : 0);
    this.code.bytes(...(rex === 0x40 ? [] : [rex]), opcode, 0xc0 | ((reg & 7) << 3) | (rm & 7));
  }

  /** A 32-bit constant; the upper half of the register becomes 0. */
  mov(rd: X86Register, value: number): void {
    this.code.bytes(...(rd >= 8 ? [0x41] : []), 0xb8 | (rd & 7));
    this.code.word(value);
  }

  /** The address of a label, below 4 GiB. */
  lea(rd: X86Register, label: string): void {
    this.mov(rd, 0);
    this.code.use(this.code.here - 4, label, (place, target) => this.code.rewrite(place, target));
  }

  /** Loads go to the register, all else to memory; the exchanging ones do both. */
  memory(op: keyof typeof REGISTER_MEMORY, register: X86Register, place: X86Memory): void {
    // Without a REX prefix, byte registers 4 to 7 are AH, CH, DH and BH (Intel SDM 2A, 3.1.1.1).
    this.operand(REGISTER_MEMORY[op], register, place, BYTE_REGISTER.includes(op) && register >= RSP);
  }

  alone(op: keyof typeof MEMORY, place: X86Memory): void {
    const [opcode, digit] = MEMORY[op];
    this.operand(opcode, digit, place);
  }

  storeImmediate(place: X86Memory, value: number): void {
    this.operand([0xc7], 0, place);
    this.code.word(value);
  }

  compareImmediate(place: X86Memory, value: number): void {
    this.operand([0x81], 7, place);
    this.code.word(value);
  }

  immediate(op: keyof typeof ARITHMETIC, rd: X86Register, value: number): void {
    this.registers(0x81, ARITHMETIC[op], rd);
    this.code.word(value);
  }

  /** rd and rs; `mov` copies rs to rd. */
  register(op: keyof typeof REGISTERS, rd: X86Register, rs: X86Register): void {
    this.registers(REGISTERS[op], rs, rd);
  }

  /** The same with 64 bits. */
  register64(op: keyof typeof REGISTERS, rd: X86Register, rs: X86Register): void {
    this.registers(REGISTERS[op], rs, rd, true);
  }

  plain(op: keyof typeof PLAIN): void {
    this.code.bytes(...PLAIN[op]);
  }

  push(register: X86Register): void {
    this.code.bytes(...(register >= 8 ? [0x41] : []), 0x50 | (register & 7));
  }

  pop(register: X86Register): void {
    this.code.bytes(...(register >= 8 ? [0x41] : []), 0x58 | (register & 7));
  }

  jmp(label: string): void {
    this.code.bytes(0xe9);
    this.relative(label);
  }

  j(condition: X86Condition, label: string): void {
    this.code.bytes(0x0f, 0x80 | CONDITIONS[condition]);
    this.relative(label);
  }

  call(label: string): void {
    this.code.bytes(0xe8);
    this.relative(label);
  }

  private relative(label: string): void {
    this.code.use(this.code.here, label, (place, target) => this.code.rewrite(place, target - place - 4));
    this.code.word(0);
  }
}

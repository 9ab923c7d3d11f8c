import { Labels } from './labels.ts';

/** Registers r0 to r15. */
export type ArmRegister = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;
export const R0 = 0;
export const R1 = 1;
export const R2 = 2;
export const R3 = 3;
export const R4 = 4;
export const R5 = 5;
export const R6 = 6;
export const R7 = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const LR = 14;
export const PC = 15;

/** Conditions (Arm DDI 0406C, A8.3). */
const CONDITIONS = { eq: 0, ne: 1, cs: 2, cc: 3, mi: 4, pl: 5, hi: 8, ls: 9, al: 14 } as const;
export type ArmCondition = keyof typeof CONDITIONS;

/** Data processing with an 8-bit immediate (A5.2.3): opcode with S where the instruction sets flags. */
const IMMEDIATE = { add: 0x28, sub: 0x24, subs: 0x25, and: 0x20, orr: 0x38 } as const;
const REGISTER = { add: 0x08, sub: 0x04 } as const;

/** Loads and stores with a positive 12-bit offset (A5.3). */
const MEMORY = { ldr: 0x59, str: 0x58, ldrb: 0x5d, strb: 0x5c } as const;
/** Exclusive loads and stores (A5.2.10) by size: word, doubleword (an even register and the next), byte, halfword. */
const LOAD_EXCLUSIVE = { ldrex: 0x19, ldrexd: 0x1b, ldrexb: 0x1d, ldrexh: 0x1f } as const;
const STORE_EXCLUSIVE = { strex: 0x18, strexd: 0x1a, strexb: 0x1c, strexh: 0x1e } as const;

/** Assembler of the A32 instructions that embedded guests use. Operands stand in the manual's order. */
export class ArmAssembler {
  readonly code: Labels;

  constructor(origin: number) {
    this.code = new Labels(origin);
  }

  label(name: string): void {
    this.code.label(name);
  }

  private emit(word: number, condition: ArmCondition = 'al'): void {
    this.code.word((CONDITIONS[condition] << 28) | word);
  }

  /** MOVW and MOVT: any 32-bit constant. */
  mov32(rd: ArmRegister, value: number): void {
    this.half(0x30, rd, value & 0xffff);
    this.half(0x34, rd, value >>> 16);
  }

  /** The address of a label. */
  adr(rd: ArmRegister, label: string): void {
    const at = this.code.here;
    this.mov32(rd, 0);
    this.code.use(at, label, (place, target) => {
      this.code.rewrite(place, this.halfWord(0x30, rd, target & 0xffff));
      this.code.rewrite(place + 4, this.halfWord(0x34, rd, target >>> 16));
    });
  }

  private halfWord(op: number, rd: number, value: number): number {
    return 0xe0000000 + ((op << 20) | ((value >>> 12) << 16) | (rd << 12) | (value & 0xfff));
  }

  private half(op: number, rd: number, value: number): void {
    this.code.word(this.halfWord(op, rd, value));
  }

  mov(rd: ArmRegister, rm: ArmRegister): void {
    this.emit(0x01a00000 | (rd << 12) | rm);
  }

  /** @param value 0 to 255 */
  immediate(op: keyof typeof IMMEDIATE, rd: ArmRegister, rn: ArmRegister, value: number): void {
    this.emit((IMMEDIATE[op] << 20) | (rn << 16) | (rd << 12) | value);
  }

  register(op: keyof typeof REGISTER, rd: ArmRegister, rn: ArmRegister, rm: ArmRegister): void {
    this.emit((REGISTER[op] << 20) | (rn << 16) | (rd << 12) | rm);
  }

  /** @param value 0 to 255 */
  cmp(rn: ArmRegister, value: number): void {
    this.emit(0x03500000 | (rn << 16) | value);
  }

  tst(rn: ArmRegister, value: number): void {
    this.emit(0x03100000 | (rn << 16) | value);
  }

  cmpRegister(rn: ArmRegister, rm: ArmRegister): void {
    this.emit(0x01500000 | (rn << 16) | rm);
  }

  /** @param offset 0 to 4095 */
  memory(op: keyof typeof MEMORY, rt: ArmRegister, rn: ArmRegister, offset = 0): void {
    this.emit((MEMORY[op] << 20) | (rn << 16) | (rt << 12) | offset);
  }

  ldrex(rt: ArmRegister, rn: ArmRegister, size: keyof typeof LOAD_EXCLUSIVE = 'ldrex'): void {
    this.emit((LOAD_EXCLUSIVE[size] << 20) | (rn << 16) | (rt << 12) | 0xf9f);
  }

  strex(rd: ArmRegister, rt: ArmRegister, rn: ArmRegister, size: keyof typeof STORE_EXCLUSIVE = 'strex'): void {
    this.emit((STORE_EXCLUSIVE[size] << 20) | (rn << 16) | (rd << 12) | 0xf90 | rt);
  }

  b(label: string, condition: ArmCondition = 'al'): void {
    this.branch(0x0a, label, condition);
  }

  bl(label: string): void {
    this.branch(0x0b, label, 'al');
  }

  private branch(op: number, label: string, condition: ArmCondition): void {
    this.code.use(this.code.here, label, (at, target) => {
      this.code.rewrite(at, (CONDITIONS[condition] << 28) | (op << 24) | (((target - at - 8) >> 2) & 0xffffff));
    });
    this.code.word(0);
  }

  push(...registers: readonly ArmRegister[]): void {
    this.emit(0x092d0000 | registers.reduce<number>((mask, r) => mask | (1 << r), 0));
  }

  pop(...registers: readonly ArmRegister[]): void {
    this.emit(0x08bd0000 | registers.reduce<number>((mask, r) => mask | (1 << r), 0));
  }

  ret(): void {
    this.emit(0x012fff1e);
  }

  dmb(): void {
    this.code.word(0xf57ff05f);
  }

  wfi(): void {
    this.emit(0x0320f003);
  }

  yield(): void {
    this.emit(0x0320f001);
  }
}

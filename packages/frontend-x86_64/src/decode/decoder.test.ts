import { describe, expect, test } from 'vitest';
import { Access, DecodeError, Decoder, Instruction, type Mode, Op, OperandKind, Prefix, Reg } from './index.ts';

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

function decode(hex: string, mode: Mode = 64): { result: number; insn: Instruction } {
  const insn = new Instruction();
  return { result: new Decoder(mode).decode(bytesOf(hex), 0, insn), insn };
}

describe('operands', () => {
  test('add [rbp-8], rax has a memory destination that is read and written', () => {
    const { result, insn } = decode('480145f8');
    expect(result).toBe(4);
    expect(insn.op).toBe(Op.ADD);
    expect([insn.kind(0), insn.size(0), insn.access(0)]).toEqual([OperandKind.MEM, 8, Access.READ_WRITE]);
    expect([insn.memSeg, insn.memBase, insn.memIndex, insn.dispLo, insn.dispHi]).toEqual([
      Reg.SS,
      Reg.RBP,
      Reg.NONE,
      -8,
      -1,
    ]);
    expect([insn.kind(1), insn.reg(1), insn.access(1)]).toEqual([OperandKind.REG, Reg.RAX, Access.READ]);
    expect(insn.kind(2)).toBe(OperandKind.NONE);
  });

  test('a SIB byte gives base, index and scale, extended by REX', () => {
    const { insn } = decode('4b8b44e510');
    expect([insn.memBase, insn.memIndex, insn.memScale, insn.dispLo]).toEqual([Reg.R13, Reg.R12, 8, 16]);
    expect(insn.memSeg).toBe(Reg.DS);
  });

  test('RIP-relative addressing names RIP, with the displacement sign-extended', () => {
    const { insn } = decode('488b05f8ffffff');
    expect([insn.memBase, insn.dispLo, insn.dispHi, insn.dispSize]).toEqual([Reg.RIP, -8, -1, 4]);
  });

  test('16-bit addressing pairs BP with the stack segment', () => {
    const { insn } = decode('8b42fe', 16);
    expect([insn.memSeg, insn.memBase, insn.memIndex, insn.addrSize]).toEqual([Reg.SS, Reg.BP, Reg.SI, 2]);
  });

  test.each([
    ['88e0', 'AH without REX', Reg.AH],
    ['4088e0', 'SPL with REX', 52],
  ])('%s: %s', (hex, _what, reg) => {
    expect(decode(hex).insn.reg(1)).toBe(reg);
  });

  test('mov rax, imm64 keeps all 64 bits', () => {
    const { insn } = decode('48b8efcdab8967452301');
    expect([insn.immLo >>> 0, insn.immHi]).toEqual([0x89abcdef, 0x01234567]);
  });

  test('a sign-extended byte immediate is as wide as the operation', () => {
    const { insn } = decode('4883e4f0');
    expect([insn.op, insn.immLo, insn.immHi, insn.size(1)]).toEqual([Op.AND, -16, -1, 8]);
  });

  test('enter has two immediates, a far jump a selector', () => {
    expect([decode('c8100002').insn.immLo, decode('c8100002').insn.imm2]).toEqual([0x10, 2]);
    const { insn } = decode('ea785634120800', 32);
    expect([insn.kind(0), insn.immLo, insn.imm2]).toEqual([OperandKind.FAR, 0x12345678, 8]);
  });

  test('a string move has its two implied operands, and only the source takes the override', () => {
    const { insn } = decode('f364a5', 32);
    expect([insn.kind(0), insn.kind(1), insn.memSeg, insn.hasRep]).toEqual([
      OperandKind.MEM_DI,
      OperandKind.MEM_SI,
      Reg.FS,
      true,
    ]);
  });

  test('a gather has a vector index', () => {
    const { insn } = decode('c4e26990044d00000000');
    expect([insn.op, insn.memIndex, insn.vectorLength]).toEqual([Op.VPGATHERDD, Reg.XMM0 + 1, 16]);
  });
});

describe('sizes and prefixes', () => {
  test.each([
    ['50', 64, 8],
    ['6650', 64, 2],
    ['50', 32, 4],
    ['50', 16, 2],
    ['66e800000000', 64, 8],
    ['cf', 64, 4],
    ['48cf', 64, 8],
  ] as const)('%s in %i-bit mode has operand size %i', (hex, mode, size) => {
    expect(decode(hex, mode).insn.opSize).toBe(size);
  });

  test('a REX prefix that is not directly before the opcode does nothing', () => {
    const { insn } = decode('486689c8');
    expect([insn.rex, insn.opSize, insn.prefixes & Prefix.REX]).toEqual([0, 2, 0]);
  });

  test('ES, CS, SS, DS overrides do nothing in 64-bit mode, not even cancel FS', () => {
    expect(decode('642e8b00').insn.segPrefix).toBe(Reg.FS);
    expect(decode('2e8b00').insn.memSeg).toBe(Reg.DS);
    expect(decode('2e8b00', 32).insn.memSeg).toBe(Reg.CS);
  });

  test('VEX gives the vector length and its W R X B as REX bits', () => {
    const { insn } = decode('c4c1f558c2');
    expect([insn.op, insn.vectorLength, insn.isVex, insn.rex & 9]).toEqual([Op.VADDPD, 32, true, 9]);
    expect([insn.reg(0), insn.reg(1), insn.reg(2)]).toEqual([Reg.YMM0, Reg.YMM0 + 1, Reg.YMM0 + 10]);
  });

  test('C5 is LDS outside 64-bit mode when the next byte names memory', () => {
    expect(decode('c500', 32).insn.op).toBe(Op.LDS);
    expect(decode('c5f877', 32).insn.op).toBe(Op.VZEROUPPER);
  });

  test('EVEX and XOP are recognised for their length', () => {
    expect(decode('62f17c48104140').result).toBe(7);
    expect(decode('62f17c48104140').insn.op).toBe(Op.EVEX);
    expect([decode('8fe878c2ec0e').result, decode('8fe878c2ec0e').insn.op]).toEqual([6, Op.XOP]);
  });
});

describe('errors', () => {
  test.each([
    ['', 'nothing at all'],
    ['0f', 'half an opcode'],
    ['488b', 'no ModRM byte'],
    ['488b05f8ffff', 'half a displacement'],
    ['c4e2', 'half a VEX prefix'],
    ['4040404040', 'only prefixes'],
  ])('%s (%s) is TRUNCATED', (hex) => {
    const { result, insn } = decode(hex);
    expect([result, insn.length, insn.op]).toEqual([DecodeError.TRUNCATED, 0, Op.INVALID]);
  });

  test.each([
    ['06', 'PUSH ES in 64-bit mode'],
    ['0f04', 'no such opcode'],
    ['f089c8', 'LOCK with a register destination'],
    ['f08b00', 'LOCK with a memory source'],
    ['8ec8', 'MOV to CS'],
    ['0f20c8', 'MOV from CR1'],
    ['8dc0', 'LEA of a register'],
    ['66c5f877', '66 before VEX'],
    ['c5f0770f', 'VZEROUPPER with vvvv in use'],
    ['c4e279900400', 'gather whose index and mask are its destination'],
  ])('%s (%s) is INVALID', (hex) => {
    expect(decode(hex).result).toBe(DecodeError.INVALID);
  });

  test('sixteen bytes are TOO_LONG, fifteen are not', () => {
    expect(decode(`${'66'.repeat(14)}90`).result).toBe(15);
    expect(decode(`${'66'.repeat(15)}90`).result).toBe(DecodeError.TOO_LONG);
    expect(decode(`${'2e'.repeat(10)}81042578563412`).result).toBe(DecodeError.TOO_LONG);
  });

  test('a buffer that ends with the instruction is enough', () => {
    const code = bytesOf('9090e812345678');
    expect(new Decoder(64).decode(code, 2, new Instruction())).toBe(5);
  });

  test('one decoder alternates between buffers', () => {
    const decoder = new Decoder(64);
    const insn = new Instruction();
    const long = (first: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? 0xb8 : first));
    expect([decoder.decode(long(1), 0, insn), insn.immLo]).toEqual([5, 0x01010101]);
    expect([decoder.decode(long(2).subarray(0, 50), 0, insn), insn.immLo]).toEqual([5, 0x02020202]);
  });
});

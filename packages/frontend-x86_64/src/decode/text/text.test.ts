import { describe, expect, test } from 'vitest';
import { Decoder, formatAtt, formatIntel, Instruction, type Mode } from '../index.ts';

function both(hex: string, mode: Mode, address: number | bigint = 0): [string, string] {
  const insn = new Instruction();
  new Decoder(mode).decode(
    Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
    0,
    insn,
  );
  return [formatIntel(insn, address), formatAtt(insn, address)];
}

describe('text', () => {
  test.each([
    [64, '488b45f8', 'mov rax,QWORD PTR [rbp-0x8]', 'mov -0x8(%rbp),%rax'],
    [64, 'c60001', 'mov BYTE PTR [rax],0x1', 'movb $0x1,(%rax)'],
    [64, '4883e4f0', 'and rsp,0xfffffffffffffff0', 'and $0xfffffffffffffff0,%rsp'],
    [64, '64488b042528000000', 'mov rax,QWORD PTR fs:0x28', 'mov %fs:0x28,%rax'],
    [64, '48a10807060504030201', 'movabs rax,ds:0x102030405060708', 'movabs 0x102030405060708,%rax'],
    [64, 'f3a4', 'rep movs BYTE PTR es:[rdi],BYTE PTR ds:[rsi]', 'rep movsb %ds:(%rsi),%es:(%rdi)'],
    [64, 'f0480fb10e', 'lock cmpxchg QWORD PTR [rsi],rcx', 'lock cmpxchg %rcx,(%rsi)'],
    [64, '3effe0', 'notrack jmp rax', 'notrack jmp *%rax'],
    [64, 'dec1', 'faddp st(1),st', 'faddp %st,%st(1)'],
    [64, 'dee9', 'fsubp st(1),st', 'fsubrp %st,%st(1)'],
    [64, 'c5f8c2c101', 'vcmpltps xmm0,xmm0,xmm1', 'vcmpltps %xmm1,%xmm0,%xmm0'],
    [64, '0fb600', 'movzx eax,BYTE PTR [rax]', 'movzbl (%rax),%eax'],
    [64, '488b04cd00000000', 'mov rax,QWORD PTR [rcx*8+0x0]', 'mov 0x0(,%rcx,8),%rax'],
    [32, '9a785634120800', 'call 0x8:0x12345678', 'lcall $0x8,$0x12345678'],
    [32, '66ff30', 'push WORD PTR [eax]', 'pushw (%eax)'],
    [16, '8b40fe', 'mov ax,WORD PTR [bx+si-0x2]', 'mov -0x2(%bx,%si),%ax'],
    [16, '0f01160000', 'lgdtw ds:0x0', 'lgdtw 0x0'],
  ] as const)('%i-bit %s is %s and %s', (mode, hex, intel, att) => {
    expect(both(hex, mode)).toEqual([intel, att]);
  });

  test('branch targets are computed from the address, in 64 bits', () => {
    expect(both('e8fbffffff', 64, 0xffffffff81000000n)[0]).toBe('call 0xffffffff81000000');
    expect(both('ebfe', 64, 0x1000)[1]).toBe('jmp 0x1000');
    expect(both('e90000', 16, 0xfffe)[0]).toBe('jmp 0x1');
  });

  test('what is no instruction is (bad)', () => {
    expect(both('06', 64)[0]).toBe('(bad)');
  });
});

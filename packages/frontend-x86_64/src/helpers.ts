import type { HelperSpec } from '@tutti/ir';

const FLAGS = ['res', 'aux', 'cf'] as const;
/** What x87 operations write when they do not raise an exception. */
const X87 = [
  ...['arg', 'fpMantissa', 'fpExponent', 'fpControl', 'fpStatus'],
  ...['fpTop', 'fpEmpty', 'fpOpcode', 'fpIp', 'fpDp'],
] as const;

/** A helper that may raise an exception or change anything. pc is set before the call. */
const system = <N extends string>(name: N, operands: number, doc: string) =>
  ({ name, operands, reads: 'all', writes: 'all', mayExit: true, doc }) as const;

/** Helpers of translated code. Their code is in system/helper-code.ts; results are in `arg` (scratch). */
export const HELPER_TABLE = [
  system('raise', 2, 'Exception a with error code b (-1: none).'),
  system('leave', 1, 'Leaves the block with EXIT reason a.'),
  system('software_interrupt', 2, 'INT of vector and INTERRUPT kind a, an instruction of b bytes, at pc.'),
  system(
    'breakpoint',
    0,
    'Raises #DB when the instruction at pc has an enabled breakpoint and RF is clear. Clears RF.',
  ),
  {
    name: 'watch',
    operands: 2,
    reads: ['dr', 'watchAt', 'trap'],
    writes: ['trap'],
    mayExit: false,
    doc: 'The instruction accessed a bytes at linear address watchAt, writing when b = 1: notes the breakpoints that it hit.',
  },
  system('pop_flags', 1, 'POPF of operand size a; the value is arg[0]. The block ends.'),
  system('interrupt_flag', 1, 'CLI (a = 0) or STI (a = 1) where privilege must be looked at.'),
  system('load_segment', 2, 'Segment register a becomes selector b.'),
  system(
    'far_transfer',
    3,
    'Far JMP (c = 0) or CALL to selector a, offset arg[0], operand size b; next rIP arg[1]. pc becomes the target.',
  ),
  system('far_return', 2, 'Far RET of operand size a that drops b bytes. pc becomes the target.'),
  system('interrupt_return', 2, 'IRET of operand size a, b bytes long. pc becomes the target.'),
  system('syscall', 0, 'SYSCALL; next rIP arg[0]. pc becomes the target.'),
  system('sysret', 1, 'SYSRET of operand size a. pc becomes the target.'),
  system('sysenter', 0, 'SYSENTER. pc becomes the target.'),
  system('sysexit', 1, 'SYSEXIT of operand size a. pc becomes the target.'),
  system('read_control', 1, 'arg[0] becomes control register a.'),
  system('write_control', 1, 'Control register a becomes arg[0].'),
  system('read_debug', 1, 'arg[0] becomes debug register a.'),
  system('write_debug', 1, 'Debug register a becomes arg[0].'),
  system('clear_task_switched', 0, 'CLTS.'),
  system('load_machine_status', 1, 'LMSW a.'),
  system('read_msr', 0, 'RDMSR.'),
  system('write_msr', 0, 'WRMSR.'),
  system('cpuid', 0, 'CPUID.'),
  system(
    'read_tsc',
    0,
    'arg[0] becomes the time-stamp counter. Leaves the block before RDTSC when an interrupt is late.',
  ),
  system('invalidate_page', 0, 'INVLPG of linear address arg[0].'),
  system('invalidate_pcid', 0, 'INVPCID of type arg[0] with the descriptor arg[1..2].'),
  system('load_table', 2, 'LGDT (a = 0) or LIDT (a = 1) with limit b, base arg[0].'),
  system('load_ldt', 1, 'LLDT a.'),
  system('load_task', 1, 'LTR a.'),
  system('inspect', 2, 'LAR, LSL, VERR, VERW (a = 0 to 3) of selector b: arg[1] is ZF, arg[0] the value.'),
  system('port_in', 2, 'arg[0] becomes b bytes of port a.'),
  system('port_out', 2, 'b bytes of arg[0] go to port a.'),
  system('wait', 0, 'HLT: the core waits for an interrupt. pc is the next instruction.'),
  system('set_ac', 1, 'CLAC (a = 0), STAC (a = 1).'),
  system('fxsave', 1, 'FXSAVE at linear address arg[0]; a = 1 for FXSAVE64.'),
  system('fxrstor', 1, 'FXRSTOR, likewise.'),
  system('xsave', 1, 'XSAVE or XSAVEOPT at linear address arg[0]; a = 1 with REX.W.'),
  system('xrstor', 1, 'XRSTOR, likewise.'),
  system('read_xcr', 0, 'XGETBV.'),
  system('write_xcr', 0, 'XSETBV.'),
  system('random', 1, 'arg[0] becomes a random number: RDRAND (a = 0) or RDSEED (a = 1).'),
  system('monitor_wait', 0, 'MWAIT: the core waits for an interrupt, but not for long. pc is the next instruction.'),
  system(
    'compare_exchange_16',
    1,
    'LOCK CMPXCHG16B at linear address arg[0] in MMU mode a: arg[0..1] become what was there, arg[2] whether it was RDX:RAX.',
  ),
  system('set_mxcsr', 1, 'LDMXCSR a.'),
  {
    name: 'x87',
    operands: 3,
    reads: 'all',
    writes: X87,
    mayExit: true,
    doc: 'x87 operation a (fp/x87-operations.ts) with operands b and c, arg[0..1] from memory and to it.',
  },
  system(
    'sse',
    3,
    'SSE floating-point operation a on varg with immediate b, scalar or packed and format c; result in varg[0] or arg[0].',
  ),
  {
    name: 'sse_masked',
    operands: 3,
    reads: ['varg', 'arg', 'mxcsr'],
    writes: ['varg', 'arg', 'mxcsr'],
    mayExit: false,
    doc: 'The same where MXCSR masks all exceptions.',
  },
  system('x87_env', 2, 'FNSTENV, FLDENV, FNSAVE, FRSTOR (a = 0 to 3) at linear address arg[0], of operand size b.'),
  system(
    'string_bulk',
    3,
    'REP MOVS (a = 0) or STOS (a = 1): as many elements as plain memory allows. b: string-operand.ts; c: MMU mode.',
  ),
  {
    name: 'unmask',
    operands: 0,
    reads: ['lineHeld'],
    writes: ['signal'],
    mayExit: false,
    doc: 'Interrupts were unmasked: signal the core when a line was held back.',
  },
  {
    name: 'divide',
    operands: 1,
    reads: ['arg'],
    writes: ['arg'],
    mayExit: false,
    doc: 'arg[1]:arg[0] / arg[2], signed when a = 1: quotient arg[0], remainder arg[1]. Returns 1 for #DE.',
  },
  {
    name: 'rotate_carry',
    operands: 3,
    reads: ['arg', 'cf', 'aux'],
    writes: ['arg', 'cf', 'aux'],
    mayExit: false,
    doc: 'RCL (a = 0) or RCR of arg[0], of b bytes, by c.',
  },
  {
    name: 'decimal',
    operands: 2,
    reads: ['rax', ...FLAGS],
    writes: ['rax', ...FLAGS],
    mayExit: false,
    doc: 'DAA, DAS, AAA, AAS, AAM, AAD (a = 0 to 5), immediate b.',
  },
  {
    name: 'crc32',
    operands: 2,
    reads: ['arg'],
    writes: [],
    mayExit: false,
    doc: 'CRC32C of a with the low b bytes of arg[0].',
  },
  {
    name: 'compare_strings',
    operands: 2,
    reads: ['rax', 'rdx', 'varg'],
    writes: ['varg', 'arg', ...FLAGS],
    mayExit: false,
    doc: 'PCMPxSTRx with immediate a; b: bit 0 explicit lengths, bit 1 64-bit lengths. Index in arg[0], mask in varg[0].',
  },
  {
    name: 'vector',
    operands: 2,
    reads: ['varg'],
    writes: ['varg'],
    mayExit: false,
    doc: 'Integer vector operation a (fp/vector-operations.ts) of varg[0] and varg[1], immediate b.',
  },
  {
    name: 'cipher',
    operands: 2,
    reads: ['varg', 'arg'],
    writes: ['varg'],
    mayExit: false,
    doc: 'AES, SHA or carry-less operation a (fp/cipher-operations.ts) of varg[0] and varg[1], immediate b.',
  },
  {
    name: 'scatter_bits',
    operands: 1,
    reads: ['arg'],
    writes: ['arg'],
    mayExit: false,
    doc: 'PDEP (a = 0) or PEXT of arg[0] by the mask arg[1], into arg[0].',
  },
] as const satisfies readonly HelperSpec[];

export type HelperName = (typeof HELPER_TABLE)[number]['name'];

/** Index of each helper in the shape's table. */
export const HELPER = Object.fromEntries(HELPER_TABLE.map((h, i) => [h.name, i])) as {
  readonly [K in HelperName]: number;
};

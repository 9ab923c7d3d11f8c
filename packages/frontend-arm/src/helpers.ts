import type { HelperSpec } from '@tutti/ir';
import { ARM_STATE } from './state.ts';

/** Fields that stay as they are when a system register is read or written: the registers and flags. */
const REGISTERS = /^(r\d+|[nzcvq]f|ge|d|spsr|bank.*|target|vtemp)$/;
const SYSTEM = Object.keys(ARM_STATE.fields).filter((name) => !REGISTERS.test(name));

/**
 * Helpers of translated code. Their code is in system/core.ts.
 * `SYSTEM` keeps general registers in locals across a call.
 */
export const HELPER_TABLE = [
  {
    name: 'leave',
    operands: 2,
    reads: [],
    writes: ['exitArg', 'exitLink'],
    mayExit: true,
    doc: 'Leaves the block with EXIT reason a and argument b, from inside a conditional part. pc is set.',
  },
  {
    name: 'write_cpsr',
    operands: 2,
    reads: 'all',
    writes: 'all',
    mayExit: false,
    doc: 'CPSR bits of mask b become those of a: banks, mode word and pending interrupts follow. The block ends.',
  },
  {
    name: 'unmask',
    operands: 0,
    reads: ['cpsr', 'lineHeld'],
    writes: ['signal'],
    mayExit: false,
    doc: 'Interrupts were unmasked while a line was held back: signal the core.',
  },
  {
    name: 'exception_return',
    operands: 2,
    reads: 'all',
    writes: 'all',
    mayExit: false,
    doc: 'CPSR becomes b, pc becomes a (aligned for the instruction set). The block ends.',
  },
  {
    name: 'get_banked',
    operands: 1,
    reads: 'all',
    writes: [],
    mayExit: false,
    doc: 'Register r8-r14 or SPSR by R:SYSm.',
  },
  { name: 'set_banked', operands: 2, reads: 'all', writes: 'all', mayExit: false, doc: 'Sets the register a to b.' },
  {
    name: 'cp15_read',
    operands: 1,
    reads: SYSTEM,
    writes: SYSTEM,
    mayExit: false,
    doc: 'Value of register index a of the model.',
  },
  {
    name: 'cp15_write',
    operands: 2,
    reads: SYSTEM,
    writes: SYSTEM,
    mayExit: false,
    doc: 'Register index a becomes b, with effects.',
  },
  {
    name: 'cp15_read64',
    operands: 1,
    reads: SYSTEM,
    writes: SYSTEM,
    mayExit: false,
    doc: 'Low word of register index a; the high word is in `high`.',
  },
  {
    name: 'cp15_write64',
    operands: 3,
    reads: SYSTEM,
    writes: SYSTEM,
    mayExit: false,
    doc: 'Register index a becomes b | c << 32.',
  },
  {
    name: 'cp15_check',
    operands: 1,
    reads: SYSTEM,
    writes: ['exitArg'],
    mayExit: true,
    doc: 'Undefined Instruction when User mode may not access register index a now (PMUSERENR, CNTKCTL). pc is set.',
  },
  {
    name: 'fp_check',
    operands: 0,
    reads: ['cpacr'],
    writes: ['exitArg'],
    mayExit: true,
    doc: 'Undefined Instruction when CPACR keeps privileged code from coprocessors 10 and 11. pc is set.',
  },
  {
    name: 'barrier',
    operands: 0,
    reads: SYSTEM,
    writes: SYSTEM,
    mayExit: false,
    doc: 'Waits for broadcasts to complete.',
  },
  {
    name: 'synchronize',
    operands: 0,
    reads: SYSTEM,
    writes: SYSTEM,
    mayExit: false,
    doc: 'ISB with cached translations of an old context.',
  },
  {
    name: 'write_fpscr',
    operands: 1,
    reads: ['fpscr', 'mode', 'cpsr', 'cpacr', 'fpexc', 'sctlr', 'dacr', 'dacrSlots'],
    writes: ['fpscr', 'mode'],
    mayExit: false,
    doc: 'FPSCR becomes a; the mode word follows. The block ends when the special bits changed.',
  },
  {
    name: 'write_fpexc',
    operands: 1,
    reads: ['fpscr', 'mode', 'cpsr', 'cpacr', 'fpexc', 'sctlr', 'dacr', 'dacrSlots'],
    writes: ['fpexc', 'mode'],
    mayExit: false,
    doc: 'FPEXC becomes a; the mode word follows. The block ends.',
  },
] as const satisfies readonly HelperSpec[];

/** Names of the helpers of the integer and system part. */
export type HelperName = (typeof HELPER_TABLE)[number]['name'];

/** Index of each helper in the shape's table. */
export const HELPER = Object.fromEntries(HELPER_TABLE.map((h, i) => [h.name, i])) as {
  readonly [K in HelperName]: number;
};

import { FLAG } from '../state.ts';
import { cplOfState, linearPc, type X86Context } from './context.ts';
import { readFlags } from './flags.ts';

const NAMES = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];
const SEGMENTS = ['es', 'cs', 'ss', 'ds', 'fs', 'gs', 'ldtr', 'tr'];
const hex = (value: bigint | number, digits = 16): string =>
  (typeof value === 'bigint' ? BigInt.asUintN(64, value) : value >>> 0).toString(16).padStart(digits, '0');

/** Registers and the system registers that explain where a core is stuck. */
export function describe(context: X86Context): string {
  const { state, model, env, regs } = context;
  const flags = readFlags(context);
  const letters = (['CF', 'PF', 'AF', 'ZF', 'SF', 'TF', 'IF', 'DF', 'OF'] as const)
    .filter((name) => flags & FLAG[name])
    .join(' ');
  const rows: string[] = [
    `core ${env.index} ${model.name}${state.shutdown ? ', shut down' : state.held ? ', waits for SIPI' : ''}`,
  ];
  for (let i = 0; i < 16; i += 4)
    rows.push(
      [0, 1, 2, 3].map((j) => `${(NAMES[i + j] as string).padEnd(3)} ${hex(regs[i + j] as bigint)}`).join('  '),
    );
  rows.push(
    `pc ${hex(linearPc(context))}  rflags ${hex(flags, 8)} ${letters}  cpl ${cplOfState(context)}  mode ${hex(state.mode, 8)}`,
  );
  for (let i = 0; i < 8; i++) {
    rows.push(
      `${(SEGMENTS[i] as string).padEnd(4)} ${hex(state.selector[i] as number, 4)} base ${hex(state.base[i] as bigint)} limit ${hex(state.limit[i] as number, 8)} attributes ${hex(state.attributes[i] as number, 8)}`,
    );
  }
  rows.push(
    `cr0 ${hex(state.cr0, 8)}  cr2 ${hex(state.cr2)}  cr3 ${hex(state.cr3)}  cr4 ${hex(state.cr4, 8)}  efer ${hex(state.efer, 8)}`,
  );
  rows.push(
    `gdt ${hex(state.gdtBase)} ${hex(state.gdtLimit, 4)}  idt ${hex(state.idtBase)} ${hex(state.idtLimit, 4)}  lines ${env.interruptLines()}`,
  );
  return rows.join('\n');
}

import { MODE } from '../mode.ts';
import type { ArmContext } from './context.ts';
import { MODE_NAMES, PSR, readCpsr } from './psr.ts';

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** Registers and the system registers that explain where a core is stuck. */
export function describe(context: ArmContext): string {
  const { state, model, env } = context;
  const psr = readCpsr(context);
  const flags = [...'NZCVQ'].map((letter, i) => ((psr >>> (31 - i)) & 1 ? letter : '-')).join('');
  const masks = [...'AIF'].map((letter, i) => ((psr >>> (8 - i)) & 1 ? letter : '-')).join('');
  const set = state.mode & MODE.T ? 'T32' : 'A32';
  const name = MODE_NAMES[psr & 0x1f] ?? '?';
  const rows: string[] = [`core ${env.index} ${model.name}${state.held ? ', held' : ''}`];
  for (let i = 0; i < 16; i += 4) {
    const row = [0, 1, 2, 3].map((j) => {
      const n = i + j;
      return `r${String(n).padEnd(2)} ${hex(n === 15 ? state.pc : (context.r[n] as number))}`;
    });
    rows.push(row.join('  '));
  }
  rows.push(`cpsr ${hex(psr)} ${flags} ${masks} ${set} ${name}  spsr ${hex(state.spsr)}  mode ${hex(state.mode)}`);
  rows.push(
    `sctlr ${hex(state.sctlr)}  ttbr0 ${hex(state.ttbr0)}  ttbr1 ${hex(state.ttbr1)}  ttbcr ${hex(state.ttbcr)}  dacr ${hex(state.dacr)}`,
  );
  rows.push(
    `dfsr ${hex(state.dfsr)}  dfar ${hex(state.dfar)}  ifsr ${hex(state.ifsr)}  ifar ${hex(state.ifar)}  vbar ${hex(state.vbar)}`,
  );
  rows.push(
    `contextidr ${hex(state.contextidr)}  tpidruro ${hex(state.tpidruro)}  tpidrprw ${hex(state.tpidrprw)}  lines ${env.interruptLines()}${psr & PSR.I ? ' masked' : ''}`,
  );
  rows.push(`fpexc ${hex(state.fpexc)}  fpscr ${hex(state.fpscr)}  cpacr ${hex(state.cpacr)}`);
  return rows.join('\n');
}

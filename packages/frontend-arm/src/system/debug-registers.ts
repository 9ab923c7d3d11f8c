import type { ArmContext } from './context.ts';
import { readCpsr, writeCpsr } from './psr.ts';

/** Registers of the present mode by the names that debuggers use. */
const CORE_NAMES: readonly string[] = [...Array.from({ length: 13 }, (_, n) => `r${n}`), 'sp', 'lr'];
/** System registers that a debugger may look at. */
const SYSTEM_NAMES = [
  'spsr',
  'sctlr',
  'ttbr0',
  'ttbr1',
  'ttbcr',
  'dacr',
  'dfsr',
  'dfar',
  'ifsr',
  'ifar',
  'vbar',
  'contextidr',
  'tpidruro',
  'tpidrprw',
  'fpexc',
] as const;
type SystemName = (typeof SYSTEM_NAMES)[number];
const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_NAMES);
const VECTOR = /^d(\d|[12]\d|3[01])$/;

/** Value of a register for a debugger, as an unsigned number; undefined when there is none with this name. */
export function readDebugRegister(context: ArmContext, name: string): bigint | undefined {
  const { state, r } = context;
  const index = CORE_NAMES.indexOf(name);
  if (index >= 0) return word(r[index] as number);
  if (name === 'pc') return word(state.pc);
  if (name === 'cpsr') return word(readCpsr(context));
  if (name === 'fpscr') return word(state.fpscr);
  const vector = VECTOR.exec(name);
  if (vector !== null) return BigInt.asUintN(64, state.d[Number(vector[1])] as bigint);
  return SYSTEM.has(name) ? word(state[name as SystemName]) : undefined;
}

/** Set a register of a core that stands. @returns false when debuggers cannot set it */
export function writeDebugRegister(context: ArmContext, name: string, value: bigint): boolean {
  const { state, r } = context;
  const low = Number(BigInt.asIntN(32, value));
  const index = CORE_NAMES.indexOf(name);
  const vector = VECTOR.exec(name);
  if (index >= 0) r[index] = low;
  else if (name === 'pc') state.pc = low;
  else if (name === 'cpsr') writeCpsr(context, low);
  else if (vector !== null) state.d[Number(vector[1])] = BigInt.asIntN(64, value);
  else return false;
  return true;
}

const word = (value: number): bigint => BigInt(value >>> 0);

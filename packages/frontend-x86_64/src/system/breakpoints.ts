import { EXIT } from '@tutti/ir';
import { VECTOR } from '../guest-exits.ts';
import { MODE } from '../mode.ts';
import { AT, CR4, FLAG } from '../state.ts';
import { linearPc, type X86Context } from './context.ts';
import { DR6 } from './debug-registers.ts';
import { deliver, raise } from './exceptions.ts';

/** What a breakpoint is for. */
const KIND = { EXECUTE: 0, WRITE: 1, PORT: 2, ACCESS: 3 } as const;
/** Bytes by the length field of DR7. */
const LENGTHS = [1, 2, 8, 4] as const;
const BREAKPOINTS = 4;

const control = ({ words }: X86Context): number => words[(AT.dr >> 2) + 14] as number;

const enabled = (dr7: number, n: number): boolean => ((dr7 >>> (2 * n)) & 3) !== 0;
const kindOf = (dr7: number, n: number): number => (dr7 >>> (16 + 4 * n)) & 3;

/** Breakpoint n covers any of the bytes? It is aligned to its length. */
function covers({ state }: X86Context, n: number, dr7: number, at: bigint, bytes: number): boolean {
  const length = BigInt(LENGTHS[(dr7 >>> (18 + 4 * n)) & 3] as number);
  const first = BigInt.asUintN(64, state.dr[n] as bigint) & -length;
  return at < first + length && first < at + BigInt(bytes);
}

/** Helper `breakpoint`: 0, or EXIT.LOOKUP when #DB was raised. @see Intel SDM 3B, 18.3.1.1 */
export function checkBreakpoints(context: X86Context): number {
  const { state } = context;
  if (state.trap & DR6.BT) return breakAt(context, DR6.BT);
  if (state.flags & FLAG.RF) {
    state.flags &= ~FLAG.RF;
    return 0;
  }
  const dr7 = control(context);
  const pc = linearPc(context);
  let hits = 0;
  for (let n = 0; n < BREAKPOINTS; n++)
    if (enabled(dr7, n) && kindOf(dr7, n) === KIND.EXECUTE && covers(context, n, dr7, pc, 1)) hits |= 1 << n;
  return hits === 0 ? 0 : breakAt(context, hits);
}

/** #DB in front of the instruction at pc. */
function breakAt(context: X86Context, bits: number): number {
  const { state } = context;
  state.dr[6] = (state.dr[6] as bigint) | BigInt(bits);
  raise(context, VECTOR.DB);
  state.exitLink = 0;
  return EXIT.LOOKUP;
}

/** Helper `watch`: the instruction made an access. @see Intel SDM 3B, 18.3.1.2 */
export function watchAccess(context: X86Context, bytes: number, write: boolean): void {
  const { state } = context;
  const dr7 = control(context);
  const at = BigInt.asUintN(64, state.watchAt);
  for (let n = 0; n < BREAKPOINTS; n++) {
    const kind = kindOf(dr7, n);
    const fits = kind === KIND.ACCESS || (write && kind === KIND.WRITE);
    if (enabled(dr7, n) && fits && covers(context, n, dr7, at, bytes)) state.trap |= 1 << n;
  }
}

/** An access to ports was made. Breakpoints on ports exist with CR4.DE only. */
export function watchPort(context: X86Context, port: number, bytes: number): void {
  const { state } = context;
  if (!(state.mode & MODE.BREAK) || !(state.cr4 & BigInt(CR4.DE))) return;
  const dr7 = control(context);
  for (let n = 0; n < BREAKPOINTS; n++)
    if (enabled(dr7, n) && kindOf(dr7, n) === KIND.PORT && covers(context, n, dr7, BigInt(port), bytes))
      state.trap |= 1 << n;
}

/** End of an instruction in a mode that looks for traps: deliver #DB when there is one. */
export function takeTraps(context: X86Context, step: boolean): void {
  const { state } = context;
  const bits = state.trap | (step ? DR6.BS : 0);
  state.trap = 0;
  if (bits !== 0) trap(context, bits);
}

/** #DB as a trap, with bits of DR6. */
export function trap(context: X86Context, bits: number): void {
  const { state } = context;
  state.dr[6] = (state.dr[6] as bigint) | BigInt(bits);
  deliver(context, { vector: VECTOR.DB, error: -1, software: false });
}

import { type Environment, F80, FLAG, quietNaN, ROUND, type Round, x86Environment } from '@tutti/softfloat';
import { VECTOR } from '../guest-exits.ts';
import { CR0 } from '../state.ts';
import { linearPc, type X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';

/** Bits of the x87 status word. @see Intel SDM 1, 8.1.3 */
export const FSW = {
  IE: 1,
  ZE: 4,
  SF: 0x40,
  ES: 0x80,
  C0: 0x100,
  C1: 0x200,
  C2: 0x400,
  C3: 0x4000,
  B: 0x8000,
} as const;
/** A status word that is loaded: whether an exception is pending follows from the control word. @see Intel SDM 1, 8.1.3.3 */
export function loadedStatus(status: number, control: number): number {
  const pending = status & ~control & 0x3f ? FSW.ES | FSW.B : 0;
  return (status & 0x477f) | pending;
}

const CONDITIONS = FSW.C0 | FSW.C1 | FSW.C2 | FSW.C3;

/** FPU control word's RC and PC as softfloat has them. */
const ROUNDINGS: readonly Round[] = [ROUND.nearestEven, ROUND.down, ROUND.up, ROUND.zero];
const PRECISIONS = [24, 64, 53, 64] as const;

/** The real indefinite: result of masked invalid operations. */
export const INDEFINITE = quietNaN(F80, true);

/** The register stack of a core, with the exceptions of the instruction under way. */
export class X87Stack {
  readonly context: X86Context;
  readonly env: Environment = x86Environment('x87');
  /** Stack fault of this instruction: SF, and C1 for overflow. */
  private fault = 0;
  conditions = 0;

  constructor(context: X86Context) {
    this.context = context;
  }

  /** Start an instruction. @throws GuestFault #MF when an unmasked exception is pending */
  begin(): void {
    const { state } = this.context;
    if (state.fpStatus & FSW.ES && state.cr0 & BigInt(CR0.NE)) throw new GuestFault(VECTOR.MF);
    this.env.flags = 0;
    this.env.rounding = ROUNDINGS[(state.fpControl >> 10) & 3] as Round;
    this.fault = 0;
    this.conditions = 0;
    state.fpIp = BigInt.asIntN(64, linearPc(this.context));
  }

  get precision(): number {
    return PRECISIONS[(this.context.state.fpControl >> 8) & 3] as number;
  }

  private register(i: number): number {
    return (this.context.state.fpTop + i) & 7;
  }

  isEmpty(i: number): boolean {
    return ((this.context.state.fpEmpty >> this.register(i)) & 1) !== 0;
  }

  /** ST(i), whatever its tag. */
  peek(i: number): bigint {
    const { state } = this.context;
    const r = this.register(i);
    return (BigInt(state.fpExponent[r] as number) << 64n) | BigInt.asUintN(64, state.fpMantissa[r] as bigint);
  }

  /** ST(i); an empty one is a stack fault and reads as the indefinite. */
  get(i: number): bigint {
    if (!this.isEmpty(i)) return this.peek(i);
    this.underflow();
    return INDEFINITE;
  }

  underflow(): void {
    this.env.flags |= FLAG.invalid;
    this.fault = FSW.SF;
  }

  set(i: number, value: bigint): void {
    const { state } = this.context;
    const r = this.register(i);
    state.fpMantissa[r] = BigInt.asIntN(64, value);
    state.fpExponent[r] = Number((value >> 64n) & 0xffffn);
    state.fpEmpty &= ~(1 << r);
  }

  push(value: bigint): void {
    // An empty source is found before a full destination.
    const overflow = !this.isEmpty(7) && this.fault === 0;
    if (overflow) {
      this.env.flags |= FLAG.invalid;
      this.fault = FSW.SF | FSW.C1;
    }
    if (overflow) this.env.flags = FLAG.invalid;
    if (this.stopped) return;
    this.context.state.fpTop = this.register(7);
    this.set(0, overflow ? INDEFINITE : value);
  }

  pop(): void {
    const { state } = this.context;
    state.fpEmpty |= 1 << state.fpTop;
    state.fpTop = this.register(1);
  }

  /** An unmasked exception of those that leave the destination as it was. */
  get stopped(): boolean {
    return (this.raised & ~this.context.state.fpControl & 7) !== 0;
  }

  /** Exceptions of the instruction: invalid operands and zero divisors are found before denormal ones. @see Intel SDM 1, 8.6 */
  private get raised(): number {
    const { flags } = this.env;
    return flags & 0x3f & ~(flags & (FLAG.invalid | FLAG.divideByZero) ? FLAG.denormal : 0);
  }

  /** Results that were rounded away from zero set C1. */
  noteRounding(result: bigint, again: () => bigint): void {
    const { env } = this;
    if (!(env.flags & FLAG.inexact)) return;
    const { flags, rounding } = env;
    env.rounding = ROUND.zero;
    if (again() !== result) this.conditions |= FSW.C1;
    env.rounding = rounding;
    env.flags = flags;
  }

  /** End the instruction: conditions and exceptions to the status word. @param keep condition bits that stay */
  end(keep = 0): void {
    const { state } = this.context;
    let status = (state.fpStatus & ~(CONDITIONS & ~keep)) | this.conditions | this.raised | this.fault;
    if (this.fault === FSW.SF) status &= ~FSW.C1;
    if (status & ~state.fpControl & 0x3f) status |= FSW.ES | FSW.B;
    state.fpStatus = status;
  }
}

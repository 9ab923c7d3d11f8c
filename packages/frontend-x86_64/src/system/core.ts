import {
  ACCESS,
  type Access,
  type BootState,
  type CoreEnv,
  type GuestCore,
  type GuestShape,
  type Helper,
  type WalkResult,
} from '@tutti/ir';
import { GUEST_EXIT, MESSAGE, VECTOR } from '../guest-exits.ts';
import { MMU_MODE, MODE, mmuModeOf } from '../mode.ts';
import { x86Model } from '../models.ts';
import { FLAG } from '../state.ts';
import { takeTraps } from './breakpoints.ts';
import { linearPc, service, signalPending, type X86Context, x86Context } from './context.ts';
import { describe } from './describe.ts';
import { deliver, raise, raiseMemoryFault } from './exceptions.ts';
import { helperCode } from './helper-code.ts';
import { napOver } from './mwait.ts';
import { walk } from './paging.ts';
import { readDebugRegister, writeDebugRegister } from './register-file.ts';
import { reset } from './reset.ts';

/** Lines into the core. */
const LINE = { INTR: 1, NMI: 2 } as const;

/** One x86 core. */
class X86Core implements GuestCore {
  readonly helpers: readonly Helper[];
  private readonly context: X86Context;
  private readonly fetched: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };
  /** SIPI arrived and the core has not run since. */
  private released = false;

  constructor(context: X86Context) {
    this.context = context;
    this.helpers = helperCode(context);
  }

  reset(boot: BootState): void {
    this.released = false;
    reset(this.context, boot);
  }

  walk(lo: number, hi: number, access: Access, mmuMode: number, out: WalkResult): boolean {
    return walk(this.context, lo, hi, access, mmuMode, out);
  }

  fetchMode(): number {
    return mmuModeOf(this.context.state.mode) === MMU_MODE.USER ? MMU_MODE.USER : MMU_MODE.KERNEL;
  }

  raiseFault(): void {
    raiseMemoryFault(this.context);
  }

  guestExit(arg: number): void {
    const { context } = this;
    const operand = arg >> 4;
    switch (arg & 15) {
      case GUEST_EXIT.EXCEPTION: {
        const vector = operand & 0xff;
        const error = operand & (1 << 24) ? -1 : (operand >> 8) & 0xffff;
        if (vector === VECTOR.UD)
          context.env.trace('unimp', () => `undefined instruction at ${linearPc(context).toString(16)}`);
        raise(context, vector, error);
        break;
      }
      case GUEST_EXIT.STEP:
        takeTraps(context, operand !== 0);
        break;
      default:
        this.fetchFault(operand);
    }
  }

  /** Another core may have changed the mapping since: then the fetch is simply tried again. */
  private fetchFault(offset: number): void {
    const { context, fetched } = this;
    const { state } = context;
    const at = linearPc(context) + BigInt(offset);
    const lo = Number(BigInt.asIntN(32, at));
    const hi = Number(BigInt.asIntN(32, at >> 32n));
    if (walk(context, lo, hi, ACCESS.FETCH, this.fetchMode(), fetched)) return;
    state.faultCode = fetched.faultCode;
    state.faultLo = lo;
    state.faultHi = hi;
    state.faultAccess = ACCESS.FETCH;
    raiseMemoryFault(context);
  }

  takeInterrupt(): boolean {
    const { context } = this;
    const { state, env } = context;
    const lines = env.interruptLines();
    this.watchNmi(lines);
    if (state.held !== 0) return false;
    if (state.mode & MODE.SHADOW) {
      state.lineHeld = 1;
      return false;
    }
    if (state.nmiPending !== 0 && state.nmiMasked === 0) {
      state.nmiPending = 0;
      state.nmiMasked = 1;
      deliver(context, { vector: VECTOR.NMI, error: -1, software: false });
      return true;
    }
    if (!(lines & LINE.INTR)) {
      state.lineHeld = state.nmiPending;
      return false;
    }
    if (!(state.flags & FLAG.IF)) {
      state.lineHeld = 1;
      return false;
    }
    const vector = service(context, 'intack', env.index, 0, 0);
    if (vector < 0) return false;
    env.trace('int', () => `interrupt ${vector} at ${linearPc(context).toString(16)}`);
    deliver(context, { vector, error: -1, software: false });
    state.lineHeld = env.interruptLines() & LINE.INTR ? 1 : 0;
    return true;
  }

  /** NMI is edge-triggered. */
  private watchNmi(lines: number): void {
    const { state } = this.context;
    const level = lines & LINE.NMI ? 1 : 0;
    if (level && !state.nmiLine) state.nmiPending = 1;
    state.nmiLine = level;
  }

  wakes(): boolean {
    const { state, env } = this.context;
    if (this.released) {
      this.released = false;
      return true;
    }
    const lines = env.interruptLines();
    this.watchNmi(lines);
    if (state.held !== 0) return false;
    if (state.nmiPending !== 0 && state.nmiMasked === 0) return true;
    const interrupted = (lines & LINE.INTR) !== 0 && ((state.flags & FLAG.IF) !== 0 || state.monitor !== 0);
    if (!interrupted && !napOver(this.context)) return false;
    state.monitor = 0;
    return true;
  }

  /** INIT: as a reset, but for what survives it. @see Intel SDM 3A, table 10-1 */
  private initialise(boot: BootState): void {
    const { state, env } = this.context;
    const { apicBase, tscOffset, tscAdjust } = state;
    const mtrr = state.mtrr.slice();
    this.reset(boot);
    state.apicBase = apicBase;
    state.tscOffset = tscOffset;
    state.tscAdjust = tscAdjust;
    state.mtrr.set(mtrr);
    env.flushTlb();
  }

  message(kind: number, a: number): void {
    const { context } = this;
    const { state } = context;
    if (kind === MESSAGE.INIT) this.initialise({ registers: {}, held: true });
    else if (kind === MESSAGE.SIPI && state.held !== 0 && state.shutdown === 0) {
      this.initialise({ registers: { cs: (a & 0xff) << 8, rip: 0 }, held: false });
      this.released = true;
    } else if (kind === MESSAGE.NMI) {
      state.nmiPending = 1;
      state.lineHeld = 1;
      signalPending(context);
    }
  }

  restored(): void {
    this.released = false;
  }

  describe(): string {
    return describe(this.context);
  }

  readRegister(name: string): bigint | undefined {
    return readDebugRegister(this.context, name);
  }

  writeRegister(name: string, value: bigint): boolean {
    return writeDebugRegister(this.context, name, value);
  }
}

/**
 * Make a core of a model.
 * @param options `cores` of the board (CPUID topology), `apicId`, `firstCore` the index of the boot processor
 */
export function createX86Core(
  env: CoreEnv,
  shape: GuestShape,
  model: string,
  options: Readonly<Record<string, number>>,
): GuestCore {
  return new X86Core(x86Context(env, shape, x86Model(model), options));
}

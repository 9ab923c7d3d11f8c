import {
  ACCESS,
  type Access,
  type BootState,
  type CoreEnv,
  EXIT,
  type GuestCore,
  type Helper,
  type WalkResult,
} from '@tutti/ir';
import { GUEST_EXIT, guestExitArg } from '../guest-exits.ts';
import { HELPER_TABLE, type HelperName } from '../helpers.ts';
import { MODE, mmuModeOfMode } from '../mode.ts';
import { armModel } from '../models.ts';
import { type ArmContext, armContext } from './context.ts';
import { checkUserAccess, readRegister, writeRegister } from './cp15.ts';
import { readDebugRegister, writeDebugRegister } from './debug-registers.ts';
import { describe } from './describe.ts';
import { enterException, fetchFault, prefetchAbort, raiseFault } from './exceptions.ts';
import { MESSAGE_CPU_ON, psciCall } from './psci.ts';
import {
  bankedWord,
  fpPermitted,
  pendingLines,
  readCpsr,
  signalPending,
  updateMode,
  useFp,
  writeControl,
  writeCpsr,
} from './psr.ts';
import { reset } from './reset.ts';
import { pollTimers } from './timer.ts';
import { flushAll, synchronize } from './tlb-maintenance.ts';
import { walk } from './walk.ts';

/** Debug event in IFSR: what BKPT reports. @see Arm DDI 0406C, B3.13 */
const IFSR_DEBUG = { short: 0x02, long: 0x222 } as const;

/** Code of the helpers of this part, by name. */
function helperCode(context: ArmContext): Readonly<Record<HelperName, Helper>> {
  const { state, words, env } = context;
  return {
    leave(_core, reason, argument) {
      state.exitArg = argument;
      state.exitLink = 0;
      return reason;
    },
    write_cpsr(_core, value, mask) {
      writeControl(context, value, mask);
      return 0;
    },
    unmask() {
      signalPending(context);
      return 0;
    },
    exception_return(_core, pc, psr) {
      synchronize(context);
      writeCpsr(context, psr);
      state.pc = pc & (state.mode & MODE.T ? ~1 : ~3);
      state.exclusiveHost = -1;
      env.trace('int', () => `return to ${(state.pc >>> 0).toString(16)} cpsr ${(psr >>> 0).toString(16)}`);
      return 0;
    },
    get_banked(_core, register) {
      const word = bankedWord(context, register);
      return word < 0 ? 0 : (words[word] as number);
    },
    set_banked(_core, register, value) {
      const word = bankedWord(context, register);
      if (word >= 0) words[word] = value;
      return 0;
    },
    cp15_read: (_core, index) => readRegister(context, index),
    cp15_write(_core, index, value) {
      writeRegister(context, index, value, 0);
      return 0;
    },
    cp15_read64: (_core, index) => readRegister(context, index),
    cp15_write64(_core, index, low, high) {
      writeRegister(context, index, low, high);
      return 0;
    },
    cp15_check(_core, index) {
      const argument = checkUserAccess(context, index);
      if (argument < 0) return 0;
      state.exitArg = argument;
      return EXIT.GUEST;
    },
    fp_check() {
      if (fpPermitted(state, false)) return 0;
      state.exitArg = guestExitArg(GUEST_EXIT.UNDEFINED);
      return EXIT.GUEST;
    },
    barrier() {
      state.broadcasts = 0;
      env.barrier();
      return 0;
    },
    synchronize() {
      synchronize(context);
      return 0;
    },
    write_fpscr(_core, value) {
      state.fpscr = value;
      updateMode(context);
      useFp(context);
      return 0;
    },
    write_fpexc(_core, value) {
      state.fpexc = value;
      updateMode(context);
      return 0;
    },
  };
}

/** Step ITSTATE past the instruction that raised the exception, for those that return behind it. */
function stepIt({ state }: ArmContext): void {
  const it = (state.mode & MODE.IT_MASK) >>> MODE.IT_SHIFT;
  const next = (it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f);
  state.mode = (state.mode & ~MODE.IT_MASK) | (next << MODE.IT_SHIFT);
}

/** One ARM core. */
class ArmCore implements GuestCore {
  readonly helpers: readonly Helper[];
  private readonly context: ArmContext;
  private readonly fetched: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };
  /** The core was switched on and has not run since. */
  private released = false;

  constructor(context: ArmContext, more: readonly Helper[]) {
    this.context = context;
    const code = helperCode(context);
    this.helpers = [...HELPER_TABLE.map((spec) => code[spec.name]), ...more];
  }

  reset(boot: BootState): void {
    this.released = false;
    reset(this.context, boot);
  }

  walk(lo: number, _hi: number, access: Access, mmuMode: number, out: WalkResult): boolean {
    return walk(this.context, lo, access, mmuMode, out);
  }

  fetchMode(): number {
    return mmuModeOfMode(this.context.state.mode);
  }

  raiseFault(): void {
    raiseFault(this.context);
  }

  guestExit(arg: number): void {
    const { context } = this;
    const { state, env } = context;
    const operand = arg >> 4;
    const size = state.mode & MODE.T ? 2 : 4;
    switch (arg & 15) {
      case GUEST_EXIT.UNDEFINED:
        env.trace(
          'unimp',
          () =>
            `undefined instruction at ${(state.pc >>> 0).toString(16)} cpsr ${(readCpsr(context) >>> 0).toString(16)}`,
        );
        enterException(context, 'undefined', (state.pc + size) | 0);
        break;
      case GUEST_EXIT.SVC: {
        const lr = (state.pc + size) | 0;
        stepIt(context);
        enterException(context, 'svc', lr);
        break;
      }
      case GUEST_EXIT.HVC:
        if (context.options['psci']) {
          stepIt(context);
          state.pc = (state.pc + 4) | 0;
          psciCall(context);
        } else this.guestExit(guestExitArg(GUEST_EXIT.UNDEFINED));
        break;
      case GUEST_EXIT.SMC:
        this.guestExit(guestExitArg(GUEST_EXIT.UNDEFINED));
        break;
      case GUEST_EXIT.FP:
        // The instruction is translated once more, for floating point that is enabled.
        if (!useFp(context)) this.guestExit(guestExitArg(GUEST_EXIT.UNDEFINED));
        break;
      case GUEST_EXIT.BKPT:
        prefetchAbort(context, state.ttbcr < 0 ? IFSR_DEBUG.long : IFSR_DEBUG.short, state.pc);
        break;
      default: {
        // Another core may have changed the mapping since: then the fetch is simply tried again.
        const address = (state.pc + operand) | 0;
        const { fetched } = this;
        if (!walk(context, address, ACCESS.FETCH, this.fetchMode(), fetched))
          fetchFault(context, fetched.faultCode, address);
      }
    }
  }

  takeInterrupt(): boolean {
    const { context } = this;
    const { state } = context;
    pollTimers(context);
    if (state.held) return false;
    const pending = pendingLines(context);
    if (pending === 0) return false;
    enterException(context, pending & 2 ? 'fiq' : 'irq', (state.pc + 4) | 0);
    return true;
  }

  wakes(): boolean {
    const { state, env } = this.context;
    pollTimers(this.context);
    if (this.released) {
      this.released = false;
      return true;
    }
    return !state.held && (env.interruptLines() & 3) !== 0;
  }

  message(kind: number, a: number, b: number): void {
    if (kind !== MESSAGE_CPU_ON) return;
    this.reset({ registers: { pc: a, r0: b }, held: false });
    flushAll(this.context);
    this.released = true;
  }

  restored(): void {
    this.released = false;
    this.context.timerDeadlineNs = 0;
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
 * @param options  `cores` of the board, `psci` 1 when HVC is a PSCI call, `periphbase`, `cpu` and `cluster` numbers for MPIDR
 * @param more     code of the helpers of other parts, by context
 */
export function createArmCore(
  env: CoreEnv,
  model: string,
  options: Readonly<Record<string, number>>,
  more: (context: ArmContext) => readonly Helper[] = () => [],
): GuestCore {
  const context = armContext(env, armModel(model), options);
  return new ArmCore(context, more(context));
}

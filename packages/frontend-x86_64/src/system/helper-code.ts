import { EXIT, type Helper } from '@tutti/ir';
import { cipherOperation } from '../fp/cipher-operations.ts';
import { compareStrings } from '../fp/compare-strings.ts';
import { crc32c } from '../fp/crc32.ts';
import { fxrstor, fxsave } from '../fp/fxsave.ts';
import { scatterBits } from '../fp/scatter-bits.ts';
import { sseOperation } from '../fp/sse-operations.ts';
import { vectorOperation } from '../fp/vector-operations.ts';
import { x87Environment } from '../fp/x87-environment.ts';
import { FastX87 } from '../fp/x87-fast.ts';
import { x87Operation } from '../fp/x87-operations.ts';
import { readExtendedControl, writeExtendedControl, xrstor, xsave } from '../fp/xsave.ts';
import { VECTOR } from '../guest-exits.ts';
import { HELPER_TABLE, type HelperName } from '../helpers.ts';
import { MODE } from '../mode.ts';
import { ATTR, CR0, FLAG, SEG } from '../state.ts';
import { checkBreakpoints, watchAccess, watchPort } from './breakpoints.ts';
import { compareExchange16 } from './compare-exchange.ts';
import { cplOfState, service, signalPending, type X86Context } from './context.ts';
import { readControl, readDebug, setCr3, writeControl, writeDebug } from './control-registers.ts';
import { cpuid } from './cpuid.ts';
import { decimal } from './decimal.ts';
import { divide, rotateCarry } from './divide.ts';
import { guarded, raise, softwareInterrupt } from './exceptions.ts';
import { GuestFault } from './fault.ts';
import { writeFlags } from './flags.ts';
import { inspect } from './inspect.ts';
import { invalidatePcid } from './invalidate.ts';
import { writeLinear } from './memory.ts';
import { updateMode } from './mode-word.ts';
import { readMsr, writeMsr } from './msr.ts';
import { monitorWait } from './mwait.ts';
import { random } from './random.ts';
import { loadSegment, readDescriptor, setNull, setSegment, typeOf } from './segments.ts';
import { stringBulk } from './string-bulk.ts';
import { syscall, sysenter, sysexit, sysret } from './system-calls.ts';
import { timestamp } from './timestamp.ts';
import { farReturn, farTransfer, interruptReturn } from './transfer.ts';
import { portAllowed } from './tss.ts';
import { W } from './words.ts';

const low = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** POPF. @see Intel SDM 2B "POPF" */
function popFlags(context: X86Context, bytes: number): void {
  const { state } = context;
  const cpl = cplOfState(context);
  const iopl = (state.flags >> 12) & 3;
  const virtual = (state.flags & FLAG.VM) !== 0;
  let mask = bytes === 2 ? 0x7fd5 : 0x247fd5;
  if (cpl !== 0 || virtual) mask &= ~FLAG.IOPL;
  if (cpl > iopl && !virtual) mask &= ~FLAG.IF;
  writeFlags(context, context.words[W.arg] as number, mask);
  state.flags &= ~FLAG.RF;
  updateMode(context);
  if (state.flags & FLAG.IF) signalPending(context);
}

function checkPort(context: X86Context, port: number, bytes: number): void {
  const { state } = context;
  if (((context.words[W.cr0] as number) & CR0.PE) === 0) return;
  const virtual = (state.flags & FLAG.VM) !== 0;
  if (!virtual && cplOfState(context) <= ((state.flags >> 12) & 3)) return;
  if (!portAllowed(context, port, bytes)) throw new GuestFault(VECTOR.GP, 0);
}

/** LLDT and LTR. @see Intel SDM 2A "LLDT", "LTR" */
function loadSystemSegment(context: X86Context, seg: number, selector: number): void {
  const error = selector & 0xfffc;
  if (error === 0 && seg === SEG.LDTR) {
    setNull(context, SEG.LDTR, selector);
    return;
  }
  if (error === 0 || selector & 4) throw new GuestFault(VECTOR.GP, error);
  const d = readDescriptor(context, selector);
  const type = typeOf(d.hi);
  const right = seg === SEG.LDTR ? type === 2 : type === 1 || type === 9;
  if (d.hi & ATTR.S || !right) throw new GuestFault(VECTOR.GP, error);
  if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
  if (seg === SEG.LDTR) setSegment(context, seg, selector, d);
  else {
    writeLinear(context, d.at + 5n, 1, BigInt(((d.hi >>> 8) & 0xff) | 2));
    setSegment(context, seg, selector, { ...d, hi: d.hi | 0x200 });
  }
}

/** Interrupts may have been unmasked by a change of RFLAGS. */
function unmasked(context: X86Context): number {
  if (context.state.flags & FLAG.IF) signalPending(context);
  return 0;
}

/** Code of the helpers, in the order of the table. */
export function helperCode(context: X86Context): readonly Helper[] {
  const { state, env, words } = context;
  const fast = new FastX87(context);
  const run = (operation: () => void): number =>
    guarded(context, () => {
      operation();
      return 0;
    });
  const getPair = (): bigint => ((state.rdx & 0xffffffffn) << 32n) | (state.rax & 0xffffffffn);
  const setPair = (value: bigint): void => {
    state.rax = value & 0xffffffffn;
    state.rdx = (value >> 32n) & 0xffffffffn;
  };
  const code: Readonly<Record<HelperName, Helper>> = {
    raise(_core, vector, error) {
      raise(context, vector, error);
      state.exitLink = 0;
      return EXIT.LOOKUP;
    },
    leave(_core, reason) {
      state.exitLink = 0;
      return reason;
    },
    breakpoint: () => checkBreakpoints(context),
    watch(_core, bytes, write) {
      watchAccess(context, bytes, write !== 0);
      return 0;
    },
    software_interrupt: (_core, vector, length) => run(() => softwareInterrupt(context, vector, length)),
    pop_flags: (_core, bytes) => run(() => popFlags(context, bytes)),
    interrupt_flag: (_core, set) =>
      run(() => {
        if (!(state.mode & MODE.VM) && cplOfState(context) > ((state.flags >> 12) & 3))
          throw new GuestFault(VECTOR.GP, 0);
        state.flags = set ? state.flags | FLAG.IF : state.flags & ~FLAG.IF;
      }),
    load_segment: (_core, seg, selector) =>
      run(() => {
        loadSegment(context, seg, selector);
        updateMode(context);
      }),
    far_transfer: (_core, selector, bytes, call) =>
      run(() =>
        farTransfer(
          context,
          selector,
          BigInt.asUintN(64, state.arg[0] as bigint),
          bytes,
          call !== 0,
          BigInt.asUintN(64, state.arg[1] as bigint),
        ),
      ),
    far_return: (_core, bytes, extra) => run(() => farReturn(context, bytes, extra)),
    interrupt_return(_core, bytes, length) {
      const exit = run(() => interruptReturn(context, bytes, length));
      unmasked(context);
      return exit;
    },
    syscall: () => run(() => syscall(context)),
    sysret(_core, bytes) {
      const exit = run(() => sysret(context, bytes));
      unmasked(context);
      return exit;
    },
    sysenter: () => run(() => sysenter(context)),
    sysexit: (_core, bytes) => run(() => sysexit(context, bytes)),
    read_control: (_core, n) => run(() => void (state.arg[0] = readControl(context, n))),
    write_control(_core, n) {
      if (n !== 3) return run(() => writeControl(context, n, state.arg[0] as bigint));
      setCr3(context, words[W.arg] as number, words[W.arg + 1] as number);
      return 0;
    },
    read_debug: (_core, n) => run(() => void (state.arg[0] = readDebug(context, n))),
    write_debug: (_core, n) =>
      run(() => {
        writeDebug(context, n, state.arg[0] as bigint);
        updateMode(context);
      }),
    clear_task_switched() {
      words[W.cr0] = (words[W.cr0] as number) & ~CR0.TS;
      updateMode(context);
      return 0;
    },
    load_machine_status: (_core, value) =>
      run(() => {
        // PE can be set and not cleared.
        const next = (state.cr0 & ~0xen) | BigInt(value & 15) | (state.cr0 & 1n);
        writeControl(context, 0, next);
      }),
    read_msr: () => run(() => setPair(readMsr(context, low(state.rcx)))),
    write_msr: () => run(() => writeMsr(context, low(state.rcx), getPair())),
    cpuid() {
      const [eax, ebx, ecx, edx] = cpuid(context, low(state.rax), low(state.rcx));
      state.rax = BigInt(eax >>> 0);
      state.rbx = BigInt(ebx >>> 0);
      state.rcx = BigInt(ecx >>> 0);
      state.rdx = BigInt(edx >>> 0);
      return 0;
    },
    read_tsc: () => timestamp(context),
    invalidate_page() {
      env.flushTlbPage(words[W.arg] as number, words[W.arg + 1] as number);
      return 0;
    },
    invalidate_pcid: () => run(() => invalidatePcid(context)),
    load_table(_core, which, limit) {
      const base = state.arg[0] as bigint;
      if (which === 0) {
        state.gdtBase = base;
        state.gdtLimit = limit;
      } else {
        state.idtBase = base;
        state.idtLimit = limit;
      }
      return 0;
    },
    load_ldt: (_core, selector) => run(() => loadSystemSegment(context, SEG.LDTR, selector)),
    load_task: (_core, selector) => run(() => loadSystemSegment(context, SEG.TR, selector)),
    inspect: (_core, kind, selector) => run(() => inspect(context, kind, selector)),
    port_in: (_core, port, bytes) =>
      run(() => {
        checkPort(context, port, bytes);
        state.arg[0] = BigInt(service(context, 'in', port, bytes, 0) >>> 0);
        watchPort(context, port, bytes);
      }),
    port_out: (_core, port, bytes) =>
      run(() => {
        checkPort(context, port, bytes);
        service(context, 'out', port, bytes, words[W.arg] as number);
        watchPort(context, port, bytes);
      }),
    wait() {
      state.exitLink = 0;
      return EXIT.WAIT;
    },
    set_ac(_core, set) {
      state.flags = set ? state.flags | FLAG.AC : state.flags & ~FLAG.AC;
      updateMode(context);
      return 0;
    },
    fxsave: (_core, wide) => run(() => fxsave(context, wide !== 0)),
    fxrstor: (_core, wide) => run(() => fxrstor(context, wide !== 0)),
    xsave: (_core, wide) => run(() => xsave(context, wide !== 0)),
    xrstor: (_core, wide) => run(() => xrstor(context, wide !== 0)),
    read_xcr: () => run(() => setPair(readExtendedControl(context))),
    write_xcr: () => run(() => writeExtendedControl(context, getPair())),
    random: (_core, seed) => run(() => random(context, seed !== 0)),
    monitor_wait: () => monitorWait(context),
    compare_exchange_16: (_core, mmuMode) => guarded(context, () => compareExchange16(context, mmuMode)),
    set_mxcsr: (_core, value) =>
      run(() => {
        if (value & 0xffff0000) throw new GuestFault(VECTOR.GP, 0);
        state.mxcsr = value;
        updateMode(context);
      }),
    x87(_core, operation, b, c) {
      if (fast.run(operation, b, c)) return 0;
      return run(() => x87Operation(context, operation, b, c));
    },
    sse: (_core, operation, immediate, format) =>
      guarded(context, () => sseOperation(context, operation, immediate, format)),
    sse_masked: (_core, operation, immediate, format) => sseOperation(context, operation, immediate, format),
    x87_env: (_core, kind, bytes) => run(() => x87Environment(context, kind, bytes)),
    string_bulk(_core, stores, packed, mmuMode) {
      stringBulk(context, stores !== 0, packed, mmuMode);
      return 0;
    },
    unmask() {
      signalPending(context);
      return 0;
    },
    divide: (_core, signed) => divide(context, signed !== 0),
    rotate_carry(_core, right, bytes, count) {
      rotateCarry(context, right !== 0, bytes, count);
      return 0;
    },
    decimal(_core, kind, base) {
      decimal(context, kind, base);
      return 0;
    },
    crc32: (_core, crc, bytes) => crc32c(crc, BigInt.asUintN(64, state.arg[0] as bigint), bytes),
    compare_strings(_core, immediate, how) {
      compareStrings(context, immediate, how);
      return 0;
    },
    cipher(_core, operation, immediate) {
      cipherOperation(context, operation, immediate);
      return 0;
    },
    scatter_bits(_core, extract) {
      scatterBits(context, extract !== 0);
      return 0;
    },
    vector(_core, operation, immediate) {
      vectorOperation(context, operation, immediate);
      return 0;
    },
  };
  return HELPER_TABLE.map((spec) => code[spec.name]);
}

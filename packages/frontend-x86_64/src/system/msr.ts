import { VECTOR } from '../guest-exits.ts';
import { EFER, SEG } from '../state.ts';
import { service, type X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { updateMode } from './mode-word.ts';

type State = X86Context['state'];

/** An MSR: how it reads, and how it is written (without: ignored). */
interface Msr {
  readonly read: (context: X86Context) => bigint;
  readonly write?: (context: X86Context, value: bigint) => void;
}

type Field = { [K in keyof State]: State[K] extends bigint ? K : never }[keyof State];

const canonical = (value: bigint): bigint => {
  const signed = BigInt.asIntN(64, value);
  if (BigInt.asIntN(48, signed) !== signed) throw new GuestFault(VECTOR.GP, 0);
  return signed;
};

const field = (name: Field, check: (value: bigint) => bigint = (value) => BigInt.asIntN(64, value)): Msr => ({
  read: ({ state }) => state[name] as bigint,
  write: ({ state }, value) => {
    (state as Record<Field, bigint>)[name] = check(value);
  },
});
const constant = (value: bigint): Msr => ({ read: () => value, write: () => {} });
const mtrr = (index: number): Msr => ({
  read: ({ state }) => state.mtrr[index] as bigint,
  write: ({ state }, value) => {
    state.mtrr[index] = BigInt.asIntN(64, value);
  },
});
const segmentBase = (seg: number): Msr => ({
  read: ({ state }) => state.base[seg] as bigint,
  write: ({ state }, value) => {
    state.base[seg] = canonical(value);
  },
});

/** Guest time as the TSC counts it: 1 GHz. */
export const readTsc = ({ env, state }: X86Context): bigint => BigInt(Math.floor(env.nowNs())) + state.tscOffset;

/** Writes of the TSC and of IA32_TSC_ADJUST move both. @see Intel SDM 3B, 18.17.3 */
function shiftTsc({ state }: X86Context, by: bigint): void {
  state.tscOffset = BigInt.asIntN(64, state.tscOffset + by);
  state.tscAdjust = BigInt.asIntN(64, state.tscAdjust + by);
}

const EFER_BITS = BigInt(EFER.SCE | EFER.LME | EFER.LMA | EFER.NXE | (1 << 14));

const efer: Msr = {
  read: ({ state }) => state.efer,
  write(context, value) {
    const { state, env } = context;
    if (value & ~EFER_BITS) throw new GuestFault(VECTOR.GP, 0);
    const paging = (state.cr0 & 0x80000000n) !== 0n;
    if (paging && ((value ^ state.efer) & BigInt(EFER.LME)) !== 0n) throw new GuestFault(VECTOR.GP, 0);
    const nx = ((value ^ state.efer) & BigInt(EFER.NXE)) !== 0n;
    state.efer = (value & ~BigInt(EFER.LMA)) | (state.efer & BigInt(EFER.LMA));
    if (nx) env.flushTlb();
    updateMode(context);
  },
};

const FIXED_MTRR = [0x250, 0x258, 0x259, 0x268, 0x269, 0x26a, 0x26b, 0x26c, 0x26d, 0x26e, 0x26f];

/** MSRs by number. All others are #GP. @see Intel SDM 4, chapter 2; AMD APM 2, appendix A */
const MSRS: ReadonlyMap<number, Msr> = new Map<number, Msr>([
  [
    0x10,
    {
      read: readTsc,
      write: (context, value) => shiftTsc(context, value - readTsc(context)),
    },
  ],
  [
    0x3b,
    {
      read: ({ state }) => state.tscAdjust,
      write: (context, value) => shiftTsc(context, value - context.state.tscAdjust),
    },
  ],
  [0x17, constant(0n)],
  [
    0x1b,
    {
      read: ({ state }) => state.apicBase,
      write(context, value) {
        context.state.apicBase = value;
        service(context, 'apic_base', context.env.index, Number(value & 0xffffffffn), 0);
      },
    },
  ],
  [0x8b, constant(0n)],
  [0xfe, constant(0x508n)],
  [0x174, field('sysenterCs')],
  [0x175, field('sysenterEsp', canonical)],
  [0x176, field('sysenterEip', canonical)],
  [0x179, constant(0n)],
  [0x17a, constant(0n)],
  [0x1a0, field('miscEnable')],
  [0x1d9, constant(0n)],
  ...Array.from({ length: 16 }, (_, i): [number, Msr] => [0x200 + i, mtrr(i)]),
  ...FIXED_MTRR.map((at, i): [number, Msr] => [at, mtrr(16 + i)]),
  [0x277, field('pat')],
  [0x2ff, mtrr(27)],
  [
    0x6e0,
    {
      read: ({ state }) => state.tscDeadline,
      write({ state }, value) {
        state.tscDeadline = value;
      },
    },
  ],
  [0xc0000080, efer],
  [0xc0000081, field('star')],
  [0xc0000082, field('lstar', canonical)],
  [0xc0000083, field('cstar', canonical)],
  [0xc0000084, field('fmask')],
  [0xc0000100, segmentBase(SEG.FS)],
  [0xc0000101, segmentBase(SEG.GS)],
  [0xc0000102, field('kernelGs', canonical)],
  [0xc0000103, field('tscAux')],
  // AMD: SYSCFG, HWCR, patch level, NB_CFG, interrupt pending, LS and DC configuration
  ...[0xc0010010, 0xc0010015, 0xc001001f, 0xc0010055, 0xc0010117, 0xc0011029, 0xc0011020, 0xc0011022].map(
    (at): [number, Msr] => [at, constant(0n)],
  ),
]);

const X2APIC_FIRST = 0x800;
const X2APIC_LAST = 0x8ff;
/** Interrupt command register: one 64-bit MSR. */
const X2APIC_ICR = 0x830;

/** RDMSR. @throws GuestFault for one that does not exist */
export function readMsr(context: X86Context, number: number): bigint {
  const at = number >>> 0;
  if (at >= X2APIC_FIRST && at <= X2APIC_LAST && context.model.x2apic) return readX2apic(context, at);
  const msr = MSRS.get(at);
  if (msr === undefined) {
    context.env.trace('unimp', () => `rdmsr ${at.toString(16)}`);
    throw new GuestFault(VECTOR.GP, 0);
  }
  return msr.read(context);
}

/** WRMSR. */
export function writeMsr(context: X86Context, number: number, value: bigint): void {
  const at = number >>> 0;
  if (at >= X2APIC_FIRST && at <= X2APIC_LAST && context.model.x2apic) {
    requireX2apic(context);
    service(context, 'x2apic_write', at, Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
    return;
  }
  const msr = MSRS.get(at);
  if (msr === undefined) {
    context.env.trace('unimp', () => `wrmsr ${at.toString(16)} ${value.toString(16)}`);
    throw new GuestFault(VECTOR.GP, 0);
  }
  msr.write?.(context, value);
}

function requireX2apic({ state }: X86Context): void {
  if ((state.apicBase & 0xc00n) !== 0xc00n) throw new GuestFault(VECTOR.GP, 0);
}

function readX2apic(context: X86Context, at: number): bigint {
  requireX2apic(context);
  const low = BigInt(service(context, 'x2apic_read', at, 0, 0) >>> 0);
  return at === X2APIC_ICR ? low | (BigInt(service(context, 'x2apic_read', at, 1, 0) >>> 0) << 32n) : low;
}

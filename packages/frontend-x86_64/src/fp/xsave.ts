import { VECTOR } from '../guest-exits.ts';
import { mmuModeOf } from '../mode.ts';
import type { X86Model } from '../models.ts';
import { CR0, CR4, xmmOffset, ymmHighOffset } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';
import { readArea, writeArea } from '../system/memory.ts';
import { updateMode } from '../system/mode-word.ts';
import { checkedMxcsr, LEGACY_RANGES, putMxcsr, putX87, putXmm, takeX87, takeXmm, XMM_AT, xmmCount } from './fxsave.ts';

/** Legacy region and header of an XSAVE area. @see Intel SDM 1, 13.4 */
const HEADER = 512;
const EXTENDED = 576;

type Range = readonly [at: number, bytes: number];

/** A state component: its bit in XCR0, where it is in the standard format, and how it comes and goes. */
interface Component {
  readonly bit: number;
  readonly ranges: (context: X86Context) => readonly Range[];
  readonly put: (context: X86Context, bytes: Uint8Array, area: DataView, wide: boolean) => void;
  readonly take: (context: X86Context, bytes: Uint8Array, area: DataView, wide: boolean) => void;
  readonly init: (context: X86Context) => void;
}

const X87: Component = {
  bit: 1,
  ranges: () => LEGACY_RANGES.X87,
  put: (context, _bytes, area, wide) => putX87(context, area, wide),
  take: (context, _bytes, area, wide) => takeX87(context, area, wide),
  init({ state }) {
    state.fpControl = 0x37f;
    state.fpStatus = 0;
    state.fpTop = 0;
    state.fpEmpty = 0xff;
    state.fpOpcode = 0;
    state.fpIp = 0n;
    state.fpDp = 0n;
    state.fpMantissa.fill(0n);
    state.fpExponent.fill(0);
  },
};

const SSE: Component = {
  bit: 2,
  ranges: (context) => [[XMM_AT, 16 * xmmCount(context)]],
  put: (context, bytes) => putXmm(context, bytes),
  take: (context, bytes) => takeXmm(context, bytes),
  init(context) {
    const at = context.env.base + xmmOffset(0);
    context.u8.fill(0, at, at + 16 * xmmCount(context));
  },
};

/** Upper halves of the YMM registers: place and size in the standard format. @see Intel SDM 1, 13.5.3 */
export const AVX_AREA = { at: EXTENDED, bytes: 256 } as const;

/** Those that the mode can reach. */
const upperHalves = (context: X86Context): Uint8Array =>
  context.u8.subarray(context.env.base + ymmHighOffset(0)).subarray(0, 16 * xmmCount(context));

const AVX: Component = {
  bit: 4,
  ranges: (context) => [[AVX_AREA.at, 16 * xmmCount(context)]],
  put: (context, bytes) => bytes.set(upperHalves(context), AVX_AREA.at),
  take(context, bytes) {
    const registers = upperHalves(context);
    registers.set(bytes.subarray(AVX_AREA.at, AVX_AREA.at + registers.length));
  },
  init: (context) => void upperHalves(context).fill(0),
};

/** Components in the order of their bits. One beyond the first two has a row for CPUID leaf 13 as well. */
const COMPONENTS: readonly Component[] = [X87, SSE, AVX];
/** Bits that bring MXCSR along. */
const WITH_MXCSR = 6;

/** XCR0 bits that a model has. */
export const xcr0Bits = ({ features }: X86Model): number =>
  features.ecx1 & (1 << 26) ? (features.ecx1 & (1 << 28) ? 7 : 3) : 0;

/** Bytes of an area with these components in the standard format. */
export const areaBytes = (components: number): number =>
  components & AVX.bit ? AVX_AREA.at + AVX_AREA.bytes : EXTENDED;

function ready({ state }: X86Context): void {
  if (!(state.cr4 & BigInt(CR4.OSXSAVE))) throw new GuestFault(VECTOR.UD);
  if (state.cr0 & BigInt(CR0.TS)) throw new GuestFault(VECTOR.NM);
}

function areaAddress({ state }: X86Context): bigint {
  const at = BigInt.asUintN(64, state.arg[0] as bigint);
  if (at & 63n) throw new GuestFault(VECTOR.GP, 0);
  return at;
}

/** The components that an instruction asks for: EDX:EAX and XCR0. */
const requested = ({ state }: X86Context): number => Number(state.rax & state.xcr0 & 0xffffffffn);

/** XSAVE and XSAVEOPT in the standard format, all components in use. @see Intel SDM 1, 13.7 and 13.9 */
export function xsave(context: X86Context, wide: boolean): void {
  ready(context);
  const at = areaAddress(context);
  const mmuMode = mmuModeOf(context.state.mode);
  const asked = requested(context);
  const bytes = new Uint8Array(areaBytes(asked));
  const area = new DataView(bytes.buffer);
  // The whole area is read first: what is not asked for stays, and a fault comes before any store.
  readArea(context, at, bytes, mmuMode);
  for (const component of COMPONENTS) if (component.bit & asked) component.put(context, bytes, area, wide);
  if (asked & WITH_MXCSR) putMxcsr(context, area);
  area.setUint32(HEADER, (area.getUint32(HEADER, true) & ~asked) | asked, true);
  const ranges: Range[] = COMPONENTS.flatMap((c) => (c.bit & asked ? c.ranges(context) : []));
  if (asked & WITH_MXCSR) ranges.push(...LEGACY_RANGES.MXCSR);
  ranges.push([HEADER, 8]);
  for (const [from, length] of ranges)
    writeArea(context, at + BigInt(from), bytes.subarray(from, from + length), mmuMode);
}

/** XRSTOR of the standard format. @see Intel SDM 1, 13.8 */
export function xrstor(context: X86Context, wide: boolean): void {
  ready(context);
  const { state } = context;
  const at = areaAddress(context);
  const asked = requested(context);
  const bytes = new Uint8Array(areaBytes(asked));
  readArea(context, at, bytes, mmuModeOf(state.mode));
  const area = new DataView(bytes.buffer);
  const present = area.getUint32(HEADER, true);
  const reserved =
    area.getUint32(HEADER + 4, true) !== 0 ||
    (present & ~Number(state.xcr0)) !== 0 ||
    area.getBigUint64(HEADER + 8, true) !== 0n ||
    area.getBigUint64(HEADER + 16, true) !== 0n;
  if (reserved) throw new GuestFault(VECTOR.GP, 0);
  const mxcsr = asked & WITH_MXCSR ? checkedMxcsr(area) : state.mxcsr;
  for (const component of COMPONENTS) {
    if (!(component.bit & asked)) continue;
    if (component.bit & present) component.take(context, bytes, area, wide);
    else component.init(context);
  }
  state.mxcsr = mxcsr;
  updateMode(context);
}

/** XGETBV: XCR0 for ECX = 0; ECX = 1 gives the components in use. @see Intel SDM 2D "XGETBV" */
export function readExtendedControl({ state }: X86Context): bigint {
  if (!(state.cr4 & BigInt(CR4.OSXSAVE))) throw new GuestFault(VECTOR.UD);
  if ((state.rcx & 0xffffffffn) !== 0n) throw new GuestFault(VECTOR.GP, 0);
  return state.xcr0;
}

/** XSETBV. The first component is always on; AVX needs SSE. @see Intel SDM 2D "XSETBV" */
export function writeExtendedControl(context: X86Context, value: bigint): void {
  const { state, model } = context;
  if (!(state.cr4 & BigInt(CR4.OSXSAVE))) throw new GuestFault(VECTOR.UD);
  const unknown = value & ~BigInt(xcr0Bits(model));
  const avxAlone = (value & 6n) === 4n;
  if ((state.rcx & 0xffffffffn) !== 0n || unknown !== 0n || !(value & 1n) || avxAlone)
    throw new GuestFault(VECTOR.GP, 0);
  state.xcr0 = value;
  updateMode(context);
}

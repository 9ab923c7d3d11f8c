import { type CoreArea, type CoreEnv, coreArea, type GuestShape, SIGNAL, type WalkResult } from '@tutti/ir';
import { bind } from '@tutti/layout';
import type { X86Model } from '../models.ts';
import { AT, ATTR, SEG, X86_STATE } from '../state.ts';

function bindX86(buffer: ArrayBufferLike, base: number) {
  return bind(X86_STATE, buffer, base);
}

/** What the system part of one core works with. Belongs to the thread that runs the core. */
export interface X86Context {
  readonly env: CoreEnv;
  readonly model: X86Model;
  readonly state: ReturnType<typeof bindX86>;
  /** The state as words, and the whole shared memory in three widths. */
  readonly words: Int32Array;
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly view: DataView;
  readonly u64: BigUint64Array;
  readonly regs: BigUint64Array;
  readonly area: CoreArea;
  readonly tlbMask: number;
  readonly options: Readonly<Record<string, number>>;
  readonly walked: WalkResult;
  readonly pair: Int32Array;
  /** Images of 512 bytes that FXSAVE writes and FXRSTOR reads. Bytes of `saved` that no state has stay 0. */
  readonly saved: DataView;
  readonly restored: DataView;
  /** The same images as words. */
  readonly savedWords: Int32Array;
  readonly restoredWords: Int32Array;
  /** Services of the board, looked up when first needed. */
  readonly services: Map<string, (a: number, b: number, c: number) => number>;
}

/** Bind to the state of a core. */
export function x86Context(
  env: CoreEnv,
  shape: GuestShape,
  model: X86Model,
  options: Readonly<Record<string, number>>,
): X86Context {
  const saved = new ArrayBuffer(512);
  const restored = new ArrayBuffer(512);
  return {
    env,
    model,
    state: bindX86(env.buffer, env.base),
    words: new Int32Array(env.buffer, env.base, X86_STATE.size >> 2),
    u8: new Uint8Array(env.buffer),
    i32: new Int32Array(env.buffer),
    view: new DataView(env.buffer),
    u64: new BigUint64Array(env.buffer),
    regs: new BigUint64Array(env.buffer, env.base + AT.rax, 16),
    area: coreArea(shape),
    tlbMask: shape.tlbEntries - 1,
    options,
    walked: { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12, global: false },
    pair: new Int32Array(2),
    saved: new DataView(saved),
    restored: new DataView(restored),
    savedWords: new Int32Array(saved),
    restoredWords: new Int32Array(restored),
    services: new Map(),
  };
}

/** Call a service of the board. */
export function service(context: X86Context, name: string, a: number, b: number, c: number): number {
  let found = context.services.get(name);
  if (found === undefined) {
    found = context.env.service(name);
    context.services.set(name, found);
  }
  return found(a, b, c);
}

/** Present privilege level: that of SS. */
export const cplOfState = ({ state }: X86Context): number => ((state.attributes[SEG.SS] as number) & ATTR.DPL) >>> 13;

/** CORE.pc as one number. */
export const linearPc = ({ state }: X86Context): bigint => (BigInt(state.pcHi >>> 0) << 32n) | BigInt(state.pc >>> 0);

/** Set CORE.pc. */
export function setLinearPc({ state }: X86Context, pc: bigint): void {
  state.pc = Number(BigInt.asIntN(32, pc));
  state.pcHi = Number(BigInt.asIntN(32, pc >> 32n));
}

/** Interrupts were unmasked: when a line was held back, signal the core. */
export function signalPending({ state, words }: X86Context): void {
  if (state.lineHeld === 0) return;
  Atomics.or(words, AT.signal >> 2, SIGNAL.INTERRUPT);
}

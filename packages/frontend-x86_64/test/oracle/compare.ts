import type { Instance } from './instances.ts';
import { JOB, SIGNAL } from './job.ts';

const NAMES = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];
/**
 * Transcendental results may be one unit in the last place off (Intel SDM 1, 8.3.10): ours are correctly rounded, no processor's are
 * always. C1 then tells of another rounding.
 */
export const WITHIN_ONE_UNIT = /^(F2XM1|FYL2X|FYL2XP1|FPATAN|FPTAN|FSIN|FCOS|FSINCOS)$/;
const C1 = 0x200;
const STATUS = 0x8d5;
const TRAP_DF = 0x400;

/** Differences between two outcomes of a job, as text; empty when none. */
export function differences(instance: Instance, host: Uint8Array, ours: Uint8Array): string[] {
  const found: string[] = [];
  const a = new DataView(host.buffer, host.byteOffset, host.length);
  const b = new DataView(ours.buffer, ours.byteOffset, ours.length);
  const note = (what: string, x: bigint | number, y: bigint | number): void => {
    if (x !== y) found.push(`${what}: host ${x.toString(16)}, here ${y.toString(16)}`);
  };
  const q = (what: string, at: number): void => note(what, a.getBigUint64(at, true), b.getBigUint64(at, true));
  note('signal', Number(a.getBigUint64(JOB.SIGNAL, true)), Number(b.getBigUint64(JOB.SIGNAL, true)));
  const trapped = Number(a.getBigUint64(JOB.SIGNAL, true)) === SIGNAL.TRAP;
  for (const [i, name] of NAMES.entries()) q(name, JOB.GPR + 8 * i);
  q('rip', JOB.RIP);
  const mask = (STATUS | TRAP_DF) & ~(trapped ? instance.undefinedFlags : STATUS);
  note('flags', a.getUint32(JOB.RFLAGS, true) & mask, b.getUint32(JOB.RFLAGS, true) & mask);
  note('mxcsr', a.getUint32(JOB.FX + 24, true), b.getUint32(JOB.FX + 24, true));
  for (let i = 0; i < 32; i++) q(`xmm${i >> 1}[${i & 1}]`, JOB.FX + 160 + 8 * i);
  for (let i = 0; i < 32; i++) q(`ymm${i >> 1}[${2 + (i & 1)}]`, JOB.YMM_HIGH + 8 * i);
  note('fcw', a.getUint16(JOB.FX, true), b.getUint16(JOB.FX, true));
  const unit = WITHIN_ONE_UNIT.test(instance.name);
  const status = unit ? ~C1 : -1;
  note('fsw', a.getUint16(JOB.FX + 2, true) & status, b.getUint16(JOB.FX + 2, true) & status);
  note('ftw', a.getUint8(JOB.FX + 4), b.getUint8(JOB.FX + 4));
  for (let i = 0; i < 8; i++) {
    const [x, y] = [a, b].map((view) => register(view, i)) as [bigint, bigint];
    const near = unit && Math.abs(Number(ordered(x) - ordered(y))) <= 1;
    if (!near) note(`st${i}`, x, y);
  }
  for (const [from, to] of instance.ignored) ours.set(host.subarray(JOB.DATA + from, JOB.DATA + to), JOB.DATA + from);
  for (let at = JOB.DATA; at < JOB.SIZE; at += 8) q(`data+${(at - JOB.DATA).toString(16)}`, at);
  return found;
}

/** ST(i), 80 bits. */
function register(view: DataView, i: number): bigint {
  return (BigInt(view.getUint16(JOB.FX + 40 + 16 * i, true)) << 64n) | view.getBigUint64(JOB.FX + 32 + 16 * i, true);
}

/** Integers that differ by 1 for neighbouring numbers: the 80 bits without the integer bit. */
const ordered = (x: bigint): bigint => ((x >> 64n) << 63n) | BigInt.asUintN(63, x);

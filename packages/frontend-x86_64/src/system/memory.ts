import { ACCESS, TLB64 } from '@tutti/ir';
import { VECTOR } from '../guest-exits.ts';
import { MMU_MODE } from '../mode.ts';
import { AT, CR4 } from '../state.ts';
import type { X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { FAULT_BASE, NOT_CANONICAL, walk } from './paging.ts';

const PAGE_MASK = ~0xfff;

/**
 * Host offset of a linear address whose page the core's TLB maps for this access, or -1. For a write that means plain memory
 * without translated code.
 */
export function hostOf(
  { i32, env, area, tlbMask }: X86Context,
  lo: number,
  hi: number,
  write: boolean,
  mmuMode: number,
): number {
  // hot
  const entry = (env.base + area.tlb + mmuMode * area.tlbBytes + ((lo >>> 12) & tlbMask) * area.tlbEntryBytes) >>> 2;
  const tag = entry + (write ? TLB64.at.writeTag : TLB64.at.readTag) / 4;
  if (i32[tag] !== (lo & PAGE_MASK) || i32[tag + 1] !== hi) return -1;
  return (lo + (i32[entry + TLB64.at.addend / 4] as number)) >>> 0;
}

/** As `hostOf`, after the TLB was filled when it did not know the page. A fault is -1 too: the access then raises it. */
export function hostFilled(context: X86Context, lo: number, hi: number, write: boolean, mmuMode: number): number {
  // hot
  const host = hostOf(context, lo, hi, write, mmuMode);
  if (host >= 0 || context.env.fillTlb === undefined) return host;
  if (!context.env.fillTlb(lo, hi, write ? ACCESS.WRITE : ACCESS.READ, mmuMode)) return -1;
  return hostOf(context, lo, hi, write, mmuMode);
}

/** The same of a linear address. */
function hostOfLinear(context: X86Context, linear: bigint, write: boolean, mmuMode: number): number {
  // hot
  const lo = Number(BigInt.asIntN(32, linear));
  const hi = Number(BigInt.asIntN(32, linear >> 32n));
  return hostFilled(context, lo, hi, write, mmuMode);
}

/** MMU mode of accesses to tables and new stacks, which are the supervisor's whatever RFLAGS.AC says. @see Intel SDM 3A, 4.6.1 */
export const implicitMode = ({ words }: X86Context): number =>
  (words[AT.cr4 >> 2] as number) & CR4.SMAP ? MMU_MODE.SMAP : MMU_MODE.KERNEL;

/** Physical address of a linear one. @throws GuestFault #PF or #GP */
export function physical(context: X86Context, linear: bigint, write: boolean, mmuMode: number): number {
  const { state, walked } = context;
  const lo = Number(BigInt.asIntN(32, linear));
  const hi = Number(BigInt.asIntN(32, linear >> 32n));
  if (!walk(context, lo, hi, write ? ACCESS.WRITE : ACCESS.READ, mmuMode, walked)) {
    if (walked.faultCode === NOT_CANONICAL) throw new GuestFault(VECTOR.GP, 0);
    state.cr2 = BigInt.asIntN(64, linear);
    throw new GuestFault(VECTOR.PF, walked.faultCode - FAULT_BASE);
  }
  return (walked.gpaPage >>> 0) * 4096 + (lo & 0xfff);
}

/** Read 1 to 16 bytes at a linear address. */
export function readLinear(
  context: X86Context,
  linear: bigint,
  bytes: number,
  mmuMode: number = implicitMode(context),
): bigint {
  const whole = wholeHost(context, linear, bytes, false, mmuMode);
  if (whole >= 0) return readWhole(context, whole, bytes);
  let value = 0n;
  for (let done = 0; done < bytes; ) {
    const at = BigInt.asUintN(64, linear + BigInt(done));
    const inPage = Math.min(bytes - done, 4096 - Number(at & 0xfffn));
    const host = hostOf(context, Number(BigInt.asIntN(32, at)), Number(BigInt.asIntN(32, at >> 32n)), false, mmuMode);
    const gpa = host < 0 ? physical(context, at, false, mmuMode) : 0;
    for (let i = 0; i < inPage; ) {
      const size = inPage - i >= 4 ? 4 : inPage - i >= 2 ? 2 : 1;
      const part = host < 0 ? context.env.readPhys(gpa + i, size) >>> 0 : readHost(context, host + i, size);
      value |= BigInt(part) << BigInt(8 * (done + i));
      i += size;
    }
    done += inPage;
  }
  return value;
}

/** Host offset of an access of a power of 2 of bytes on one page that the TLB maps, or -1. */
function wholeHost(context: X86Context, linear: bigint, bytes: number, write: boolean, mmuMode: number): number {
  // hot
  const lo = Number(BigInt.asIntN(32, linear));
  if ((lo & 0xfff) + bytes > 4096 || (bytes & (bytes - 1)) !== 0) return -1;
  return hostOfLinear(context, linear, write, mmuMode);
}

function readWhole({ view }: X86Context, host: number, bytes: number): bigint {
  if (bytes === 8) return view.getBigUint64(host, true);
  if (bytes === 4) return BigInt(view.getUint32(host, true));
  if (bytes === 2) return BigInt(view.getUint16(host, true));
  if (bytes === 1) return BigInt(view.getUint8(host));
  return view.getBigUint64(host, true) | (view.getBigUint64(host + 8, true) << 64n);
}

function writeWhole({ view }: X86Context, host: number, bytes: number, value: bigint): void {
  if (bytes === 8) view.setBigUint64(host, value, true);
  else if (bytes === 4) view.setUint32(host, Number(BigInt.asUintN(32, value)), true);
  else if (bytes === 2) view.setUint16(host, Number(BigInt.asUintN(16, value)), true);
  else if (bytes === 1) view.setUint8(host, Number(BigInt.asUintN(8, value)));
  else {
    view.setBigUint64(host, value, true);
    view.setBigUint64(host + 8, value >> 64n, true);
  }
}

function readHost({ view }: X86Context, host: number, size: number): number {
  return size === 4 ? view.getUint32(host, true) : size === 2 ? view.getUint16(host, true) : view.getUint8(host);
}

function writeHost({ view }: X86Context, host: number, size: number, part: number): void {
  if (size === 4) view.setUint32(host, part, true);
  else if (size === 2) view.setUint16(host, part, true);
  else view.setUint8(host, part);
}

/** Write 1 to 16 bytes at a linear address. Both pages are checked before anything is written. */
export function writeLinear(
  context: X86Context,
  linear: bigint,
  bytes: number,
  value: bigint,
  mmuMode: number = implicitMode(context),
): void {
  const whole = wholeHost(context, linear, bytes, true, mmuMode);
  if (whole >= 0) {
    writeWhole(context, whole, bytes, value);
    return;
  }
  checkWrite(context, linear, bytes, mmuMode);
  for (let done = 0; done < bytes; ) {
    const at = BigInt.asUintN(64, linear + BigInt(done));
    const inPage = Math.min(bytes - done, 4096 - Number(at & 0xfffn));
    const host = hostOf(context, Number(BigInt.asIntN(32, at)), Number(BigInt.asIntN(32, at >> 32n)), true, mmuMode);
    const gpa = host < 0 ? physical(context, at, true, mmuMode) : 0;
    for (let i = 0; i < inPage; ) {
      const size = inPage - i >= 4 ? 4 : inPage - i >= 2 ? 2 : 1;
      const part = Number(BigInt.asUintN(32, value >> BigInt(8 * (done + i))));
      if (host < 0) context.env.writePhys(gpa + i, size, part);
      else writeHost(context, host + i, size, part);
      i += size;
    }
    done += inPage;
  }
}

/** Raise what a write of these bytes would raise. */
export function checkWrite(context: X86Context, linear: bigint, bytes: number, mmuMode: number): void {
  const last = BigInt.asUintN(64, linear + BigInt(bytes - 1));
  if (linear >> 12n === last >> 12n) return;
  physical(context, linear, true, mmuMode);
  physical(context, (last >> 12n) << 12n, true, mmuMode);
}

/** Read a whole area (a state image) at a linear address, at most a page long. */
export function readArea(context: X86Context, linear: bigint, into: Uint8Array, mmuMode: number): void {
  for (let done = 0; done < into.length; ) {
    const at = BigInt.asUintN(64, linear + BigInt(done));
    const inPage = Math.min(into.length - done, 4096 - Number(at & 0xfffn));
    const host = hostOfLinear(context, at, false, mmuMode);
    if (host >= 0) into.set(context.u8.subarray(host, host + inPage), done);
    else {
      const gpa = physical(context, at, false, mmuMode);
      for (let i = 0; i < inPage; i++) into[done + i] = context.env.readPhys(gpa + i, 1);
    }
    done += inPage;
  }
}

/** Write a whole area at a linear address, at most a page long. Both pages are checked before anything is written. */
export function writeArea(context: X86Context, linear: bigint, from: Uint8Array, mmuMode: number): void {
  checkWrite(context, linear, from.length, mmuMode);
  for (let done = 0; done < from.length; ) {
    const at = BigInt.asUintN(64, linear + BigInt(done));
    const inPage = Math.min(from.length - done, 4096 - Number(at & 0xfffn));
    const host = hostOfLinear(context, at, true, mmuMode);
    if (host >= 0) context.u8.set(from.subarray(done, done + inPage), host);
    else {
      const gpa = physical(context, at, true, mmuMode);
      for (let i = 0; i < inPage; i++) context.env.writePhys(gpa + i, 1, from[done + i] as number);
    }
    done += inPage;
  }
}

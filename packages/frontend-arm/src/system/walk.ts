import { ACCESS, type Access, type WalkResult } from '@tutti/ir';
import type { ArmContext } from './context.ts';
import type { Translation } from './translation.ts';
import { walkLong } from './walk-long.ts';
import { walkShort } from './walk-short.ts';

const found: Translation = {
  fault: 0,
  gpaPage: 0,
  allowed: 0,
  device: false,
  global: true,
  sizeLog2: 12,
  permissionFault: 0,
};

const EVERYTHING = (1 << ACCESS.READ) | (1 << ACCESS.WRITE) | (1 << ACCESS.FETCH);

/**
 * Translate an address for an access. @param mmuMode bit 0 unprivileged, bit 1 DACR slot
 * @returns false on a fault, with `out.faultCode` set
 */
export function walk(context: ArmContext, va: number, access: Access, mmuMode: number, out: WalkResult): boolean {
  const { state } = context;
  if ((state.sctlr & 1) === 0) {
    out.gpaPage = va >>> 12;
    out.allowed = EVERYTHING;
    out.device = false;
    out.global = true;
    return true;
  }
  found.fault = 0;
  if (context.model.lpae && state.ttbcr < 0) walkLong(context, va, (mmuMode & 1) !== 0, found);
  else walkShort(context, va, (mmuMode & 1) !== 0, state.dacrSlots[mmuMode >> 1] as number, found);
  if (found.fault !== 0) {
    out.faultCode = found.fault;
    return false;
  }
  if ((found.allowed & (1 << access)) === 0) {
    out.faultCode = found.permissionFault;
    return false;
  }
  out.gpaPage = found.gpaPage;
  out.allowed = found.allowed;
  out.device = found.device;
  out.global = found.global;
  if (!found.global) context.nonGlobalFills++;
  out.pageShift = found.sizeLog2;
  return true;
}

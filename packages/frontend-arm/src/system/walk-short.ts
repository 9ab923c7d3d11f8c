import { ACCESS } from '@tutti/ir';
import type { ArmContext } from './context.ts';
import { FAULT_BASE, type Translation } from './translation.ts';

/** Status codes of the short-descriptor format. @see Arm DDI 0406C, table B3-23 */
const STATUS = {
  accessSection: 0x03,
  translationSection: 0x05,
  accessPage: 0x06,
  translationPage: 0x07,
  domainSection: 0x09,
  domainPage: 0x0b,
  permissionSection: 0x0d,
  permissionPage: 0x0f,
} as const;

const SCTLR = { EE: 1 << 25, TRE: 1 << 28, AFE: 1 << 29 } as const;
const R = 1 << ACCESS.READ;
const RW = R | (1 << ACCESS.WRITE);
const X = 1 << ACCESS.FETCH;

/** Rights at PL1 and PL0 by AP[2:0]. @see Arm DDI 0406C, table B3-8 */
const RIGHTS: readonly (readonly [pl1: number, pl0: number])[] = [
  [0, 0],
  [RW, 0],
  [RW, R],
  [RW, RW],
  [0, 0],
  [R, 0],
  [R, R],
  [R, R],
];

/** A descriptor in memory, in the endianness of SCTLR.EE. */
function descriptor({ env, state }: ArmContext, address: number): number {
  const word = env.readPhys(address, 4) | 0;
  if ((state.sctlr & SCTLR.EE) === 0) return word;
  return ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** Table of the first level, or -1 when walks are disabled for the address. @see Arm DDI 0406C, B3.5.5 */
function firstLevel({ state }: ArmContext, va: number): number {
  const n = state.ttbcr & 7;
  if (n !== 0 && va >>> (32 - n) !== 0) return state.ttbcr & 0x20 ? -1 : (state.ttbr1 & 0xffffc000) >>> 0;
  return state.ttbcr & 0x10 ? -1 : (state.ttbr0 & (-1 << (14 - n))) >>> 0;
}

/** Device or strongly-ordered memory. @param texCb TEX:C:B @see Arm DDI 0406C, B3.8.2, B3.8.3 */
function isDevice({ state }: ArmContext, texCb: number): boolean {
  if (state.sctlr & SCTLR.TRE) return ((state.prrr >>> (2 * (texCb & 7))) & 3) !== 2;
  return texCb === 0 || texCb === 1 || texCb === 8;
}

/** Walk short descriptors. @see Arm DDI 0406C, B3.5 */
export function walkShort(context: ArmContext, va: number, user: boolean, dacr: number, out: Translation): void {
  const table = firstLevel(context, va);
  if (table < 0) {
    out.fault = FAULT_BASE + STATUS.translationSection;
    return;
  }
  const n = context.state.ttbcr & 7;
  const index = (n !== 0 && va >>> (32 - n) === 0 ? va & (0xffffffff >>> n) : va) >>> 20;
  const first = descriptor(context, table + 4 * index);
  const kind = first & 3;
  if (kind === 0 || (kind === 3 && !context.model.lpae)) {
    out.fault = FAULT_BASE + STATUS.translationSection;
    return;
  }
  if (kind === 1) {
    page(context, va, user, dacr, first, out);
    return;
  }
  const supersection = (first & (1 << 18)) !== 0;
  const domain = supersection ? 0 : (first >>> 5) & 15;
  const high = supersection ? ((first >>> 20) & 15) | (((first >>> 5) & 15) << 4) : 0;
  out.gpaPage = supersection
    ? high * 0x100000 + ((first >>> 24) << 12) + ((va >>> 12) & 0xfff)
    : ((first >>> 20) << 8) + ((va >>> 12) & 0xff);
  out.sizeLog2 = supersection ? 24 : 20;
  out.global = (first & (1 << 17)) === 0;
  out.device = isDevice(context, ((first >>> 10) & 0x1c) | ((first >>> 2) & 3));
  const ap = ((first >>> 10) & 3) | ((first >>> 13) & 4);
  const never = (first & 16) !== 0 || (kind === 3 && !user);
  permit(context, user, dacr, domain, ap, never, STATUS.domainSection, out);
}

function page(context: ArmContext, va: number, user: boolean, dacr: number, first: number, out: Translation): void {
  const domain = (first >>> 5) & 15;
  const second = descriptor(context, ((first & 0xfffffc00) >>> 0) + 4 * ((va >>> 12) & 0xff));
  const kind = second & 3;
  if (kind === 0) {
    out.fault = FAULT_BASE + STATUS.translationPage + (domain << 8);
    return;
  }
  const large = kind === 1;
  out.gpaPage = large ? ((second >>> 16) << 4) + ((va >>> 12) & 15) : second >>> 12;
  out.sizeLog2 = large ? 16 : 12;
  out.global = (second & (1 << 11)) === 0;
  const tex = large ? (second >>> 12) & 7 : (second >>> 6) & 7;
  out.device = isDevice(context, (tex << 2) | ((second >>> 2) & 3));
  const ap = ((second >>> 4) & 3) | ((second >>> 7) & 4);
  const never =
    (large ? (second & (1 << 15)) !== 0 : (second & 1) !== 0) || (context.model.lpae && (first & 4) !== 0 && !user);
  permit(context, user, dacr, domain, ap, never, STATUS.domainPage, out);
}

/** Apply domain and access permissions. @param domainStatus its page or section form tells those of the other faults */
function permit(
  { state }: ArmContext,
  user: boolean,
  dacr: number,
  domain: number,
  ap: number,
  never: boolean,
  domainStatus: number,
  out: Translation,
): void {
  const onPage = domainStatus === STATUS.domainPage;
  const where = FAULT_BASE + (domain << 8);
  out.permissionFault = where + (onPage ? STATUS.permissionPage : STATUS.permissionSection);
  const control = (dacr >>> (2 * domain)) & 3;
  if (control === 3) {
    out.allowed = RW | X;
    return;
  }
  if (control !== 1) {
    out.fault = where + domainStatus;
    return;
  }
  let rights = ap;
  if (state.sctlr & SCTLR.AFE) {
    if ((ap & 1) === 0) {
      out.fault = where + (onPage ? STATUS.accessPage : STATUS.accessSection);
      return;
    }
    // The simplified model: AP[1] lets PL0 in, AP[2] forbids writes.
    rights = ap | 1;
  }
  const data = (RIGHTS[rights] as readonly [number, number])[user ? 1 : 0];
  out.allowed = data & R && !never ? data | X : data;
}

import { VECTOR } from '../guest-exits.ts';
import { ATTR, CR0, CR4, EFER, SEG } from '../state.ts';
import { service, type X86Context } from './context.ts';
import { DR6, DR7 } from './debug-registers.ts';
import { GuestFault } from './fault.ts';
import { updateMode } from './mode-word.ts';
import { is64, isLong } from './segments.ts';
import { W } from './words.ts';

const CR0_PAGING = CR0.PG | CR0.WP | CR0.PE;
const CR0_BITS = 0xe005003f | 0;
const CR4_PAGING = CR4.PSE | CR4.PAE | CR4.PGE | CR4.SMEP | CR4.SMAP | CR4.PCIDE;
/** Bit 63 of MOV to CR3 with PCIDs, in the high word: translations may stay. */
const NO_FLUSH_HIGH = 1 << 31;

/** CR4 bits that a model has. */
function cr4Bits({ model }: X86Context): number {
  const { edx1, ecx1, ebx7 } = model.features;
  let known: number = CR4.TSD | CR4.DE | CR4.PSE | CR4.PAE | CR4.MCE | CR4.PGE | CR4.PCE | CR4.VME | CR4.PVI;
  if (edx1 & (1 << 24)) known |= CR4.OSFXSR | CR4.OSXMMEXCPT;
  if (ebx7 & 1) known |= CR4.FSGSBASE;
  if (ebx7 & (1 << 7)) known |= CR4.SMEP;
  if (ebx7 & (1 << 20)) known |= CR4.SMAP;
  if (ecx1 & (1 << 17)) known |= CR4.PCIDE;
  if (ecx1 & (1 << 26)) known |= CR4.OSXSAVE;
  return known;
}

/** MOV from CRn. */
export function readControl(context: X86Context, n: number): bigint {
  const { state } = context;
  switch (n) {
    case 0:
      return state.cr0;
    case 2:
      return state.cr2;
    case 3:
      return state.cr3;
    case 4:
      return state.cr4;
    case 8:
      return BigInt(service(context, 'apic_tpr_read', context.env.index, 0, 0) >>> 4);
    default:
      throw new GuestFault(VECTOR.UD);
  }
}

/** MOV to CRn but CR3, with its effects on translations and modes. @see Intel SDM 2B "MOV - Move to/from Control Registers", 3A 4.10.4 */
export function writeControl(context: X86Context, n: number, value: bigint): void {
  const { state, env } = context;
  switch (n) {
    case 0:
      writeCr0(context, value);
      break;
    case 2:
      state.cr2 = value;
      break;
    case 4: {
      const low = Number(BigInt.asIntN(32, value));
      if (value >> 32n !== 0n || low & ~cr4Bits(context)) throw new GuestFault(VECTOR.GP, 0);
      if (isLong(context) && !(low & CR4.PAE)) throw new GuestFault(VECTOR.GP, 0);
      const changed = Number(BigInt.asIntN(32, state.cr4)) ^ low;
      state.cr4 = value;
      if (changed & CR4_PAGING) env.flushTlb();
      break;
    }
    case 8:
      if (value > 15n || value < 0n) throw new GuestFault(VECTOR.GP, 0);
      service(context, 'apic_tpr_write', env.index, Number(value) << 4, 0);
      break;
    default:
      throw new GuestFault(VECTOR.UD);
  }
  updateMode(context);
}

/** MOV to CR3. Every switch of processes comes here. */
export function setCr3(context: X86Context, lo: number, hi: number): void {
  // hot
  const { words, env } = context;
  const pcid = ((words[W.cr4] as number) & CR4.PCIDE) !== 0;
  words[W.cr3] = lo;
  words[W.cr3 + 1] = pcid ? hi & ~NO_FLUSH_HIGH : hi;
  if (env.flushTlbNonGlobal) env.flushTlbNonGlobal();
  else env.flushTlb();
  updateMode(context);
}

function writeCr0(context: X86Context, value: bigint): void {
  const { state, env } = context;
  let low = Number(BigInt.asIntN(32, value));
  if (BigInt.asUintN(64, value) >> 32n !== 0n || (low & CR0.PG && !(low & CR0.PE)) || (low & CR0.NW && !(low & CR0.CD)))
    throw new GuestFault(VECTOR.GP, 0);
  low = (low & CR0_BITS) | CR0.ET;
  const old = Number(BigInt.asIntN(32, state.cr0));
  const lme = (state.efer & BigInt(EFER.LME)) !== 0n;
  if (low & CR0.PG && !(old & CR0.PG) && lme) {
    if (!(state.cr4 & BigInt(CR4.PAE)) || (state.attributes[SEG.CS] as number) & ATTR.L)
      throw new GuestFault(VECTOR.GP, 0);
    state.efer |= BigInt(EFER.LMA);
  } else if (!(low & CR0.PG) && old & CR0.PG) {
    if (is64(context)) throw new GuestFault(VECTOR.GP, 0);
    state.efer &= ~BigInt(EFER.LMA);
  }
  state.cr0 = BigInt(low >>> 0);
  if ((low ^ old) & CR0_PAGING) env.flushTlb();
}

const DR6_FIXED = 0xffff0ff0n;
const DR7_FIXED = 0x400n;

/** MOV from DRn. DR4 and DR5 are DR6 and DR7 unless CR4.DE. */
export function readDebug(context: X86Context, n: number): bigint {
  checkGuard(context);
  return context.state.dr[debugNumber(context, n)] as bigint;
}

/** DR7.GD makes every access to debug registers a #DB. @see Intel SDM 3B, 18.2.4 */
function checkGuard({ state }: X86Context): void {
  if (!((state.dr[7] as bigint) & BigInt(DR7.GUARD))) return;
  state.dr[6] = (state.dr[6] as bigint) | BigInt(DR6.BD);
  throw new GuestFault(VECTOR.DB);
}

/** MOV to DRn. The caller makes the mode follow. */
export function writeDebug(context: X86Context, n: number, value: bigint): void {
  checkGuard(context);
  const number = debugNumber(context, n);
  if (number >= 6 && BigInt.asUintN(64, value) >> 32n !== 0n) throw new GuestFault(VECTOR.GP, 0);
  context.state.dr[number] = BigInt.asIntN(
    64,
    number === 6 ? (value & 0xe00fn) | DR6_FIXED : number === 7 ? (value & 0xffff2bffn) | DR7_FIXED : value,
  );
}

function debugNumber({ state }: X86Context, n: number): number {
  if (n !== 4 && n !== 5) return n;
  if (state.cr4 & BigInt(CR4.DE)) throw new GuestFault(VECTOR.UD);
  return n + 2;
}

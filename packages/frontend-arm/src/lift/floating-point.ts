import type { NeonVisitor, VfpVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { MODE } from '../mode.ts';
import type { ArmModel } from '../models.ts';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';
import { neon } from './neon.ts';
import { vfpArithmetic } from './vfp-arithmetic.ts';
import { vfpConvert } from './vfp-convert.ts';
import { vfpMemory } from './vfp-memory.ts';
import { vfpTransfer, worksDisabled } from './vfp-transfer.ts';

type Method = (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
type Methods = Readonly<Record<string, Method>>;

const NEON_TRANSFER = /^vmov_(to|from)_scalar(8|16)$|^vdup_core$/;
const VFP3 = /^vfp_vmov_imm$|^vfp_vcvt_fixed$/;
const HALF = /^vfp_vcvt_(f32_f16|f16_f32)$/;
const FUSED = /^vfp_vfn?m[as]$|^vfm[as]$/;
/** Operations on vectors when FPSCR.Len is not 0. They are UNDEFINED then, for the kernel to emulate. */
const VECTOR = /^vfp_v(n?ml[as]|n?mul|add|sub|div|fn?m[as]|mov_imm|mov_reg|abs|neg|sqrt)$/;

/** Whether a model has an instruction. */
function present(model: ArmModel, name: string): boolean {
  if (NEON_TRANSFER.test(name)) return model.neon;
  if (VFP3.test(name)) return model.vfp >= 3;
  if (FUSED.test(name)) return model.vfp >= 4;
  return !HALF.test(name) || model.mvfr[1] >>> 24 !== 0;
}

/** Whether an instruction names D16 to D31; for cores that have only 16. Parameters are those of the visitor. */
function pastD15(name: string, _a: number, b: number, c: number, d: number, e: number, f: number): boolean {
  const over = (isDouble: number, ...registers: readonly number[]) => isDouble !== 0 && registers.some((r) => r > 15);
  if (/^vfp_v(n?ml[as]|n?mul|add|sub|div)$/.test(name)) return over(c, b, d, e);
  if (/^vfp_v(mov_reg|abs|neg|sqrt)$/.test(name)) return over(c, b, d);
  switch (name) {
    case 'vfp_vcmp':
      return over(c, b, e);
    case 'vfp_vcmp_zero':
    case 'vfp_vcvt_from_int':
      return over(c, b);
    case 'vfp_vcvt_f64_f32':
      return over(1, b);
    case 'vfp_vcvt_f32_f64':
      return over(1, c);
    case 'vfp_vcvt_to_int':
      return over(d, f);
    case 'vfp_vstr':
    case 'vfp_vldr':
      return over(e, d);
    case 'vfp_vmov_core2_double':
      return over(1, e);
    case 'vmov_to_scalar32':
    case 'vmov_from_scalar32':
      return over(1, d);
    default:
      return false;
  }
}

/** VFP and Advanced SIMD, each instruction checked for being enabled, present and scalar. */
export function floatingPoint(l: Lift): VfpVisitor<void> & NeonVisitor<void> {
  const undefined_ = () => l.raise(GUEST_EXIT.UNDEFINED);
  /** Blocks of privileged modes do not know whether it is enabled until they are told. */
  const disabled = () => ((l.mode & MODE.VFP) === 0 && !l.user ? l.raise(GUEST_EXIT.FP) : undefined_());
  const guarded = (name: string, method: Method): Method => {
    if (!present(l.model, name)) return undefined_;
    const needed = MODE.VFP | (VECTOR.test(name) ? MODE.FP_VECTOR : 0);
    const plain: Method = (a, b, c, d, e, f, g) =>
      (l.mode & needed) === MODE.VFP ? method(a, b, c, d, e, f, g) : disabled();
    if (l.model.d32) return plain;
    return (a, b, c, d, e, f, g) => (pastD15(name, a, b, c, d, e, f) ? undefined_() : plain(a, b, c, d, e, f, g));
  };
  const guardAll = (part: object): Methods =>
    Object.fromEntries(Object.entries(part as Methods).map(([name, method]) => [name, guarded(name, method)]));
  const transfer = vfpTransfer(l);
  const system = (method: (c: number, reg: number, t: number) => void) => (c: number, reg: number, t: number) => {
    if ((l.mode & MODE.VFP) === 0) {
      if (!worksDisabled(reg) || l.user) return disabled();
      l.syncIt();
      l.b.set_i32(AT.pc, l.imm(l.pc));
      l.helper('fp_check');
    }
    method(c, reg, t);
  };
  const simd = neon(l);
  return {
    ...guardAll({ ...vfpArithmetic(l), ...vfpConvert(l), ...vfpMemory(l), ...transfer }),
    ...(l.model.neon ? guardAll(simd) : Object.fromEntries(Object.keys(simd).map((name) => [name, undefined_]))),
    vfp_vmsr: system(transfer.vfp_vmsr),
    vfp_vmrs: system(transfer.vfp_vmrs),
  } as unknown as VfpVisitor<void> & NeonVisitor<void>;
}

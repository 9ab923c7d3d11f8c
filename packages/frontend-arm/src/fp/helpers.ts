import { EXIT, type Helper } from '@tutti/ir';
import { MODE } from '../mode.ts';
import type { ArmContext } from '../system/context.ts';
import { FPSCR } from './fpscr.ts';
import { FP_HELPER_TABLE, type FpHelperName } from './helper-table.ts';
import { neonOperate, neonScratch } from './neon.ts';
import { FP_OP, unpackD, unpackDouble, unpackOp, unpackTemp } from './operation.ts';
import { beginVfp, endFp, type FpRegisters, fpRegisters } from './registers.ts';
import { vfpArithmetic } from './vfp-arithmetic.ts';
import { vfpCompare, vfpConvert, vfpFixed } from './vfp-convert.ts';

function operate(r: FpRegisters, packed: number): void {
  const op = unpackOp(packed);
  const fpscr = beginVfp(r);
  if (op <= FP_OP.fnms) vfpArithmetic(r, packed);
  else if (op <= FP_OP.cmpeZero) vfpCompare(r, packed);
  else if (op >= FP_OP.fixedFromS16 && op <= FP_OP.fixedToU32) vfpFixed(r, packed);
  else vfpConvert(r, packed, fpscr);
  endFp(r);
  if (unpackTemp(packed)) copyToTemp(r, packed);
}

/** The result once more where translated code goes on with it. */
function copyToTemp({ temp, s32 }: FpRegisters, packed: number): void {
  const op = unpackOp(packed);
  const d = unpackD(packed);
  const isDouble =
    op === FP_OP.convert ? !unpackDouble(packed) : unpackDouble(packed) && (op < FP_OP.toS32 || op > FP_OP.toU32Zero);
  temp[0] = s32[isDouble ? 2 * d : d] as number;
  if (isDouble) temp[1] = s32[2 * d + 1] as number;
}

/** After an operation in a block that was translated for IXC clear. @returns EXIT.LOOKUP when IXC is set now */
function leaveWhenInexact({ context: { state } }: FpRegisters): number {
  if ((state.fpscr & FPSCR.IXC) === 0) return 0;
  state.mode |= MODE.FP_INEXACT;
  state.exitLink = 0;
  return EXIT.LOOKUP;
}

/** Code of the helpers, in the order of the table. */
export function fpHelpers(context: ArmContext): readonly Helper[] {
  const r = fpRegisters(context);
  const scratch = neonScratch();
  const code: { readonly [K in FpHelperName]: Helper } = {
    fp_op(_core, packed) {
      operate(r, packed);
      return 0;
    },
    fp_op_first(_core, packed) {
      operate(r, packed);
      return leaveWhenInexact(r);
    },
    neon_op(_core, packed) {
      neonOperate(r, scratch, packed);
      return 0;
    },
    neon_op_first(_core, packed) {
      neonOperate(r, scratch, packed);
      return leaveWhenInexact(r);
    },
  };
  return FP_HELPER_TABLE.map((spec) => code[spec.name]);
}

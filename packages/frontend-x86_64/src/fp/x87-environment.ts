import { F80, unpack } from '@tutti/softfloat';
import { mmuModeOf } from '../mode.ts';
import type { X86Context } from '../system/context.ts';
import { readLinear, writeLinear } from '../system/memory.ts';
import { stackOf } from './x87-operations.ts';
import { FSW, loadedStatus } from './x87-stack.ts';

/** What `x87_env` does. */
export const X87_ENV = { STORE: 0, LOAD: 1, SAVE: 2, RESTORE: 3 } as const;

/** Tags of the full tag word: 0 valid, 1 zero, 2 special, 3 empty. @see Intel SDM 1, 8.1.7 */
export function tagWord(context: X86Context): number {
  const { state } = context;
  let word = 0;
  for (let r = 0; r < 8; r++) {
    const value = (BigInt(state.fpExponent[r] as number) << 64n) | BigInt.asUintN(64, state.fpMantissa[r] as bigint);
    const x = unpack(F80, value);
    const tag = (state.fpEmpty >> r) & 1 ? 3 : x.kind === 'zero' ? 1 : x.kind === 'finite' && !x.denormal ? 0 : 2;
    word |= tag << (2 * r);
  }
  return word;
}

/** FNSTENV, FLDENV, FNSAVE, FRSTOR at linear address arg[0], in the 16- or 32-bit format. @see Intel SDM 1, 8.1.10 */
export function x87Environment(context: X86Context, kind: number, bytes: number): void {
  const { state } = context;
  const at = BigInt.asUintN(64, state.arg[0] as bigint);
  const mmu = mmuModeOf(state.mode);
  const size = bytes === 2 ? 2 : 4;
  const put = (i: number, value: bigint): void =>
    writeLinear(context, at + BigInt(i * size), size, BigInt.asUintN(8 * size, value), mmu);
  const take = (i: number): number => Number(readLinear(context, at + BigInt(i * size), 2, mmu));
  const registers = at + BigInt(7 * size);
  if (kind === X87_ENV.STORE || kind === X87_ENV.SAVE) {
    const fill = size === 4 ? 0xffff0000n : 0n;
    put(0, fill | BigInt(state.fpControl));
    put(1, fill | BigInt(state.fpStatus | (state.fpTop << 11)));
    put(2, fill | BigInt(tagWord(context)));
    put(3, state.fpIp);
    put(4, BigInt(state.fpOpcode) << 16n);
    put(5, state.fpDp);
    put(6, size === 4 ? 0xffff0000n : 0n);
    if (kind === X87_ENV.STORE) {
      state.fpControl |= 0x3f;
      state.fpStatus &= ~(FSW.ES | FSW.B);
      return;
    }
    const stack = stackOf(context);
    for (let i = 0; i < 8; i++) writeLinear(context, registers + BigInt(10 * i), 10, stack.peek(i), mmu);
    Object.assign(state, { fpControl: 0x37f, fpStatus: 0, fpTop: 0, fpEmpty: 0xff });
    return;
  }
  const [control, status, tags] = [take(0), take(1), take(2)] as const;
  const values =
    kind === X87_ENV.RESTORE
      ? Array.from({ length: 8 }, (_, i) => readLinear(context, registers + BigInt(10 * i), 10, mmu))
      : [];
  state.fpControl = (control & 0x1f7f) | 0x40;
  state.fpTop = (status >> 11) & 7;
  state.fpStatus = loadedStatus(status, state.fpControl);
  state.fpEmpty = 0;
  for (let r = 0; r < 8; r++) if (((tags >> (2 * r)) & 3) === 3) state.fpEmpty |= 1 << r;
  values.forEach((value, i) => {
    const r = (state.fpTop + i) & 7;
    state.fpMantissa[r] = BigInt.asIntN(64, value);
    state.fpExponent[r] = Number((value >> 64n) & 0xffffn);
  });
}

import type { BlockBuilder, V128 } from '@tutti/ir';

/** One step of widening: the lower half of the lanes, extended. */
type Step = (b: BlockBuilder, x: V128) => V128;

const extendLanes =
  (...steps: readonly Step[]): Step =>
  (b, x) =>
    steps.reduce((v, step) => step(b, v), x);
const S8: Step = (b, x) => b.i16x8_extend_low_i8x16_s(x);
const S16: Step = (b, x) => b.i32x4_extend_low_i16x8_s(x);
const S32: Step = (b, x) => b.i64x2_extend_low_i32x4_s(x);
const U8: Step = (b, x) => b.i16x8_extend_low_i8x16_u(x);
const U16: Step = (b, x) => b.i32x4_extend_low_i16x8_u(x);
const U32: Step = (b, x) => b.i64x2_extend_low_i32x4_u(x);

/** PMOVSX and PMOVZX of the low lanes, by name; the result is 16 bytes. */
export const WIDENING: Readonly<Record<string, Step>> = {
  PMOVSXBW: extendLanes(S8),
  PMOVSXBD: extendLanes(S8, S16),
  PMOVSXBQ: extendLanes(S8, S16, S32),
  PMOVSXWD: extendLanes(S16),
  PMOVSXWQ: extendLanes(S16, S32),
  PMOVSXDQ: extendLanes(S32),
  PMOVZXBW: extendLanes(U8),
  PMOVZXBD: extendLanes(U8, U16),
  PMOVZXBQ: extendLanes(U8, U16, U32),
  PMOVZXWD: extendLanes(U16),
  PMOVZXWQ: extendLanes(U16, U32),
  PMOVZXDQ: extendLanes(U32),
};

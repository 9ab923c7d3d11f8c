import { IMM_WORDS, type OpName, specOf } from '@tutti/ir';
import { type Emitter, type Ref, set32, set64, setCall64 } from '../emitter.ts';

/** Ops whose vector operands and result go through the vector library; the text of the call follows from the op table. */
export function vectorRule(name: OpName): (e: Emitter, ...operands: readonly Ref[]) => void {
  const spec = specOf(name);
  const immWords = (spec.imm ?? []).reduce((words, kind) => words + IMM_WORDS[kind], 0);
  return (e, ...operands) => {
    const vectors = operands.filter((_, i) => spec.in[i] === 'v128').map((r) => r.word);
    const scalarAt = spec.in.findIndex((type) => type !== 'v128');
    const scalar = operands[scalarAt];
    const type = spec.in[scalarAt];
    const [lo, hi] = scalar === undefined ? ['0', '0'] : scalarWords(scalar, type as string);
    for (let i = 0; i < immWords; i++) e.line(`VI[${i}] = ${e.imm(i)};`);
    const [a = '-1', b = '-1', c = '-1'] = vectors;
    const out = spec.out === 'v128' ? e.out.word : '0';
    const call = `V128.${name}(${out}, ${a}, ${b}, ${c}, ${lo}, ${hi})`;
    if (spec.out === 'i32') set32(e, call);
    else if (spec.out === 'i64') setCall64(e, call);
    else e.line(`${call};`);
  };
}

/** A float is passed as its bits. */
function scalarWords(scalar: Ref, type: string): [string, string] {
  if (type === 'f32') return [`I[${scalar.word}]`, '0'];
  if (type === 'f64') return [`I[${scalar.word}]`, `I[${scalar.word} + 1]`];
  return [scalar.lo, type === 'i64' ? scalar.hi : '0'];
}

/** Moves between vectors and scalars that are plain copies of words. */
export const VECTOR_MOVES = {
  concat_v128: (e: Emitter, a: Ref, b: Ref) => {
    e.line(`{ const a0 = ${a.lo}, a1 = ${a.hi}, b0 = ${b.lo}, b1 = ${b.hi};`);
    for (const [i, part] of ['a0', 'a1', 'b0', 'b1'].entries()) e.line(`I[${e.out.word} + ${i}] = ${part};`);
    e.line('}');
  },
  low_v128: (e: Emitter, a: Ref) => set64(e, `I[${a.word}]`, `I[${a.word} + 1]`),
  high_v128: (e: Emitter, a: Ref) => set64(e, `I[${a.word} + 2]`, `I[${a.word} + 3]`),
  f32x4_extract: (e: Emitter, a: Ref) => e.line(`I[${e.out.word}] = I[${a.word} + ${e.imm(0)}];`),
  f64x2_extract: (e: Emitter, a: Ref) =>
    e.line(`{ const at = ${a.word} + 2 * ${e.imm(0)}; I[${e.out.word}] = I[at]; I[${e.out.word} + 1] = I[at + 1]; }`),
} as const;

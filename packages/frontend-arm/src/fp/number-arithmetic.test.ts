import { add, armEnvironment, div, F32, F64, FLAG, type Format, fma, mul, sqrt } from '@tutti/softfloat';
import { describe, expect, it } from 'vitest';
import { NumberArithmetic } from './number-arithmetic.ts';

const SEED = 0x1badcafe;
const COUNT = 4000;

/** A seeded source of 32-bit values (xorshift32). */
function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const next = random(SEED);
const words = new Uint32Array(2);
const doubles = new Float64Array(words.buffer);
const singles = new Float32Array(words.buffer);

/** Doubles close to each other in size, some with few significant bits, some extreme. */
function double(): number {
  const kind = next() % 8;
  const exponent = kind === 0 ? next() % 2048 : 1000 + (next() % 60);
  words[1] = (next() & 0x800fffff) | (exponent << 20);
  words[0] = next() % 3 === 0 ? 0 : next();
  if (next() % 3 === 0) words[1] = (words[1] as number) & 0xfffe0000;
  return doubles[0] as number;
}

function single(): number {
  const exponent = next() % 8 === 0 ? next() % 256 : 110 + (next() % 36);
  words[0] = (next() & 0x807fffff & (next() % 3 === 0 ? 0xfffe0000 : -1)) | (exponent << 23);
  return singles[0] as number;
}

const bits64 = (x: number): bigint => {
  doubles[0] = x;
  return (BigInt(words[1] as number) << 32n) | BigInt(words[0] as number);
};
const bits32 = (x: number): bigint => {
  singles[0] = x;
  return BigInt(words[0] as number);
};

type Quick = (x: NumberArithmetic, a: number, b: number, c: number) => number;
type Exact = (env: ReturnType<typeof armEnvironment>, f: Format, a: bigint, b: bigint, c: bigint) => bigint;

const CASES: readonly (readonly [string, Quick, Exact, Format])[] = [
  ['add64', (x, a, b) => x.add64(a, b), (env, f, a, b) => add(env, f, a, b), F64],
  ['mul64', (x, a, b) => x.mul64(a, b), (env, f, a, b) => mul(env, f, a, b), F64],
  ['div64', (x, a, b) => x.div64(a, b), (env, f, a, b) => div(env, f, a, b), F64],
  ['sqrt64', (x, a) => x.sqrt64(a), (env, f, a) => sqrt(env, f, a), F64],
  ['fma64', (x, a, b, c) => x.fma64(a, b, c), fma, F64],
  ['add32', (x, a, b) => x.add32(a, b), (env, f, a, b) => add(env, f, a, b), F32],
  ['mul32', (x, a, b) => x.mul32(a, b), (env, f, a, b) => mul(env, f, a, b), F32],
  ['div32', (x, a, b) => x.div32(a, b), (env, f, a, b) => div(env, f, a, b), F32],
  ['sqrt32', (x, a) => x.sqrt32(a), (env, f, a) => sqrt(env, f, a), F32],
  ['fma32', (x, a, b, c) => x.fma32(a, b, c), fma, F32],
];

describe(`NumberArithmetic against softfloat, seed ${SEED}`, () => {
  for (const [name, quick, exact, format] of CASES) {
    it(`${name} gives the exact result and inexact flag, or declines`, () => {
      const numbers = new NumberArithmetic();
      const [value, bits] = format === F64 ? [double, bits64] : [single, bits32];
      let decided = 0;
      for (let i = 0; i < COUNT; i++) {
        const a = value();
        const b = i % 7 === 0 ? -a : value();
        const c = i % 5 === 0 ? -a * b : value();
        const third = format === F64 ? c : Math.fround(c);
        const result = quick(numbers, a, b, third);
        if (Number.isNaN(result)) continue;
        decided += 1;
        const env = armEnvironment();
        const expected = exact(env, format, bits(a), bits(b), bits(third));
        expect([a, b, third, bits(result), numbers.inexact ? FLAG.inexact : 0]).toEqual([
          a,
          b,
          third,
          expected,
          env.flags,
        ]);
      }
      expect(decided).toBeGreaterThan(COUNT / 4);
    });
  }
});

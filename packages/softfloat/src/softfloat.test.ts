import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  armEnvironment,
  compare,
  convert,
  div,
  F32,
  F64,
  F80,
  FLAG,
  fma,
  fromInteger,
  mul,
  quietNaN,
  ROUND,
  remainder,
  roundToIntegral,
  sqrt,
  sub,
  toInteger,
  x86Environment,
} from './index.ts';

const bits64 = (x: number): bigint => new BigUint64Array(new Float64Array([x]).buffer)[0] as bigint;
const float64 = (b: bigint): number => new Float64Array(new BigUint64Array([b]).buffer)[0] as number;
const bits32 = (x: number): bigint => BigInt(new Uint32Array(new Float32Array([x]).buffer)[0] as number);
const float32 = (b: bigint): number => new Float32Array(new Uint32Array([Number(b)]).buffer)[0] as number;
const pattern64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const pattern32 = fc.bigInt({ min: 0n, max: (1n << 32n) - 1n });
/** Patterns with close exponents, where alignment and cancellation happen. */
const near64 = fc
  .tuple(fc.integer({ min: 0, max: 120 }), fc.bigInt({ min: 0n, max: (1n << 52n) - 1n }), fc.boolean())
  .map(([e, m, s]) => (s ? 1n << 63n : 0n) | (BigInt(960 + e) << 52n) | m);

function same64(actual: bigint, wanted: number): void {
  if (Number.isNaN(wanted)) expect(float64(actual)).toBeNaN();
  else expect(actual).toBe(bits64(wanted));
}

function same32(actual: bigint, wanted: number): void {
  if (Number.isNaN(wanted)) expect(float32(actual)).toBeNaN();
  else expect(actual).toBe(bits32(wanted));
}

describe('nearest even agrees with the host', () => {
  const operations = [
    ['add', add, (a: number, b: number) => a + b],
    ['sub', sub, (a: number, b: number) => a - b],
    ['mul', mul, (a: number, b: number) => a * b],
    ['div', div, (a: number, b: number) => a / b],
  ] as const;
  it.each(operations)('%s of doubles', (_, soft, hard) => {
    fc.assert(
      fc.property(fc.oneof(pattern64, near64), fc.oneof(pattern64, near64), (a, b) =>
        same64(soft(x86Environment('sse'), F64, a, b), hard(float64(a), float64(b))),
      ),
      { numRuns: 3000 },
    );
  });
  it.each(operations)('%s of singles', (_, soft, hard) => {
    fc.assert(
      fc.property(pattern32, pattern32, (a, b) =>
        same32(soft(armEnvironment(), F32, a, b), Math.fround(hard(float32(a), float32(b)))),
      ),
      { numRuns: 3000 },
    );
  });
  it('square roots', () => {
    fc.assert(
      fc.property(pattern64, (a) => same64(sqrt(x86Environment('sse'), F64, a), Math.sqrt(float64(a)))),
      { numRuns: 3000 },
    );
  });
  it('conversion of doubles to singles and back', () => {
    fc.assert(
      fc.property(pattern64, pattern32, (a, b) => {
        same32(convert(x86Environment('sse'), F64, F32, a), Math.fround(float64(a)));
        same64(convert(x86Environment('sse'), F32, F64, b), float32(b));
      }),
      { numRuns: 3000 },
    );
  });
  it('fma equals the rounded exact result where a double holds the product of singles', () => {
    fc.assert(
      fc.property(pattern32, pattern32, (a, b) =>
        same64(
          fma(x86Environment('sse'), F64, bits64(float32(a)), bits64(float32(b)), 0n),
          float32(a) * float32(b) + 0,
        ),
      ),
    );
  });
});

describe('rounding modes and flags', () => {
  it('directed results enclose the exact one and differ by one unit when inexact', () => {
    fc.assert(
      fc.property(near64, near64, (a, b) => {
        const at = (rounding: 0 | 1 | 2 | 3) => {
          const env = { ...x86Environment('sse'), rounding };
          return { value: float64(div(env, F64, a, b)), flags: env.flags };
        };
        const up = at(ROUND.up);
        const down = at(ROUND.down);
        if (up.flags & FLAG.inexact) expect(up.value).toBeGreaterThan(down.value);
        else expect(up.value).toBe(down.value);
        expect(Math.abs(at(ROUND.zero).value)).toBe(Math.min(Math.abs(up.value), Math.abs(down.value)));
      }),
    );
  });
  it('division by zero, invalid, overflow and underflow raise their flags', () => {
    const flags = (run: (env: ReturnType<typeof x86Environment>) => void) => {
      const env = x86Environment('sse');
      run(env);
      return env.flags;
    };
    expect(flags((env) => div(env, F64, bits64(1), 0n))).toBe(FLAG.divideByZero);
    expect(flags((env) => div(env, F64, 0n, 0n))).toBe(FLAG.invalid);
    expect(flags((env) => mul(env, F64, bits64(1e300), bits64(1e300)))).toBe(FLAG.overflow | FLAG.inexact);
    expect(flags((env) => mul(env, F64, bits64(1e-300), bits64(1e-300)))).toBe(FLAG.underflow | FLAG.inexact);
    expect(flags((env) => add(env, F64, 1n, 1n))).toBe(FLAG.denormal);
    expect(flags((env) => sqrt(env, F64, bits64(-1)))).toBe(FLAG.invalid);
  });
  it('tininess is judged before rounding on ARM and after it on x86', () => {
    // The largest denormal times a little more than one rounds up to the smallest normal.
    const a = bits64(2 ** -1022 - 2 ** -1074);
    const b = bits64(1 + 2 ** -52);
    const arm = armEnvironment();
    const x86 = x86Environment('sse');
    expect(mul(arm, F64, a, b)).toBe(mul(x86, F64, a, b));
    expect(arm.flags).toBe(FLAG.underflow | FLAG.inexact);
    expect(x86.flags & FLAG.inexact).toBe(FLAG.inexact);
  });
  it('flushing denormals follows each architecture', () => {
    const arm = { ...armEnvironment(), flushInputs: true, flushOutputs: true };
    expect(add(arm, F64, 1n, 0n)).toBe(0n);
    expect(arm.flags).toBe(FLAG.denormal);
    const x86 = { ...x86Environment('sse'), flushOutputs: true };
    expect(mul(x86, F64, bits64(1e-300), bits64(1e-300))).toBe(0n);
    expect(x86.flags).toBe(FLAG.underflow | FLAG.inexact);
  });
});

describe('NaNs', () => {
  it('come from the operand that each architecture chooses', () => {
    const quiet = quietNaN(F64, false) | 5n;
    const signalling = (0x7ffn << 52n) | 7n;
    const quieted = signalling | (1n << 51n);
    expect(add(armEnvironment(), F64, quiet, signalling)).toBe(quieted);
    expect(add(x86Environment('sse'), F64, quiet, signalling)).toBe(quiet);
    expect(add({ ...armEnvironment(), defaultNaN: true }, F64, quiet, 0n)).toBe(quietNaN(F64, false));
    expect(div(x86Environment('sse'), F64, 0n, 0n)).toBe(quietNaN(F64, true));
  });
});

describe('integers and comparisons', () => {
  it('conversion to integers agrees with truncation and saturates', () => {
    fc.assert(
      fc.property(fc.double({ min: -(2 ** 31) - 10, max: 2 ** 31 + 10, noNaN: true }), (x) => {
        const { saturated } = toInteger(armEnvironment(), F64, bits64(x), 32, true, ROUND.zero);
        expect(Number(saturated)).toBe(Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1) + 0);
      }),
    );
  });
  it('conversion from integers rounds as the host does', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (n) =>
        same64(fromInteger(armEnvironment(), F64, n), Number(n)),
      ),
    );
  });
  it('rounding to integral keeps the sign of zero', () => {
    expect(roundToIntegral(armEnvironment(), F64, bits64(-0.4), ROUND.nearestEven, true)).toBe(bits64(-0));
    expect(roundToIntegral(armEnvironment(), F64, bits64(2.5), ROUND.nearestEven, true)).toBe(bits64(2));
    expect(roundToIntegral(armEnvironment(), F64, bits64(2.5), ROUND.nearestAway, true)).toBe(bits64(3));
  });
  it('comparison agrees with the host', () => {
    fc.assert(
      fc.property(fc.oneof(pattern64, near64), fc.oneof(pattern64, near64), (a, b) => {
        const [x, y] = [float64(a), float64(b)];
        const wanted = x < y ? 'less' : x > y ? 'greater' : x === y ? 'equal' : 'unordered';
        expect(compare(armEnvironment(), F64, a, b, false)).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('80 bits', () => {
  it('holds every double exactly and comes back', () => {
    fc.assert(
      fc.property(near64, (a) => {
        const env = x86Environment('x87');
        expect(convert(env, F80, F64, convert(env, F64, F80, a))).toBe(a);
        expect(env.flags).toBe(0);
      }),
    );
  });
  it('an overflow towards zero gives the largest number of the precision', () => {
    const env = { ...x86Environment('x87'), rounding: ROUND.zero };
    const largest = 0x7ffeffffffffffffffffn;
    expect(add(env, F80, largest, largest, 53)).toBe(0x7ffefffffffffffff800n);
    expect(add(env, F80, largest, largest)).toBe(largest);
  });

  it('a subnormal result at reduced precision keeps the last bit of that precision', () => {
    const env = x86Environment('x87');
    expect(add(env, F80, 0xb5e14n, 0n, 53)).toBe(0xb6000n);
    expect(env.flags & FLAG.inexact).toBe(FLAG.inexact);
  });

  it('arithmetic with 53 bits of precision equals double arithmetic in the normal range', () => {
    fc.assert(
      fc.property(near64, near64, (a, b) => {
        const env = x86Environment('x87');
        const wide = (x: bigint) => convert(env, F64, F80, x);
        same64(convert(env, F80, F64, mul(env, F80, wide(a), wide(b), 53)), float64(a) * float64(b));
        same64(convert(env, F80, F64, add(env, F80, wide(a), wide(b), 53)), float64(a) + float64(b));
      }),
    );
  });
  it('remainder agrees with the host', () => {
    fc.assert(
      fc.property(near64, near64, (a, b) => {
        same64(remainder(x86Environment('sse'), F64, a, b, false).bits, float64(a) % float64(b));
      }),
    );
  });
});

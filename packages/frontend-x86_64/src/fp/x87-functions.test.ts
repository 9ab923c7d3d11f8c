import { F80, ROUND, roundPack, unpack, x86Environment } from '@tutti/softfloat';
import { expect, test } from 'vitest';
import {
  angle,
  exponential,
  quartersOfPi,
  type Real,
  timesLogarithm,
  timesLogarithmOf1Plus,
  trigonometric,
} from './x87-functions.ts';

const number = (bits: bigint): Real => unpack(F80, bits);
const rounded = ({ sign, significand, exponent }: Real, rounding: 0 | 1 | 2 | 3 = ROUND.nearestEven): bigint =>
  roundPack({ ...x86Environment('x87'), rounding }, F80, sign, significand, exponent);

const ONE = number(0x3fff8000000000000000n);
const TWO = number(0x40008000000000000000n);
const HALF = number(0x3ffe8000000000000000n);
const TINY = number(0x3f009000000000000000n);

// 64 bits of the decimal expansions in NIST's Digital Library of Mathematical Functions, 3.12 and 4.
test.each([
  ['pi', quartersOfPi(4, false), 0x4000c90fdaa22168c235n],
  ['sin 1', trigonometric(ONE).sine, 0x3ffed76aa47848677021n],
  ['cos 1', trigonometric(ONE).cosine, 0x3ffe8a51407da8345c92n],
  ['tan 1', trigonometric(ONE).tangent, 0x3fffc75922e5f71d2dc5n],
  ['the square root of 2, less 1', exponential(HALF), 0x3ffdd413cccfe7799211n],
  ['arc tangent of 1', angle(ONE, ONE), 0x3ffec90fdaa22168c235n],
  ['log2 3', timesLogarithmOf1Plus(TWO, ONE), 0x3fffcae00d1cfdeb43d0n],
  ['1/2 log2 2', timesLogarithm(TWO, HALF), 0x3ffe8000000000000000n],
])('%s', (_name, value, bits) => {
  expect(rounded(value)).toBe(bits);
});

test('the second term of the series decides where the first is exact', () => {
  const { sine, tangent } = trigonometric(TINY);
  expect(rounded(sine, ROUND.zero)).toBe(0x3f008fffffffffffffffn);
  expect(rounded(sine, ROUND.up)).toBe(0x3f009000000000000000n);
  expect(rounded(tangent, ROUND.zero)).toBe(0x3f009000000000000000n);
  expect(rounded(tangent, ROUND.up)).toBe(0x3f009000000000000001n);
  expect(rounded(angle(TINY, ONE), ROUND.zero)).toBe(0x3f008fffffffffffffffn);
});

test('arguments are reduced with 66 bits of pi', () => {
  expect(rounded(trigonometric(number(0x403d8000000000000000n)).sine)).toBe(0xbffeb506a9dd559cf157n);
});

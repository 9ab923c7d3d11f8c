/** Bits after the point of the constants: more than any function here asks for. */
export const CONSTANT_BITS = 320;
const CONSTANT = BigInt(CONSTANT_BITS);

/**
 * Functions of fixed-point numbers: integers in units of 2^-p, for arguments of 0 and above. Results are some tens of units off.
 * All are rare, so they take the shortest series that needs no table of coefficients.
 */

/** The sum of z^n/n over odd n: the area hyperbolic tangent, or with alternating signs the arc tangent. */
function oddSeries(z: bigint, p: bigint, alternating: boolean): bigint {
  const square = (z * z) >> p;
  let sum = 0n;
  let power = z;
  for (let n = 1n; power !== 0n; n += 2n) {
    const term = power / n;
    sum += alternating && (n & 2n) !== 0n ? -term : term;
    power = (power * square) >> p;
  }
  return sum;
}

/** (numerator/denominator) with the bits of constants. */
const ratio = (numerator: bigint, denominator: bigint): bigint => (numerator << CONSTANT) / denominator;

export const LN2 = 2n * oddSeries(ratio(1n, 3n), CONSTANT, false);

/** Arc tangents of 0, 1/4, 1/2, 3/4 and 1, each from the one before: tan(a - b) = (tan a - tan b) / (1 + tan a tan b). */
const ARC_TANGENTS = [0n];
for (const k of [1n, 2n, 3n, 4n])
  ARC_TANGENTS.push((ARC_TANGENTS.at(-1) as bigint) + oddSeries(ratio(4n, 16n + k * (k - 1n)), CONSTANT, true));

export const PI = 4n * (ARC_TANGENTS[4] as bigint);

/** Natural logarithm of (1 + z) / (1 - z), z below 1/2. */
export const logarithmOfRatio = (z: bigint, p: bigint): bigint => 2n * oddSeries(z, p, false);

/** Arc tangent of r, which is 1 at most. */
export function arcTangent(r: bigint, p: bigint): bigint {
  const k = (4n * r + (1n << (p - 1n))) >> p;
  const distance = ((4n * r - (k << p)) << p) / ((4n << p) + k * r);
  const rest = oddSeries(distance < 0n ? -distance : distance, p, true);
  return ((ARC_TANGENTS[Number(k)] as bigint) >> (CONSTANT - p)) + (distance < 0n ? -rest : rest);
}

/** e^x - 1, or 1 - e^-x. */
export function exponentialLess1(x: bigint, p: bigint, negative: boolean): bigint {
  let sum = 0n;
  let term = x;
  for (let n = 2n; term !== 0n; n++) {
    sum += negative && (n & 1n) !== 0n ? -term : term;
    term = ((term * x) >> p) / n;
  }
  return sum;
}

/** Sine and cosine of t below 1. */
export function sineAndCosine(t: bigint, p: bigint): [sine: bigint, cosine: bigint] {
  const sums: [bigint, bigint] = [0n, 0n];
  let term = 1n << p;
  for (let n = 0n; term !== 0n; ) {
    const which = (n & 1n) === 0n ? 1 : 0;
    sums[which] += (n & 2n) === 0n ? term : -term;
    n++;
    term = ((term * t) >> p) / n;
  }
  return sums;
}

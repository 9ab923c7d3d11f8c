import { type Environment, FLAG } from './environment.ts';
import { type Format, maxField, packFields, quietBit, quietNaN, type Unpacked, unpack, zero } from './format.ts';

/** The default NaN, with the invalid exception: the result of an invalid operation on numbers. */
export function invalid(env: Environment, f: Format): bigint {
  env.flags |= FLAG.invalid;
  return quietNaN(f, env.defaultNaNSign);
}

export const isNaNKind = (x: Unpacked): boolean => x.kind === 'quiet' || x.kind === 'signalling';

/** Take an operand apart; denormals are flushed or flagged as the environment says. */
export function operand(env: Environment, f: Format, bits: bigint): Unpacked {
  const x = unpack(f, bits);
  if (x.denormal && env.flushInputs) {
    if (env.denormalFlag === 'flushed') env.flags |= FLAG.denormal;
    return unpack(f, zero(f, x.sign));
  }
  return x;
}

/**
 * The NaN result of an operation with a NaN among its operands, or undefined when there is none.
 * Raises invalid for signalling NaNs and for unsupported patterns.
 */
export function propagate(env: Environment, f: Format, ...operands: readonly Unpacked[]): bigint | undefined {
  if (operands.some((x) => x.kind === 'unsupported')) return invalid(env, f);
  const nans = operands.filter(isNaNKind);
  if (nans.length === 0) return undefined;
  const signalling = nans.filter((x) => x.kind === 'signalling');
  if (signalling.length > 0) env.flags |= FLAG.invalid;
  if (env.defaultNaN) return quietNaN(f, env.defaultNaNSign);
  return quieted(f, chosen(env, f, nans, signalling));
}

function chosen(env: Environment, f: Format, nans: readonly Unpacked[], signalling: readonly Unpacked[]): Unpacked {
  const [first, second] = nans as readonly [Unpacked, Unpacked?];
  if (env.nan === 'sse' || second === undefined) return first;
  if (env.nan === 'arm') return signalling[0] ?? first;
  // Intel SDM 1, table 4-7: a quiet NaN wins over a signalling one, else the larger significand, else the positive one.
  if (first.kind !== second.kind) return first.kind === 'quiet' ? first : second;
  const a = first.significand | quietBit(f);
  const b = second.significand | quietBit(f);
  if (a !== b) return a > b ? first : second;
  return first.sign ? second : first;
}

const quieted = (f: Format, x: Unpacked): bigint => x.bits | quietBit(f);

/** Raise the denormal exception for operands that are computed with, where the architecture has it. */
export function noteDenormals(env: Environment, ...operands: readonly Unpacked[]): void {
  if (env.denormalFlag === 'used' && operands.some((x) => x.denormal)) env.flags |= FLAG.denormal;
}

/** A NaN carried to another format: the fraction keeps its most significant bits. */
export function convertNaN(env: Environment, from: Format, to: Format, x: Unpacked): bigint {
  if (x.kind === 'signalling') env.flags |= FLAG.invalid;
  if (env.defaultNaN) return quietNaN(to, env.defaultNaNSign);
  const fraction = x.significand & ((1n << BigInt(from.precision - 1)) - 1n);
  const shift = to.precision - from.precision;
  const moved = shift >= 0 ? fraction << BigInt(shift) : fraction >> BigInt(-shift);
  const integer = to.explicitInteger ? 1n << 63n : 0n;
  return packFields(to, x.sign, maxField(to), moved | quietBit(to) | integer);
}

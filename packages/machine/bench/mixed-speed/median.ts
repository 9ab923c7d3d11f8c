/** Samples drawn anew for an interval. */
const RESAMPLES = 2000;
const MASK = 0xffff_ffff;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** The middle value, or the mean of the two in the middle. NaN when there is none. */
export function median(values: readonly number[]): number {
  const order = sorted(values);
  const half = order.length / 2;
  return ((order[Math.ceil(half) - 1] ?? Number.NaN) + (order[Math.floor(half)] ?? Number.NaN)) / 2;
}

/** Numbers in [0, 1) by xorshift, the same at every call: an interval that is printed twice is the same twice. */
function repeatable(): () => number {
  let x = 0x9e37_79b9;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / (MASK + 1);
  };
}

/** 95 % confidence interval of the median, by bootstrap percentiles (Efron). */
export function medianInterval(values: readonly number[]): { readonly low: number; readonly high: number } {
  const random = repeatable();
  const medians = sorted(
    Array.from({ length: RESAMPLES }, () => median(values.map(() => values[Math.floor(random() * values.length)]!))),
  );
  return { low: medians[Math.floor(RESAMPLES * 0.025)]!, high: medians[Math.ceil(RESAMPLES * 0.975) - 1]! };
}

/**
 * Expand the generator's run-length form of a lookup.
 * @param length  number of entries
 * @param runs    `[value, count, value, count, ...]`
 */
export function expandRuns(length: number, runs: readonly number[]): Uint16Array {
  const out = new Uint16Array(length);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const end = at + (runs[i + 1] as number);
    out.fill(runs[i] as number, at, end);
    at = end;
  }
  return out;
}

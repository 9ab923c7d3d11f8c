import { readFileSync } from 'node:fs';
import { featureName } from '../../src/decode/info.ts';

/** What Linux calls a feature, where that is not its name in lower case. */
const NAMES: Readonly<Record<string, string>> = { SHA: 'sha_ni', LZCNT: 'abm', SSE3: 'pni' };
/** Features without which a processor may be; all others are everywhere or not compared. */
const OPTIONAL = new Set(
  'SSE3 SSSE3 SSE4_1 SSE4_2 POPCNT MOVBE AES PCLMULQDQ SHA LZCNT BMI1 BMI2 ADX AVX AVX2 FMA F16C'.split(' '),
);

let flags: Set<string> | undefined;

const line = (key: string): string =>
  new RegExp(`^${key}\\s*:(.*)$`, 'm').exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim() ?? '';

/** Is the processor that runs the tests one of AMD's? */
export const hostIsAmd = (): boolean => line('vendor_id') === 'AuthenticAMD';

/** Does the processor that runs the tests have a feature (a value of `Feature`)? */
export function hostHas(feature: number): boolean {
  flags ??= new Set(line('flags').split(' '));
  const name = featureName(feature);
  return !OPTIONAL.has(name) || flags.has(NAMES[name] ?? name.toLowerCase());
}

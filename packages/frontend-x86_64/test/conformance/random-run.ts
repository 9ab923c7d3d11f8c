/**
 * The long form of random.test.ts: `node test/conformance/random-run.ts [strings per mode, default 10 million] [seed]`. Prints the listed
 * classes with their counts; exits with 1 on a difference that is not listed.
 */
import { argv, exit } from 'node:process';
import type { Mode } from '../../src/decode/index.ts';
import { Random, runSeed } from './random.ts';
import { compareRandomStrings, shapeTowardsMaps } from './random-strings.ts';

const count = Number(argv[2] ?? 10_000_000);
const seed = Number(argv[3] ?? runSeed());
const modes: readonly Mode[] = [16, 32, 64];
let failed = false;

console.log(`${count} strings per mode and kind, seed ${seed}`);
for (const mode of modes) {
  for (const kind of ['random', 'with prefixes and escapes'] as const) {
    const random = new Random(seed);
    const shape = kind === 'random' ? undefined : shapeTowardsMaps(mode, random);
    const { agreed, listed, unlisted } = compareRandomStrings(mode, count, random, shape);
    console.log(`${mode}-bit, ${kind}: ${agreed} agree (${((100 * agreed) / count).toFixed(4)} %)`);
    for (const [name, n] of [...listed].sort(([, a], [, b]) => b - a)) console.log(`  ${n}  ${name}`);
    for (const detail of unlisted) console.log(`  NOT LISTED ${detail}`);
    failed ||= unlisted.length > 0;
  }
}
exit(failed ? 1 : 0);

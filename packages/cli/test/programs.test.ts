import { describe, expect, it } from 'vitest';
import { whyBad } from '../src/lab/guest-run.ts';
import { compareOutputs, hostHasLevels } from '../src/lab/same-output.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_SECONDS = 200;
const MARGIN_MS = 60_000;
const file = testFolder();

describe.skipIf(!hostHasLevels())('programs compiled by gcc (needs an x86-64-v3 host with AES)', () => {
  it(
    'floats, strings, compression and crypto print on a PC what they print here, at each level of x86-64',
    async () => {
      const { run, programs } = await compareOutputs(file('.'), TIMEOUT_SECONDS);
      expect(whyBad(run, 1)).toBeUndefined();
      expect(programs.map(({ name, guest }) => [name, guest])).toEqual(programs.map(({ name, host }) => [name, host]));
    },
    TIMEOUT_SECONDS * 1000 + MARGIN_MS,
  );
});

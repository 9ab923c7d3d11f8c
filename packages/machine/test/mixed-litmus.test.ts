import { builtInBoard, type MachineOptions } from '@tutti/machine';
import { describe, expect, it } from 'vitest';
import { LitmusBatch } from './support/litmus.ts';
import { LITMUS } from './support/litmus-tests.ts';
import { rawFiles, runBoard } from './support/mixed.ts';

const LONG = 240_000;
const ROUNDS = 2000;
const CONTROLS = new Set(LITMUS.filter((t) => t.control).map((t) => t.name));

const RUNS: readonly MachineOptions[] = [
  { threads: 1 },
  { threads: 2 },
  { threads: 4 },
  { threads: 1, codegen: 'js' },
  { threads: 2, codegen: 'js' },
  { threads: 4, codegen: 'js' },
];

describe('litmus tests with ARM barriers on one side and TSO on the other', () => {
  it.each(RUNS)(
    'nothing forbidden is seen, %j',
    async (options) => {
      const batch = new LitmusBatch(LITMUS, ROUNDS);
      const { machine } = await runBoard(builtInBoard('duet'), { ...options, files: rawFiles(batch.files) });
      const seen = [...batch.verdicts(machine)].filter(([name, failures]) => failures > 0 && !CONTROLS.has(name));
      expect(seen).toEqual([]);
      const { counter, expected } = batch.counted(machine);
      expect(counter).toBe(expected);
    },
    LONG,
  );
});

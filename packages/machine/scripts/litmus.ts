// The litmus suite across architectures with more rounds: `node packages/machine/scripts/litmus.ts [ROUNDS [RUNS]]`. Tells for each test
// how often it saw what is forbidden; tests without barriers may. The status is 1 when another one did.
import process from 'node:process';
import { builtInBoard } from '@tutti/machine';
import { LitmusBatch } from '../test/support/litmus.ts';
import { LITMUS } from '../test/support/litmus-tests.ts';
import { rawFiles, runBoard } from '../test/support/mixed.ts';

const [rounds = 10_000, runs = 3] = process.argv.slice(2).map(Number);
const totals = new Map(LITMUS.map(({ name }) => [name, 0]));
let lost = 0;
for (let run = 0; run < runs; run++) {
  const batch = new LitmusBatch(LITMUS, rounds);
  const { machine } = await runBoard(builtInBoard('duet'), { files: rawFiles(batch.files) });
  for (const [name, failures] of batch.verdicts(machine)) totals.set(name, (totals.get(name) ?? 0) + failures);
  const { counter, expected } = batch.counted(machine);
  lost += expected - counter;
}
for (const { name, control } of LITMUS) {
  process.stdout.write(`${name}: ${totals.get(name)} of ${rounds * runs}${control ? ' (control)' : ''}\n`);
}
process.stdout.write(`counts lost under the lock: ${lost}\n`);
const bad = LITMUS.some(({ name, control }) => !control && (totals.get(name) ?? 0) > 0);
process.exitCode = bad || lost !== 0 ? 1 : 0;

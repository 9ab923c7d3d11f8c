// Compare random instances with the host and print what differs, by mnemonic: node test/oracle/explore.ts [pattern] [count] [seed]
import { referenceBackEnd } from '@tutti/ir';
import { differences } from './compare.ts';
import { makeJobs } from './instances.ts';
import { JOB, runOnHost } from './job.ts';
import { LifterUnderTest } from './lifter.ts';

const [pattern = '.', count = '2000', seed = '1'] = process.argv.slice(2);
const accept = new RegExp(`^(${pattern})$`.replace('^(.)$', '.'));
const { jobs, instances } = makeJobs(Number(seed), Number(count), (name) => accept.test(name));
const host = runOnHost(jobs);
const ours = new LifterUnderTest(referenceBackEnd).run(jobs);
const failed = new Map<string, { count: number; first: string }>();
const total = new Map<string, number>();
instances.forEach((instance, i) => {
  total.set(instance.name, (total.get(instance.name) ?? 0) + 1);
  const record = (all: Uint8Array) => all.subarray(i * JOB.SIZE, (i + 1) * JOB.SIZE);
  const found = differences(instance, record(host), record(ours));
  if (found.length === 0) return;
  const entry = failed.get(instance.name) ?? { count: 0, first: `${instance.text} | ${found.slice(0, 4).join('; ')}` };
  entry.count++;
  failed.set(instance.name, entry);
});
for (const [name, entry] of [...failed].sort())
  console.log(`${name} ${entry.count}/${total.get(name)}: ${entry.first}`);
console.log(
  `${instances.length} instances of ${total.size} mnemonics, ${[...failed.values()].reduce((n, e) => n + e.count, 0)} differ in ${failed.size}`,
);

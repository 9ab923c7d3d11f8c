// One machine of one sample: `load.ts SIDES BUSY`, each a list like `arm,x86`. When all that is to be busy runs compiled code it prints a
// line and waits for one; then it measures and prints the speed of each busy side, in millions of instructions by second of processor time
// of its core's thread.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardFrom, type NamedBytes } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { median } from './median.ts';
import { PROGRAM_AT, programOf, type Side } from './programs.ts';

const POLL_MS = 20;
/** All threads of a machine wait for it by then. */
const THREADS_MS = 2000;
/** V8 has optimised all that is hot by then, on a processor that up to four cores share. */
const WARM_MS = 2000;
/** The speed is the median of so many windows, so that moments in which the host does something else do not count. */
const WINDOWS = 15;
const WINDOW_MS = 100;

const CLUSTERS = {
  arm: { name: 'arm', arch: 'arm', model: 'cortex-a9', boot: { protocol: 'raw' } },
  x86: { name: 'x86', arch: 'x86_64', model: 'qemu64', boot: { protocol: 'raw', loadAt: PROGRAM_AT.x86 } },
} as const;

function boardOf(sides: readonly Side[]) {
  const memory = sides.map((side) => ({
    name: `${side}_ram`,
    at: { [side]: side === 'arm' ? PROGRAM_AT.arm : 0 },
    size: '4M',
  }));
  return boardFrom({ name: sides.join('-'), memory, clusters: sides.map((side) => CLUSTERS[side]) }, 'bench');
}

/** Nanoseconds on a processor of the thread that runs a core. */
function threadNs(core: number): number {
  for (const task of readdirSync('/proc/self/task')) {
    const folder = `/proc/self/task/${task}`;
    if (readFileSync(`${folder}/comm`, 'utf8').trim() !== `core${core}`) continue;
    return Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]);
  }
  throw new Error(`no thread runs core ${core}`);
}

const [sides, busy] = process.argv.slice(2).map((list) => list.split(',') as Side[]) as [Side[], Side[]];
const files = Object.fromEntries(
  sides.map((side) => [
    side,
    { image: { path: side, bytes: programOf(side, busy.includes(side)) } satisfies NamedBytes },
  ]),
);
const machine = await createMachine(boardOf(sides), { files });
// Which regions are formed depends on how far the guest is when the compiler starts, which differs with the number of threads before it.
await machine.start({ paused: true });
await sleep(THREADS_MS);
await machine.resume();
const stats = (side: Side) => machine.stats().cores[sides.indexOf(side)]!;
while (!busy.every((side) => stats(side).regionsInstalled > 0)) await sleep(POLL_MS);
await sleep(WARM_MS);
process.stdout.write('warm\n');
await once(process.stdin, 'data');
const now = () => busy.map((side) => ({ ns: threadNs(sides.indexOf(side)), instructions: stats(side).instructions }));
const windows: number[][] = busy.map(() => []);
for (let n = 0; n < WINDOWS; n++) {
  const before = now();
  await sleep(WINDOW_MS);
  for (const [i, after] of now().entries()) {
    const mips = (1e3 * (after.instructions - before[i]!.instructions)) / (after.ns - before[i]!.ns);
    windows[i]!.push(mips);
  }
}
process.stdout.write(`${JSON.stringify(Object.fromEntries(busy.map((side, i) => [side, median(windows[i]!)])))}\n`);
await machine.stop();
process.exit(0);

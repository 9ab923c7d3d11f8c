// Speed of each kind of core on a mixed board against a board of its own: `node packages/machine/bench/mixed-speed.ts [ROUNDS]`, on Linux
// (`taskset`). Beside an idle core of the other kind, and beside a busy one. Speed is instructions by processor time of the core's
// thread. Hosts are not steady: where they share a processor's units with others, a loop in C runs at two thirds of its speed for seconds.
// So the boards that are compared run at once, as processes that take turns on one processor, and each sample is a ratio of its own.
// Processes are new in every round: chance (where memory and code lie, when V8 optimises) is drawn anew.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { median, medianInterval } from './mixed-speed/median.ts';
import { SIDES, type Side } from './mixed-speed/programs.ts';

const LOAD = join(dirname(import.meta.filename), 'mixed-speed', 'load.ts');
const PROCESSOR = '0';
/** A ratio is shown to be 1 when its interval lies so near. */
const WITHIN = 0.03;

type Speeds = Readonly<Partial<Record<Side, number>>>;

/** What is busy on the mixed board of a sample; each of them is busy on a board of its own as well. */
const SAMPLES: readonly { readonly name: string; readonly busy: readonly Side[] }[] = [
  { name: 'beside an idle core', busy: ['arm'] },
  { name: 'beside an idle core', busy: ['x86'] },
  { name: 'beside a busy core', busy: SIDES },
];

/** @throws Error when the process ended before it said anything more */
async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error('the process of a machine ended early');
  return value;
}

/** Run a mixed board and boards of the busy sides' own; they measure at once, when all are warm. @returns mixed speed / own speed */
async function take(busy: readonly Side[]): Promise<Speeds> {
  const boards = [SIDES, ...busy.map((side) => [side])];
  const machines = boards.map((sides) => {
    const args = [
      '-c',
      PROCESSOR,
      process.execPath,
      LOAD,
      sides.join(),
      busy.filter((side) => sides.includes(side)).join(),
    ];
    const child = spawn('taskset', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  });
  for (const { lines } of machines) await nextLine(lines);
  for (const { child } of machines) child.stdin.write('\n');
  const speeds: Speeds[] = [];
  for (const { lines } of machines) speeds.push(JSON.parse(await nextLine(lines)));
  for (const { child } of machines) if (child.exitCode === null) await once(child, 'exit');
  const [mixed, ...own] = speeds;
  return Object.fromEntries(busy.map((side, i) => [side, mixed![side]! / own[i]![side]!]));
}

const rounds = Number(process.argv[2] ?? '10');
const taken = SAMPLES.map((): Speeds[] => []);
for (let round = 0; round < rounds; round++)
  for (const [i, { busy }] of SAMPLES.entries()) taken[i]!.push(await take(busy));

for (const [i, { name, busy }] of SAMPLES.entries()) {
  for (const side of busy) {
    const ratios = taken[i]!.map((speeds) => speeds[side]!);
    const { low, high } = medianInterval(ratios);
    const shown = low > 1 - WITHIN && high < 1 + WITHIN ? 'within' : 'not shown to be within';
    const list = ratios.map((ratio) => ratio.toFixed(3)).join(' ');
    const interval = `${low.toFixed(3)} to ${high.toFixed(3)} with 95 %`;
    process.stdout.write(`${side} ${name}: ${median(ratios).toFixed(3)}, ${interval}: ${shown} 3 %\n  ${list}\n`);
  }
}

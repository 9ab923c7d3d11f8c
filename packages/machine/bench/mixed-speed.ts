// Speed of each kind of core on a mixed board against a board of its own: `node packages/machine/bench/mixed-speed.ts [ROUNDS]`, on Linux;
// 15 rounds take less than four minutes when nothing else runs. Speed is instructions by processor time of the core's thread. Every
// sample is a process of its own, so that chance (where the host has memory and code, when V8 optimises) is drawn anew. Two questions,
// each answered by samples of the same rounds: a core beside an idle one of the other kind against a board of its own; and beside a busy
// one against a board of its own while the other board is busy in another process, which is what sharing the host costs anyway.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { median, ratioInterval, upperQuartile } from './mixed-speed/median.ts';
import { SIDES, type Side } from './mixed-speed/programs.ts';

const LOAD = join(dirname(import.meta.filename), 'mixed-speed', 'load.ts');
/** A ratio is shown to be 1 when its interval lies so near. */
const WITHIN = 0.03;

type Speeds = Readonly<Partial<Record<Side, number>>>;
/** One machine: its sides, and those that are busy. */
interface Load {
  readonly sides: readonly Side[];
  readonly busy: readonly Side[];
}

/** What runs at once in one sample. */
const SAMPLES: Readonly<Record<string, readonly Load[]>> = {
  armAlone: [{ sides: ['arm'], busy: ['arm'] }],
  armBesideIdle: [{ sides: SIDES, busy: ['arm'] }],
  x86Alone: [{ sides: ['x86'], busy: ['x86'] }],
  x86BesideIdle: [{ sides: SIDES, busy: ['x86'] }],
  bothApart: SIDES.map((side) => ({ sides: [side], busy: [side] })),
  bothTogether: [{ sides: SIDES, busy: SIDES }],
};

const QUESTIONS: readonly { readonly name: string; readonly side: Side; readonly of: string; readonly by: string }[] = [
  { name: 'arm beside an idle x86 core', side: 'arm', of: 'armBesideIdle', by: 'armAlone' },
  { name: 'arm beside a busy x86 core', side: 'arm', of: 'bothTogether', by: 'bothApart' },
  { name: 'x86 beside an idle arm core', side: 'x86', of: 'x86BesideIdle', by: 'x86Alone' },
  { name: 'x86 beside a busy arm core', side: 'x86', of: 'bothTogether', by: 'bothApart' },
];

/** @throws Error when the process ended before it said anything more */
async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error('the process of a machine ended early');
  return value;
}

/** Run all machines of a sample; each measures when all are warm. */
async function take(loads: readonly Load[]): Promise<Speeds> {
  const machines = loads.map(({ sides, busy }) => {
    const child = spawn(process.execPath, [LOAD, sides.join(), busy.join()], { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  });
  for (const { lines } of machines) await nextLine(lines);
  for (const { child } of machines) child.stdin.write('\n');
  const speeds: Speeds[] = [];
  for (const { lines } of machines) speeds.push(JSON.parse(await nextLine(lines)));
  for (const { child } of machines) if (child.exitCode === null) await once(child, 'exit');
  return Object.assign({}, ...speeds);
}

const rounds = Number(process.argv[2] ?? '15');
const taken: Record<string, Speeds>[] = [];
for (let round = 0; round < rounds; round++) {
  const entries = Object.entries(SAMPLES);
  // What comes first in a round comes last in the next.
  const order = round % 2 === 0 ? entries : entries.reverse();
  const speeds: Record<string, Speeds> = {};
  for (const [name, loads] of order) speeds[name] = await take(loads);
  taken.push(speeds);
}

const speedsOf = (sample: string, side: Side): number[] => taken.map((round) => round[sample]![side]!);
for (const { name, side, of, by } of QUESTIONS) {
  const [mixed, own] = [speedsOf(of, side), speedsOf(by, side)];
  const { low, high } = ratioInterval(mixed, own);
  const shown = low > 1 - WITHIN && high < 1 + WITHIN;
  // The host can only slow a sample down: what the fastest quarter reaches is the least disturbed figure.
  const fastest = upperQuartile(mixed) / upperQuartile(own);
  const list = (speeds: readonly number[]) => speeds.map((mips) => mips.toFixed(0)).join(' ');
  process.stdout.write(
    `${name}: ${(median(mixed) / median(own)).toFixed(3)}, ${(low).toFixed(3)} to ${high.toFixed(3)} with 95 %: `,
  );
  process.stdout.write(`${shown ? 'within' : 'not shown to be within'} 3 %; fastest quarter ${fastest.toFixed(3)}\n`);
  process.stdout.write(`  MIPS ${list(mixed)}\n  own  ${list(own)}\n`);
}

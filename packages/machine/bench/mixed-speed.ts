// Speed of each kind of core on a mixed board against a board of its own: `node packages/machine/bench/mixed-speed.ts [ROUNDS]`, on Linux.
// Speed is instructions by processor time of the core's thread, so that a busy host matters little. In each round every row runs once and
// is compared with that round's board of one side; the figures are medians of all rounds. The last row of each side is the control: the
// other side is busy in a process of its own, which is what sharing the host costs without a mixed board.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardFrom, type NamedBytes } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { ArmAssembler, R1, R2, R4 } from '../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RDX, X86Assembler } from '../src/guests/x86-assembler.ts';

const LOAD = '--load';
const WARM_MS = 700;
const POLL_MS = 50;
const MEASURE_MS = 1500;
const RAM = { arm: 0x6000_0000, x86: 0x10_0000 } as const;
type Side = keyof typeof RAM;

/** Additions, a load and a store to private memory, and a branch, without end; or a core that sleeps. */
const PROGRAMS: Readonly<Record<Side, (busy: boolean) => Uint8Array>> = {
  arm: (busy) => {
    const a = new ArmAssembler(RAM.arm);
    a.mov32(R4, RAM.arm + 0x8000);
    a.label('next');
    if (!busy) a.wfi();
    for (let i = 0; i < 4; i++) a.register('add', R1, R1, R2);
    a.memory('ldr', R2, R4);
    a.immediate('add', R2, R2, 1);
    a.memory('str', R2, R4);
    a.b('next');
    return a.code.finish();
  },
  x86: (busy) => {
    const a = new X86Assembler(RAM.x86);
    a.mov(RBX, RAM.x86 + 0x8000);
    a.label('next');
    if (!busy) a.plain('hlt');
    for (let i = 0; i < 4; i++) a.register('add', RAX, RDX);
    a.memory('load', RDX, at(RBX));
    a.immediate('add', RDX, 1);
    a.memory('store', RDX, at(RBX));
    a.jmp('next');
    return a.code.finish();
  },
};

const CLUSTERS = {
  arm: { name: 'arm', arch: 'arm', model: 'cortex-a9', boot: { protocol: 'raw' } },
  x86: { name: 'x86', arch: 'x86_64', model: 'qemu64', boot: { protocol: 'raw', loadAt: RAM.x86 } },
} as const;

function boardOf(sides: readonly Side[]) {
  const memory = sides.map((side) => ({
    name: `${side}_ram`,
    at: { [side]: side === 'arm' ? RAM.arm : 0 },
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

async function started(sides: readonly Side[], busy: readonly Side[]) {
  const files = Object.fromEntries(
    sides.map((side) => [
      side,
      { image: { path: side, bytes: PROGRAMS[side](busy.includes(side)) } satisfies NamedBytes },
    ]),
  );
  const machine = await createMachine(boardOf(sides), { files });
  await machine.start();
  // Until the loop of every busy core is compiled, which takes long on a busy host.
  const compiled = (side: Side) => (machine.stats().cores[sides.indexOf(side)]?.regionsInstalled ?? 0) > 0;
  while (!busy.every(compiled)) await sleep(POLL_MS);
  return machine;
}

/** Millions of instructions that a side's core retires in a second of processor time. */
async function measure(side: Side, sides: readonly Side[], busy: readonly Side[]): Promise<number> {
  const machine = await started(sides, busy);
  const core = sides.indexOf(side);
  await sleep(WARM_MS);
  const now = () => ({ ns: threadNs(core), instructions: machine.stats().cores[core]?.instructions ?? 0 });
  const before = now();
  await sleep(MEASURE_MS);
  const after = now();
  await machine.stop();
  return ((after.instructions - before.instructions) / (after.ns - before.ns)) * 1e3;
}

/** A side that is busy in a process of its own, and says when it is. */
async function besideProcess(side: Side): Promise<ChildProcess> {
  const child = spawn(process.execPath, [import.meta.filename, LOAD, side], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

const BOTH: readonly Side[] = ['arm', 'x86'];
const ROWS: readonly { readonly name: string; run(side: Side, other: Side): Promise<number> }[] = [
  { name: 'on a board of its own', run: (side) => measure(side, [side], [side]) },
  { name: 'beside an idle core of the other kind', run: (side) => measure(side, BOTH, [side]) },
  { name: 'beside a busy core of the other kind', run: (side) => measure(side, BOTH, BOTH) },
  {
    name: 'control: beside another process',
    async run(side, other) {
      const child = await besideProcess(other);
      const speed = await measure(side, [side], [side]);
      child.kill();
      await once(child, 'exit');
      return speed;
    },
  },
];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function compare(rounds: number): Promise<void> {
  const seen = BOTH.map(() => ROWS.map((): { mips: number; ratio: number }[] => []));
  for (let round = 0; round < rounds; round++) {
    for (const [s, side] of BOTH.entries()) {
      const speeds: number[] = [];
      for (const row of ROWS) speeds.push(await row.run(side, BOTH[1 - s]!));
      for (const [i, mips] of speeds.entries()) seen[s]![i]!.push({ mips, ratio: mips / speeds[0]! });
    }
  }
  for (const [s, side] of BOTH.entries()) {
    for (const [i, { name }] of ROWS.entries()) {
      const mips = median(seen[s]![i]!.map((m) => m.mips));
      const ratio = median(seen[s]![i]!.map((m) => m.ratio));
      process.stdout.write(
        `${`${side} ${name}`.padEnd(48)} ${mips.toFixed(0).padStart(6)} MIPS  ${ratio.toFixed(3)}\n`,
      );
    }
  }
}

const [first = '5', loaded] = process.argv.slice(2);
if (first === LOAD) {
  const side = BOTH.find((name) => name === loaded)!;
  await started([side], [side]);
  await sleep(WARM_MS);
  process.stdout.write('busy\n');
} else {
  await compare(Number(first));
}

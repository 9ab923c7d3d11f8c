// Speed of each kind of core on a mixed board against a board of its own: `node packages/machine/bench/mixed-speed.ts [ROUNDS]`.
// Best of all rounds; rounds take turns, so that a busy host disturbs every row alike.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardFrom, type NamedBytes } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { ArmAssembler, R1, R2, R4 } from '../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RDX, X86Assembler } from '../src/guests/x86-assembler.ts';

const WARM_MS = 700;
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

/** Millions of instructions a second of each core. */
async function measure(sides: readonly Side[], busy: readonly Side[]): Promise<Map<Side, number>> {
  const files = Object.fromEntries(
    sides.map((side) => [
      side,
      { image: { path: side, bytes: PROGRAMS[side](busy.includes(side)) } satisfies NamedBytes },
    ]),
  );
  const machine = await createMachine(boardOf(sides), { files });
  await machine.start();
  await sleep(WARM_MS);
  const before = machine.stats();
  await sleep(MEASURE_MS);
  const after = machine.stats();
  await machine.stop();
  const seconds = after.guestSeconds - before.guestSeconds;
  const mips = (i: number): number =>
    ((after.cores[i]?.instructions ?? 0) - (before.cores[i]?.instructions ?? 0)) / 1e6 / seconds;
  return new Map(sides.map((side, i) => [side, mips(i)]));
}

const BOTH: readonly Side[] = ['arm', 'x86'];
const ROWS: readonly {
  readonly name: string;
  readonly core: Side;
  readonly sides: readonly Side[];
  readonly busy: readonly Side[];
}[] = BOTH.flatMap((core) => [
  { name: `${core} on a board of its own`, core, sides: [core], busy: [core] },
  { name: `${core} beside an idle core of the other kind`, core, sides: BOTH, busy: [core] },
  { name: `${core} beside a busy core of the other kind`, core, sides: BOTH, busy: BOTH },
]);

const rounds = Number(process.argv[2] ?? 5);
const best = ROWS.map(() => 0);
for (let round = 0; round < rounds; round++) {
  for (const [i, { core, sides, busy }] of ROWS.entries()) {
    best[i] = Math.max(best[i] ?? 0, (await measure(sides, busy)).get(core) ?? 0);
  }
}
for (const [i, { name, core }] of ROWS.entries()) {
  const alone = best[ROWS.findIndex((row) => row.core === core)] ?? 1;
  const mips = best[i] ?? 0;
  process.stdout.write(`${name.padEnd(48)} ${mips.toFixed(0).padStart(6)} MIPS  ${(mips / alone).toFixed(3)}\n`);
}

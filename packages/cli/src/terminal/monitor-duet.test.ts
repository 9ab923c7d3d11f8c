import { builtInBoard, type Machine } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { expect, it } from 'vitest';
import { monitorCommand } from './monitor.ts';

/** Where the board's embedded programs begin, and how each kind of core shows its program counter. */
const SIDES = [
  {
    go: (machine: Machine) => machine.start(),
    cluster: 'arm',
    core: 0,
    at: '0x60000000',
    pc: /core 0 [\s\S]*?r15 ([0-9a-f]+)/,
  },
  {
    go: (machine: Machine) => machine.resume(),
    cluster: 'x86',
    core: 2,
    at: '0x100000',
    pc: /core 2 [\s\S]*?pc ([0-9a-f]+)/,
  },
] as const;
/** An address at the start of a line of disassembly. */
const SECOND = /\n([0-9a-f]+):/;

it('stops, steps, shows and continues ARM and x86 cores of one machine', async () => {
  const machine = await createMachine(builtInBoard('duet'), {
    // Cores take turns in their order: none is past its first instruction before its breakpoint is set.
    clock: 'icount',
    threads: 1,
    files: Object.fromEntries(
      ['arm', 'x86'].map((side) => [side, { append: 'counter=1000 lock=100 hardware=5 messages=5' }]),
    ),
  });
  const say = (line: string) => monitorCommand(machine, line);
  let output = '';
  machine.on('console', ({ bytes }) => {
    output += new TextDecoder().decode(bytes);
  });
  for (const { go, cluster, core, at, pc } of SIDES) {
    const stopped = new Promise((resolve) => machine.on('stopped', resolve));
    await say(`break ${at} ${cluster}`);
    await go(machine);
    await stopped;
    await say('delete');
    await say(`cpu ${core}`);
    expect(await say('info cores')).toMatch(new RegExp(`core ${core}: ${cluster}\\[0\\] .*stopped`));
    const next = SECOND.exec(await say(`x /2i ${at}`))?.[1];
    expect(Number(`0x${pc.exec(await say('info registers'))?.[1]}`)).toBe(Number(at));
    expect(Number(`0x${pc.exec(await say(`step ${core}`))?.[1]}`)).toBe(Number(`0x${next}`));
  }
  await say('cont');
  await machine.ended();
  await machine.stop();
  expect(output).toContain('DUET-OK counter=4000');
}, 120_000);

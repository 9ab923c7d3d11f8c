import { builtInBoard, type Machine, type MachineOptions } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

const LONG = 120_000;
const OK = 'DUET-OK counter=400000 lock=4000 hardware=200 messages=200\n';
const WORK = 'counter=100000 lock=1000 hardware=50 messages=100';
const files = { arm: { append: WORK }, x86: { append: WORK } };

const machines: Machine[] = [];

/** A machine that `afterEach` stops, and what it prints. */
async function duet(options: MachineOptions = {}, board = 'duet') {
  const machine = await createMachine(builtInBoard(board), { files, ...options });
  machines.push(machine);
  const heard = { output: '', report: '' };
  machine.on('crash', ({ report }) => {
    heard.report = report;
  });
  const spoke = new Promise((resolve) => machine.on('console', resolve));
  machine.on('console', ({ bytes }) => {
    heard.output += new TextDecoder().decode(bytes);
  });
  return { machine, heard, spoke };
}

/** Start a machine and save it once it prints. */
async function savedDuet(options: MachineOptions = {}) {
  const run = await duet(options);
  // All threads are there before the first of them runs: on a busy host it would be done before the last.
  await run.machine.start({ paused: true });
  await run.machine.resume();
  await run.spoke;
  return { ...run, bytes: await run.machine.save() };
}

afterEach(async () => {
  await Promise.all(machines.splice(0).map((machine) => machine.stop()));
});

describe('a snapshot of ARM and x86 cores at work', () => {
  it.each([
    { name: 'on two threads', options: { threads: 2 } },
    { name: 'on one thread', options: { threads: 1 } },
    { name: 'with counted instructions', options: { clock: 'icount' } },
  ] satisfies { name: string; options: MachineOptions }[])(
    'is gone on with in a new machine and in the old one, $name',
    async ({ options }) => {
      const old = await savedDuet(options);
      await old.machine.ended();
      expect(old.heard.output).toContain(OK);

      const fresh = await duet(options);
      await fresh.machine.start({ snapshot: { path: 'duet.snap', bytes: old.bytes } });
      await fresh.machine.ended();
      expect(fresh.heard.report).toBe('');
      expect(fresh.heard.output).toContain(OK);
    },
    LONG,
  );

  it(
    'is gone back to by a machine that runs',
    async () => {
      const { machine, heard, spoke } = await duet({ threads: 2 });
      await machine.start({ paused: true });
      await machine.resume();
      await spoke;
      await machine.pause();
      const bytes = await machine.save();
      await machine.resume();
      await machine.restore({ path: 'duet.snap', bytes });
      await machine.ended();
      expect([heard.report, heard.output.split('\n').filter((line) => line.startsWith('DUET-OK'))]).toEqual([
        '',
        [OK.trimEnd()],
      ]);
    },
    LONG,
  );

  it(
    'keeps the guest clock, registers and memory of a paused machine',
    async () => {
      const old = await duet({ threads: 1 });
      await old.machine.start();
      await old.spoke;
      await old.machine.pause();
      const bytes = await old.machine.save();
      expect(old.machine.state).toBe('paused');
      const fresh = await duet({ threads: 1 });
      await fresh.machine.start({ paused: true, snapshot: { path: 'duet.snap', bytes } });
      expect(fresh.machine.stats().guestSeconds).toBe(old.machine.stats().guestSeconds);
      expect(fresh.machine.info('registers')).toBe(old.machine.info('registers'));
      expect(fresh.machine.info('devices')).toBe(old.machine.info('devices'));
      const [before, after] = [old, fresh].map(({ machine }) => {
        const memory = Buffer.alloc(0x100000);
        machine.readMemory('arm', 0x60000000, memory);
        return memory;
      });
      expect(after!.equals(before!)).toBe(true);
    },
    LONG,
  );
});

describe('a snapshot that does not fit', () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    ({ bytes } = await savedDuet({ threads: 1 }));
    await Promise.all(machines.splice(0).map((machine) => machine.stop()));
  }, LONG);

  const load = async (snapshot: Uint8Array, options: MachineOptions = {}) => {
    const { machine } = await duet(options);
    await machine.start({ snapshot: { path: 'duet.snap', bytes: snapshot } });
  };
  const changed = (at: number, value: number): Uint8Array => {
    const copy = bytes.slice();
    copy[at] = value;
    return copy;
  };

  it.each([
    [
      'is no snapshot',
      () => new Uint8Array(100),
      'duet.snap: not a snapshot that can be loaded: it does not begin with TUTTISNP',
    ],
    ['is of another format', () => changed(8, 99), 'its format has version 99, this Tutti reads 1'],
    ['ends in its first bytes', () => bytes.subarray(0, 10), 'it is truncated'],
    ['ends in its header', () => bytes.subarray(0, 100), 'it is truncated'],
    ['ends in its contents', () => bytes.subarray(0, bytes.length - 100), 'it is truncated or damaged'],
    ['is damaged', () => changed(bytes.length - 2000, bytes.at(-2000)! ^ 0xff), 'it is truncated or damaged'],
  ] as const)('%s', async (_, snapshot, message) => {
    await expect(load(snapshot())).rejects.toThrow(message);
  });

  it.each([
    [{ smp: { arm: 1 } }, 'the snapshot is of another machine: cores of arm: there 2 cortex-a9, here 1 cortex-a9'],
    [{ memory: { x86: 128 << 20 } }, 'the snapshot is of another machine: memory x86-ram: there'],
    [{ cpu: { arm: 'cortex-a15' } }, 'cores of arm: there 2 cortex-a9, here 2 cortex-a15'],
  ] satisfies [MachineOptions, string][])('is of a machine without %j', async (options, message) => {
    await expect(load(bytes, options)).rejects.toThrow(message);
  });

  it(
    'leaves a machine that runs as it is',
    async () => {
      const { machine, heard } = await duet({ threads: 1 });
      await machine.start();
      await expect(machine.restore({ path: 'x', bytes: bytes.subarray(0, 5000) })).rejects.toThrow('x: not a snapshot');
      await machine.ended();
      expect(heard.output).toContain(OK);
    },
    LONG,
  );

  it('is not taken of a machine that has not started', async () => {
    const { machine } = await duet();
    await expect(machine.save()).rejects.toThrow(/built/);
  });
});

import { readFileSync } from 'node:fs';
import { builtInBoard, CODE_CACHES, CODEGENS, LLSC_SCHEMES, loadBoard } from '@tutti/machine';
import { describe, expect, it } from 'vitest';
import { runBoard, runDuet } from './support/mixed.ts';

const WORK = 'counter=20000 lock=1000 hardware=50 messages=50';
const OK = 'DUET-OK counter=80000 lock=4000 hardware=200 messages=100\n';
const LONG = 120_000;

describe('duet', () => {
  const threads = CODEGENS.flatMap((codegen) => [1, 2, 4].map((count) => ({ codegen, threads: count })));
  it.each(threads)(
    'loses nothing with back end $codegen on $threads threads',
    async (options) => {
      const { code, output } = await runDuet(WORK, options);
      expect(output).toContain(OK);
      expect(code).toBe(0);
    },
    LONG,
  );

  const schemes = CODE_CACHES.flatMap((codeCache) => LLSC_SCHEMES.map((llsc) => ({ codeCache, llsc })));
  it.each(schemes)(
    'loses nothing with a $codeCache code cache and LL/SC scheme $llsc',
    async (options) => {
      const { output } = await runDuet(WORK, options);
      expect(output).toContain(OK);
    },
    LONG,
  );

  it(
    'runs with counted instructions, twice the same',
    async () => {
      const first = await runDuet(WORK, { clock: 'icount' });
      const second = await runDuet(WORK, { clock: 'icount' });
      expect(first.output).toContain(OK);
      expect(second.output).toBe(first.output);
      expect(second.machine.stats().cores.map((c) => c.instructions)).toEqual(
        first.machine.stats().cores.map((c) => c.instructions),
      );
    },
    LONG,
  );

  it(
    'control: without atomic instructions additions are lost, and the guest says so',
    async () => {
      const { code, output } = await runDuet('counter=3000000 lock=0 hardware=0 messages=0 atomic=0');
      expect(output).toMatch(/^DUET-LOST/m);
      expect(code).toBe(1);
    },
    LONG,
  );

  it(
    'lines of the two sides do not mix',
    async () => {
      const { output } = await runDuet('counter=1 lock=0 hardware=0 messages=0');
      expect(output.split('\n').sort()).toEqual([
        '',
        'DUET-OK counter=4 lock=0 hardware=0 messages=0',
        'arm: LDREX and STREX on 1 additions a core',
        'x86: LOCK XADD on 1 additions a core',
      ]);
    },
    LONG,
  );
});

describe('example boards', () => {
  const example = (name: string) => {
    const path = new URL(`../../../examples/boards/${name}.yaml`, import.meta.url);
    return loadBoard(readFileSync(path, 'utf8'), `${name}.yaml`);
  };

  it(
    'ARM cores print through an x86 I/O core',
    async () => {
      const { code, output } = await runBoard(example('arm-with-io-core'), {});
      expect(output).toBe('hello from a core without a UART\n');
      expect(code).toBe(0);
    },
    LONG,
  );

  it(
    'a management core starts, holds and restarts an x86 host',
    async () => {
      const { output } = await runBoard(example('x86-with-manager'), {});
      const once = 'manager: the host may run\nhost: up\nmanager: the host is held\n';
      expect(output).toBe(once + once);
    },
    LONG,
  );

  it.each([1, 4])(
    'four ARM cores run four images at the same address, on %i threads',
    async (threads) => {
      const { output } = await runBoard(example('arm-amp'), { threads });
      expect(output).toBe([1, 2, 3, 4].map((id) => `image ${id} of 4 has the turn\n`).join(''));
    },
    LONG,
  );
});

it('an embedded guest that does not exist is told with the known ones', () => {
  const text = readFileSync(new URL('../../../examples/boards/arm-amp.yaml', import.meta.url), 'utf8');
  expect(() => loadBoard(text.replace('guest:token-ring', 'guest:tokens'), 'amp.yaml')).toThrow(
    /amp\.yaml:\d+.*no embedded guest "guest:tokens"; known: .*guest:token-ring/,
  );
});

describe('the parts of duet', () => {
  const { memory, clusters, devices } = builtInBoard('duet');

  it('are a Versatile Express and a PC, each seen by its own cores only', () => {
    expect(clusters.map((c) => [c.name, c.boot.protocol])).toEqual([
      ['arm', 'arm-linux'],
      ['x86', 'pc'],
    ]);
    expect(memory.find((m) => m.name === 'x86-ram')?.at).toEqual({ x86: 0x10_0000 });
    expect(devices.find((d) => d.name === 'arm-uart0')?.wires).toEqual({ intr: 'arm-gic.spi[5]' });
    expect(devices.find((d) => d.name === 'x86-rtc')?.options['cores']).toBe('$x86');
  });

  it('leave shared memory where RAM cannot grow to', () => {
    const { at } = memory.find((m) => m.name === 'shared')!;
    expect(at).toEqual({ arm: 0xa000_0000, x86: 0xff00_0000 });
  });
});

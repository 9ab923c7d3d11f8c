import { defineDevice, registerMap } from '@tutti/devices-core';
import type { GuestArchitecture } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { describeMachine } from '../describe.ts';
import type { EmulatorError } from '../errors.ts';
import type { Catalog } from './catalog.ts';
import { checkBoard } from './check.ts';
import { parseBoard } from './parse.ts';
import { parseSize } from './size.ts';

const MAP = registerMap(
  { width: 32, size: 0x1000, spec: 'a device for tests' },
  { DATA: { at: 0, mode: 'rw', doc: 'data' } },
);
const catalog: Catalog = {
  architectures: {
    arm: { architecture: { models: ['cortex-a9'] } as unknown as GuestArchitecture, lines: ['irq', 'fiq'] },
  },
  devices: {
    uart: defineDevice(MAP, {}, {}, { irqs: { intr: { doc: 'interrupt' } } }),
    gic: defineDevice(
      MAP,
      {},
      {},
      {
        options: { cores: { type: 'int', default: 1, doc: 'cores' } },
        irqs: { irq: { count: 8, doc: 'to each core' } },
        inputs: { spi: { count: 32, doc: 'shared', changed: () => undefined } },
      },
    ),
  },
};

const GOOD = `name: test
memory:
  - {name: ram, at: 0x80000000, size: {default: 64M, max: 1G}}
clusters:
  - name: cpu
    arch: arm
    model: cortex-a9
    cores: {default: 2, max: 4}
devices:
  - {name: gic, type: gic, at: 0x1000, options: {cores: $cpu}, wires: {'irq[*]': 'cpu[*].irq'}}
  - {name: uart0, type: uart, at: 0x2000, wires: {intr: 'gic.spi[5]'}}
`;

function problemsOf(text: string): string[] {
  try {
    const parsed = parseBoard(text, 'b.yaml');
    const { problems } = parsed;
    checkBoard(parsed, catalog);
    return problems.any ? problems.error().message.split('\n') : [];
  } catch (error) {
    return (error as EmulatorError).message.split('\n');
  }
}

describe('board files', () => {
  it('a right board has no problems', () => {
    expect(problemsOf(GOOD)).toEqual([]);
  });

  it('all problems of a file are told at once, each with its line and remedy', () => {
    const text = GOOD.replace('0x2000', '0x1800')
      .replace('gic.spi[5]', 'gic.spi[99]')
      .replace('cortex-a9', 'cortex-a99');
    expect(problemsOf(text)).toEqual([
      'b.yaml:7: clusters[0].model: no arm model "cortex-a99"; known: cortex-a9',
      'b.yaml:11: devices[1].at: uart0 at 0x1800 overlaps gic (0x1000-0x1fff); move one of them',
      'b.yaml:11: devices[1].wires.intr: "gic.spi[99]": spi has 32 elements; use a lower index',
    ]);
  });

  it('problems of shape do not hide those of meaning', () => {
    const text = GOOD.replace('arch: arm', 'arch: arm\n    colour: red')
      .replace('cortex-a9', 'cortex-a99')
      .replace('at: 0x2000', 'at: 0x1800, size: lots')
      .replace('gic.spi[5]', 'gic.spi[99]');
    expect(problemsOf(text)).toEqual([
      'b.yaml:5: clusters[0]: unknown key colour; remove it or correct its spelling',
      'b.yaml:8: clusters[0].model: no arm model "cortex-a99"; known: cortex-a9',
      'b.yaml:12: devices[1].size: "lots" is not a size; write bytes, or a number with K, M or G',
      'b.yaml:12: devices[1].at: uart0 at 0x1800 overlaps gic (0x1000-0x1fff); move one of them',
      'b.yaml:12: devices[1].wires.intr: "gic.spi[99]": spi has 32 elements; use a lower index',
    ]);
  });

  it('what mentions a part of a wrong shape is not at fault, and the parts behind it keep their places', () => {
    const text = GOOD.replace('name: gic, type: gic', 'name: gic, type: 7')
      .replace('cores: {default: 2, max: 4}', 'ppi: gic')
      .replace('type: uart', 'type: telex');
    expect(problemsOf(text)).toEqual([
      'b.yaml:10: devices[0].type: expected string, received number',
      'b.yaml:11: devices[1].type: no device type "telex"; known: gic, uart',
    ]);
  });

  it('a memory or a name that cannot be read makes no other part wrong', () => {
    const text = GOOD.replace('size: {default: 64M, max: 1G}', 'size: {default: lots}')
      .replace('name: gic, ', '')
      .replace('name: test', 'title: test')
      .replace('cores: {default: 2, max: 4}', 'boot: {entry: 0x100, protocol: tape}');
    expect(problemsOf(text).map((line) => line.replace(/known: .*/, 'known'))).toEqual([
      'b.yaml:1: name: expected string, received undefined',
      'b.yaml:1: unknown key title; remove it or correct its spelling',
      'b.yaml:3: memory[0].size.default: "lots" is not a size; write bytes, or a number with K, M or G',
      'b.yaml:8: clusters[0].boot.protocol: no boot protocol "tape"; known',
      'b.yaml:10: devices[0].name: expected string, received undefined',
    ]);
  });

  it('of a board that is no board, its shape is told', () => {
    expect(problemsOf('memory: 5\n')).toContain('b.yaml:1: memory: expected array, received number');
    expect(problemsOf('[]\n')).toEqual(['b.yaml:1: expected object, received array']);
  });

  const broken: readonly [string, string, string, RegExp][] = [
    ['a syntax error', 'arch: arm', 'arch: [arm', /b\.yaml:\d+: /],
    ['a key that does not exist', 'arch: arm', 'arch: arm\n    colour: red', /unknown key colour/],
    ['an unknown architecture', 'arch: arm', 'arch: vax', /b\.yaml:6: .*no architecture "vax"; known: arm/],
    ['an unknown device type', 'type: uart', 'type: telex', /no device type "telex"; known: gic, uart/],
    ['a wire to nothing', 'gic.spi[5]', 'pic.spi[5]', /leads to nothing: no device or cluster "pic"/],
    ['a wire to an input that does not exist', 'gic.spi[5]', 'gic.sgi[5]', /gic has no input "sgi"; it has: spi/],
    ['a wire that is no pin', 'gic.spi[5]', 'gic', /"gic" is no pin; write/],
    ['an output that does not exist', '{intr:', '{alarm:', /uart has no output "alarm"; it has: intr/],
    [
      'an input wired twice',
      "{'irq[*]'",
      "{'irq[1]': 'gic.spi[5]', 'irq[*]'",
      /gic\.spi\[5\] is wired already, to gic\.irq/,
    ],
    ['a name used twice', 'name: uart0', 'name: ram', /"ram" is used already in memory/],
    [
      'an entry without memory',
      'cores: {default: 2, max: 4}',
      'boot: {entry: 0x100}',
      /no memory of cluster cpu at 0x100/,
    ],
    [
      'an unknown boot protocol',
      'cores: {default: 2, max: 4}',
      'boot: {protocol: tape}',
      /no boot protocol "tape"; known: arm-linux/,
    ],
    [
      'an option that does not exist',
      'options: {cores: $cpu}',
      'options: {speed: 1}',
      /gic has no option "speed"; it has: cores/,
    ],
    ['a memory of odd size', 'size: {default: 64M, max: 1G}', 'size: 1000', /multiple of 4096/],
    ['a size that is none', 'default: 64M', 'default: lots', /"lots" is not a size/],
  ];
  it.each(broken)('%s is told with its remedy', (_what, from, to, message) => {
    expect(problemsOf(GOOD.replace(from, to)).join('\n')).toMatch(message);
  });

  it('choices of the command line make the description', () => {
    const { board } = parseBoard(GOOD, 'b.yaml');
    const description = describeMachine(board, catalog, { smp: 3, memory: 128 << 20 });
    expect(description.cores.map((c) => c.clusterCore)).toEqual([0, 1, 2]);
    expect(description.memories[0]!.size).toBe(128 << 20);
    expect(description.devices[0]!.options).toEqual({ cores: 3 });
    expect(description.wires.filter((w) => w.to.kind === 'core')).toHaveLength(3);
  });

  it('more cores or memory than the board takes are refused', () => {
    const { board } = parseBoard(GOOD, 'b.yaml');
    expect(() => describeMachine(board, catalog, { smp: 5 })).toThrow(
      '--smp 5: cluster cpu of test takes 1 to 4 cores',
    );
    expect(() => describeMachine(board, catalog, { memory: 2 ** 31 })).toThrow('-m 2G: memory of test is 4K to 1G');
  });
});

describe('sizes', () => {
  it.each([
    ['256M', 2 ** 28],
    ['1G', 2 ** 30],
    ['64KiB', 65536],
    ['0x1000', 4096],
    ['4096', 4096],
  ])('%s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
  it.each(['', 'M', '1.5.2M', '-1', '12T'])('"%s" is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});

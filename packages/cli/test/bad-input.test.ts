import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { callTutti, testFolder } from './tools.ts';

const file = testFolder();
const BOARD = `name: mine
memory:
  - {name: ram, at: 0x60000000, size: 16M}
clusters:
  - {name: cpu, arch: arm, model: cortex-a9}
devices:
  - {name: gic, type: gic, windows: {dist: 0x1000, cpu: 0x2000}, wires: {'irq[*]': 'cpu[*].irq'}}
  - {name: uart0, type: pl011, at: 0x10000, wires: {intr: 'gic.spi[5]'}}
`;

/** Everything is wrong with it. */
const WRONG = `{
  "name": "mine",
  "memory": [
    { "name": "ram", "at": "0x60000000", "size": "16M" },

    {
      "name": "more",
      "at": "0x60800000", "size": "16M" }
  ],
  "clusters": [
    {
      "name": "cpu", "arch": "arm", "model": "cortex-a9",
      "boot": {
        "image": "nowhere.elf",
        "entry": "0x90000000", "protocol": "raw" }
    },
    {
      "name": "old", "arch": "vax", "model": "vax-11" }
  ],
  "devices": [
    { "name": "gic", "type": "gic", "windows": { "dist": "0x1000", "cpu": "0x2000" }, "wires": { "irq[*]": "cpu[*].irq" } }, { "name": "uart0", "type": "pl011", "at": "0x10000", "wires": { "intr": "gic.spi[5]" } },
    { "name": "uart1", "type": "pl011", "at": "0x11000", "wires": { "intr": "gic.spi[5]" } },
    { "name": "uart2", "type": "telex", "at": "0x12000" }
  ]
}`;

/** An uncompressed kernel as far as a loader can tell. */
function kernel(): Uint8Array {
  const bytes = new Uint8Array(4096);
  new DataView(bytes.buffer).setUint32(0, 0xe1a00000, true);
  return bytes;
}

/** An ELF file for a machine whose one segment says it has `fileBytes`, followed by 16. */
function elf(machine: number, fileBytes: number): Uint8Array {
  const bytes = new Uint8Array(52 + 32 + 16);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(18, machine, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, 1, true);
  for (const [i, value] of [1, 84, 0, 0x40000000, fileBytes, fileBytes].entries())
    view.setUint32(52 + 4 * i, value, true);
  return bytes;
}

/** The first bytes of a device tree that says it is 4096 bytes long. */
function cutTree(): Uint8Array {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setUint32(0, 0xd00dfeed);
  new DataView(bytes.buffer).setUint32(4, 4096);
  return bytes;
}

beforeAll(() => {
  writeFileSync(file('kernel'), kernel());
  writeFileSync(file('short'), kernel().subarray(0, 20));
  writeFileSync(file('empty'), '');
  writeFileSync(file('text'), 'This is no kernel and no device tree.\n'.repeat(10));
  writeFileSync(file('large'), new Uint8Array(40 << 20));
  writeFileSync(file('cut.gz'), gzipSync(new Uint8Array(100_000).map((_, i) => i * 7)).subarray(0, 200));
  writeFileSync(file('cut.elf'), elf(40, 17));
  writeFileSync(file('x86.elf'), elf(62, 16));
  writeFileSync(file('cut.dtb'), cutTree());
  writeFileSync(file('tiny.img'), 'x');
});

const virt = (...args: string[]) => ['virt', '--kernel', file('kernel'), ...args];

describe('bad input gives one clear line and a status', () => {
  it.each<[string, () => string[], number, RegExp]>([
    ['an unknown board', () => ['vexpress'], 1, /no board "vexpress"; known: .*vexpress-a9/],
    ['too many cores', () => ['virt', '--smp', '99'], 2, /--smp 99: cluster cpu of virt takes 1 to 8 cores/],
    ['too little memory', () => ['virt', '-m', '1M'], 2, /-m 1M: memory of virt is 32M to 3G/],
    ['a size that is none', () => ['virt', '-m', 'lots'], 2, /-m lots: wants a size/],
    ['an unknown option', () => ['virt', '--colour'], 2, /unknown option '--colour'/],
    [
      'several threads with the instruction clock',
      () => virt('--clock', 'icount', '--smp', '2', '--threads', '2'),
      2,
      /--threads 2: --clock icount/,
    ],
    [
      'a missing kernel of one side',
      () => ['duet', '--core', 'arm:kernel=/nowhere/Image'],
      1,
      /--core arm:kernel=\/nowhere\/Image: no such file; correct the name or leave it out/,
    ],
    [
      'no name for a kernel',
      () => ['duet', '--core', 'arm:kernel='],
      2,
      /kernel= names no file; name one or leave it out/,
    ],
    [
      'files for no cluster',
      () => ['duet', '--core', 'ram:append=x'],
      2,
      /duet has no cluster "ram"; it has: arm, x86/,
    ],
    [
      'no kernel at all',
      () => ['virt', '--core', 'cpu:append=x'],
      1,
      /cluster cpu has no image to run; name one with --kernel or --core cpu:kernel=FILE/,
    ],
    ['a missing kernel', () => ['virt', '--kernel', file('none')], 1, /--kernel .*none: no such file/],
    ['a folder as kernel', () => ['virt', '--kernel', file('')], 1, /it is a folder/],
    ['an empty kernel', () => ['virt', '--kernel', file('empty')], 1, /the file is empty/],
    ['a truncated kernel', () => ['virt', '--kernel', file('short')], 1, /truncated: needs 64 bytes, file has 20/],
    [
      'a truncated ELF kernel',
      () => ['virt', '--kernel', file('cut.elf')],
      1,
      /truncated: needs 101 bytes, file has 100/,
    ],
    [
      'a kernel for another architecture',
      () => ['virt', '--kernel', file('x86.elf')],
      1,
      /machine 62, but the cores are arm/,
    ],
    [
      'text as kernel',
      () => ['virt', '--kernel', file('text')],
      1,
      /not an image that boot protocol "arm-linux" can load/,
    ],
    ['text as device tree', () => virt('--dtb', file('text')), 1, /bad device tree: it does not start/],
    [
      'a truncated device tree',
      () => virt('--dtb', file('cut.dtb')),
      1,
      /bad device tree: truncated: .* 4096 bytes, file has 64/,
    ],
    ['an initrd larger than memory', () => virt('-m', '32M', '--initrd', file('large')), 1, /large: .* do not fit/],
    [
      'a truncated initrd',
      () => virt('--initrd', file('cut.gz')),
      1,
      /cut.gz: its compressed data are truncated or damaged/,
    ],
    ['a missing disk', () => virt('--drive', file('none')), 1, /--drive .*none/],
    [
      'a disk smaller than a sector',
      () => virt('--drive', file('tiny.img')),
      1,
      /tiny.img: it has 1 bytes, less than a sector/,
    ],
    ['a card for a board without a slot', () => virt('--drive', `file=${file('large')},if=sd`), 2, /no free sd slot/],
  ])('%s', (_what, args, status, message) => {
    const called = callTutti('run', ...args());
    expect(called.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(called.stderr).toMatch(/^tutti: /);
    expect(called.stderr).toMatch(message);
    expect(called.status).toBe(status);
  });
});

describe('a bad board file is told with file, line and remedy', () => {
  it.each<[string, string, string, RegExp]>([
    ['a syntax error', 'arch: arm', 'arch: [arm', /board.yaml:\d+: /],
    ['an unknown architecture', 'arch: arm', 'arch: vax', /board.yaml:5: .*no architecture "vax"; known: arm/],
    ['an unknown CPU', 'cortex-a9', 'cortex-a99', /board.yaml:5: .*no arm model "cortex-a99"; known: .*cortex-a9/],
    ['an unknown device', 'type: pl011', 'type: telex', /board.yaml:8: .*no device type "telex"/],
    ['overlapping devices', 'at: 0x10000', 'at: 0x1800', /board.yaml:8: .*overlaps gic.dist .*; move one of them/],
    ['a wire to nothing', 'gic.spi[5]', 'pic.spi[5]', /board.yaml:8: .*leads to nothing/],
    [
      'a missing image',
      'cortex-a9}',
      'cortex-a9, boot: {image: nowhere.elf}}',
      /board.yaml:5: .*image: "nowhere.elf": no such file; names are relative to the board file/,
    ],
    [
      'a bad image beside the file',
      'cortex-a9}',
      'cortex-a9, boot: {image: cut.elf}}',
      /cut.elf: truncated: needs 101 bytes, file has 100/,
    ],
    ['no image', 'name: mine', 'name: mine', /cluster cpu has no image to run; name one/],
  ])('%s', (_what, from, to, message) => {
    writeFileSync(file('board.yaml'), BOARD.replace(from, to));
    const called = callTutti('run', file('board.yaml'));
    expect(called.stderr).toMatch(message);
    expect(
      called.stderr
        .trimEnd()
        .split('\n')
        .every((line) => line.startsWith('tutti: ')),
    ).toBe(true);
    expect(called.status).toBe(1);
  });

  const WRONG_PARTS = [
    /:\d+: memory\[1\]\.at: more at 0x60800000 overlaps ram .*; move one of them/,
    /:\d+: clusters\[0\]\.boot\.image: "nowhere.elf": no such file/,
    /:\d+: clusters\[0\]\.boot\.entry: no memory of cluster cpu at 0x90000000; move it or add memory there/,
    /:\d+: clusters\[1\]\.arch: no architecture "vax"; known: arm, x86_64/,
    /:\d+: devices\[2\]\.wires\.intr: gic\.spi\[5\] is wired already, to uart0\.intr; use an input of its own/,
    /:\d+: devices\[3\]\.type: no device type "telex"/,
  ];

  it.each([
    ['board.json', '', [8, 14, 15, 18, 22, 23]],
    ['board.ts', 'const board: unknown = ', [8, 14, 15, 18, 22, 23]],
  ])('all problems of %s are told at once, each with its line', (name, start, lines) => {
    writeFileSync(file(name), start + WRONG + (start === '' ? '' : ';\nexport default board;\n'));
    const told = callTutti('run', file(name)).stderr.trimEnd().split('\n');
    expect(told.map((line) => Number(/:(\d+): /.exec(line)?.[1]))).toEqual(lines);
    for (const [i, part] of WRONG_PARTS.entries()) expect(told[i]).toMatch(part);
  });

  it('all problems of a file are told at once', () => {
    writeFileSync(file('board.yaml'), BOARD.replace('cortex-a9', 'cortex-a99').replace('type: pl011', 'type: telex'));
    expect(callTutti('run', file('board.yaml')).stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});

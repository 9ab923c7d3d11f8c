import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TUTTI = fileURLToPath(new URL('../bin/tutti.mjs', import.meta.url));
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-bad-'));
  const kernel = new Uint8Array(4096);
  new DataView(kernel.buffer).setUint32(0, 0xe1a00000, true);
  writeFileSync(at('kernel'), kernel);
  writeFileSync(at('short'), kernel.subarray(0, 20));
  writeFileSync(at('empty'), '');
  writeFileSync(at('text'), 'This is no kernel and no device tree.\n'.repeat(10));
  writeFileSync(at('large'), new Uint8Array(40 << 20));
  writeFileSync(at('board.yaml'), 'name: x\nmemory: []\nclusters:\n  - {name: cpu, arch: vax, colour: red}\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => {
  const env = { ...process.env, TUTTI_GUESTS: folder };
  const { status, stderr } = spawnSync(execPath, [TUTTI, 'run', ...args], {
    env,
    encoding: 'utf8',
    input: '',
    timeout: 60_000,
  });
  return { status, lines: stderr.trimEnd().split('\n') };
};

describe('bad input gives one clear line and a status', () => {
  it.each<[string, () => string[], number, RegExp]>([
    ['an unknown board', () => ['vexpress'], 1, /no board "vexpress"; known: .*vexpress-a9/],
    ['a board that needs an image', () => ['virt'], 1, /cluster cpu has no image to run; give a kernel with --kernel/],
    ['too many cores', () => ['virt', '--smp', '99'], 2, /--smp 99: cluster cpu of virt takes 1 to 8 cores/],
    ['too little memory', () => ['virt', '-m', '1M'], 2, /-m 1M: memory of virt is 32M to 3G/],
    ['an unknown option', () => ['virt', '--colour'], 2, /unknown option '--colour'/],
    ['a missing kernel', () => ['virt', '--kernel', at('none')], 1, /--kernel .*none: no such file/],
    ['a folder as kernel', () => ['virt', '--kernel', folder], 1, /it is a folder/],
    ['an empty kernel', () => ['virt', '--kernel', at('empty')], 1, /the file is empty/],
    ['a truncated kernel', () => ['virt', '--kernel', at('short')], 1, /truncated: needs 64 bytes, file has 20/],
    [
      'text as kernel',
      () => ['virt', '--kernel', at('text')],
      1,
      /not an image that boot protocol "arm-linux" can load/,
    ],
    [
      'text as device tree',
      () => ['virt', '--kernel', at('kernel'), '--dtb', at('text')],
      1,
      /bad device tree: it does not start/,
    ],
    [
      'an initrd larger than memory',
      () => ['virt', '-m', '32M', '--kernel', at('kernel'), '--initrd', at('large')],
      1,
      /large: .* do not fit/,
    ],
    ['a missing disk', () => ['virt', '--kernel', at('kernel'), '--drive', at('none')], 1, /--drive .*none/],
  ])('%s', (_what, args, status, message) => {
    const result = run(...args());
    expect(result.lines).toHaveLength(1);
    expect(result.lines[0]).toMatch(message);
    expect(result.lines[0]).toMatch(/^tutti: /);
    expect(result.status).toBe(status);
  });

  it('a board file tells all its problems, a line each', () => {
    const { status, lines } = run(at('board.yaml'));
    expect(status).toBe(1);
    expect(lines.join('\n')).toMatch(/board.yaml:2: memory: a board needs memory/);
    expect(lines.join('\n')).toMatch(/board.yaml:4: clusters\[0\]: unknown key colour/);
  });
});

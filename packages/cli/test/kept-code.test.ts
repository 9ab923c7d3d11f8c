import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadScript } from '../src/program/kept-code.ts';

interface Example {
  twice(x: number): number;
  place(): string;
}
const SCRIPT = `
exports.twice = (x) => 2 * x;
exports.place = () => require('node:path').basename(__filename);
`;
let folder = '';
let file = '';
const code = (): string => join(folder, 'code', 'main');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-kept-'));
  file = join(folder, 'a.cjs');
  writeFileSync(file, SCRIPT);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Run the script, and keep its code. @param seconds  how long the kept code is said to have run */
function run(seconds = 0): void {
  const script = loadScript<Example>(file, 'main');
  expect(script.exports.twice(21)).toBe(42);
  script.keep();
  const bytes = readFileSync(code());
  bytes.writeDoubleLE(seconds);
  writeFileSync(code(), bytes);
}

it('a script has its exports and its place, with kept code and without', () => {
  run(1000);
  for (const name of ['main', 'other']) {
    const { exports } = loadScript<Example>(file, name);
    expect([exports.twice(4), exports.place()]).toEqual([8, 'a.cjs']);
  }
});

it('functions that have run are part of what is kept', () => {
  loadScript<Example>(file, 'main').keep();
  const before = statSync(code()).size;
  run();
  expect(statSync(code()).size).toBeGreaterThan(before);
  expect(readdirSync(join(folder, 'code'))).toEqual(['main']);
});

it('a shorter run leaves what a longer one kept', () => {
  run(1000);
  const kept = readFileSync(code());
  loadScript<Example>(file, 'main').keep();
  expect(readFileSync(code()).equals(kept)).toBe(true);
});

it('code that V8 does not take is replaced, however long its run was', () => {
  const wrong = Buffer.alloc(4096);
  wrong.writeDoubleLE(1000);
  mkdirSync(join(folder, 'code'));
  writeFileSync(code(), wrong);
  // V8 looks at kept code only of scripts that this process has not compiled.
  writeFileSync(file, `${SCRIPT}// ${folder}`);
  const script = loadScript<Example>(file, 'main');
  expect(script.exports.twice(3)).toBe(6);
  script.keep();
  expect(readFileSync(code()).readDoubleLE()).toBeLessThan(1000);
});

it('where the folder cannot be written nothing is kept, and that is no error', () => {
  const script = `
    import { loadScript } from ${JSON.stringify(new URL('../src/program/kept-code.ts', import.meta.url).href)};
    const { exports, keep } = loadScript('/proc/self/cwd/a.cjs', 'main');
    keep();
  `;
  writeFileSync(join(folder, 'code'), 'no folder');
  const done = spawnSync(execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
  expect([done.status, done.stderr]).toEqual([0, '']);
});

it('code of a thread that started before the flags of machines were set is taken by the next one that does', () => {
  const at = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const thread = `
    import { loadScript } from ${at('../src/program/kept-code.ts')};
    import { setV8Flags, underFirstFlags } from ${at('../../machine/src/host/node/v8-flags.ts')};
    const { exports, keep } = loadScript(${JSON.stringify(file)}, 'main');
    exports.twice(2);
    setV8Flags();
    underFirstFlags(keep);
  `;
  const start = () => spawnSync(execPath, ['--input-type=module', '-e', thread], { encoding: 'utf8' }).stderr;
  expect(start()).toBe('');
  const kept = readFileSync(code());
  kept.writeDoubleLE(1000);
  writeFileSync(code(), kept);
  expect(start()).toBe('');
  expect(readFileSync(code()).equals(kept)).toBe(true);
});

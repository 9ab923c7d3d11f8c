import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram, hashOf } from '../bin/built-program.mjs';

const LATER = new Date('2100-01-01');
let folder = '';
let source = '';

/** A package with one source and a build of it. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-built-'));
  source = join(folder, 'a.ts');
  mkdirSync(join(folder, 'dist', 'program'), { recursive: true });
  writeFileSync(source, 'one');
  writeFileSync(join(folder, 'dist', 'program', 'inputs.json'), JSON.stringify({ 'a.ts': hashOf(source) }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the build that a checkout runs', () => {
  it('is used while its sources have the content that it was made of, however new they are', () => {
    utimesSync(source, LATER, LATER);
    expect(builtProgram(folder)).toBe(join(folder, 'dist', 'program', 'host', 'node', 'main.js'));
  });

  it('is left when a source has changed', () => {
    writeFileSync(source, 'two');
    utimesSync(source, LATER, LATER);
    expect(builtProgram(folder)).toBeUndefined();
  });

  it('is left when a source is gone', () => {
    rmSync(source);
    expect(builtProgram(folder)).toBeUndefined();
  });

  it('may not be there', () => {
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(builtProgram(folder)).toBeUndefined();
  });
});

import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { callTutti, testFolder } from './tools.ts';

const file = testFolder();

describe('a snapshot that cannot be gone on from', () => {
  beforeAll(() => {
    writeFileSync(file('text'), 'This is no snapshot.\n'.repeat(10));
  });

  it.each([
    ['is not there', 'none', 'tutti: --loadvm FILE: no such file; correct the name or leave it out'],
    ['is none', 'text', 'tutti: FILE: not a snapshot that can be loaded: it does not begin with TUTTISNP'],
  ])('%s', (_, name, message) => {
    const path = file(name);
    const { status, stderr } = callTutti('run', 'duet', '--loadvm', path);
    expect([status, stderr]).toEqual([1, `${message.replace('FILE', path)}\n`]);
  });
});

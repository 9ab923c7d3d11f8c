import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { tuttiWith } from '../src/lab/emulators.ts';

/** What a call of `tutti` came to. */
export interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Call `tutti` as a person would; a call that does not end by itself has status null. */
export function callTutti(...args: string[]): Called {
  const { program, args: all } = tuttiWith(args);
  const done = spawnSync(program, all, { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** A folder for the tests of one file; it is gone when they have run. */
export function testFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-cli-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

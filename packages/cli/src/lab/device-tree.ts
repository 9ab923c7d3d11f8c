import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';

const SOURCE = fileURLToPath(new URL('../../guests/vexpress-a9-min.dts', import.meta.url));

/**
 * The small tree of a vexpress-a9 with `cores` cores, compiled into `folder`. Four cores in the tree of a machine with fewer
 * make the kernel wait for each that never comes.
 * @throws EmulatorError FILE_UNREADABLE when `dtc` is missing or refuses
 */
export function smallTree(cores: number, folder: string): string {
  const text = readFileSync(SOURCE, 'utf8').replace(/^.*\bcpu@(\d) \{.*\n/gm, (line, index: string) =>
    Number(index) < cores ? line : '',
  );
  const path = join(folder, `vexpress-a9-${cores}.dtb`);
  const source = `${path}.dts`;
  writeFileSync(source, text);
  const done = spawnSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', '-o', path, source], { encoding: 'utf8' });
  if (done.error || done.status !== 0) {
    const why = done.error ? whyOf(done.error) : `it failed: ${done.stderr}`;
    throw fail('FILE_UNREADABLE', { what: 'dtc', path: source, why }, done.error);
  }
  return path;
}

// Finds the build of `tutti run` that a checkout may have, if it is one of the sources as they are now.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Hash of a source file's content. */
export const hashOf = (file) => crc32(readFileSync(file));

/**
 * The build's main module, for this package's folder; undefined when there is no build or a source has changed since. Contents are
 * read only of files that are newer than the build.
 */
export function builtProgram(folder) {
  const list = join(folder, 'dist', 'program', 'inputs.json');
  if (!existsSync(list)) return undefined;
  const built = statSync(list).mtimeMs;
  const same = ([name, hash]) => {
    const file = join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat !== undefined && (stat.mtimeMs < built || hashOf(file) === hash);
  };
  if (!Object.entries(JSON.parse(readFileSync(list, 'utf8'))).every(same)) return undefined;
  return join(folder, 'dist', 'program', 'host', 'node', 'main.js');
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Script } from 'node:vm';
import { threadId } from 'node:worker_threads';

/** A script, and how to keep what V8 has compiled of it. */
export interface LoadedScript<T> {
  readonly exports: T;
  /** Call when the functions that matter next time have run. */
  keep(): void;
}

/** Length of a run that is worth a further look, as a multiple of the run whose code is kept. */
const LONGER = 2;

/** What a system says when a file cannot be made for lack of rights or room. */
const READ_ONLY: readonly string[] = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT'];

/** Before the code in a file: seconds that the run lasted whose code it is. */
const HEAD_BYTES = 8;

/**
 * Load a script in CommonJS with the code that V8 compiled of it in earlier runs. Node's compile cache holds what V8 compiles as it loads a
 * module, which is next to nothing: functions are compiled when they are called. This keeps them as well.
 * @param file  the script, in ASCII; it cannot use `import()`. Code lies in the folder `code` beside it; where that cannot be written, none is kept
 * @param name  of the kept code: threads that run different parts of the script keep it apart
 */
export function loadScript<T>(file: string, name: string): LoadedScript<T> {
  const folder = join(dirname(file), 'code');
  const path = join(folder, name);
  const kept = readIfThere(path);
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
    filename: file,
    ...(kept && { cachedData: kept.subarray(HEAD_BYTES) }),
  });
  const module = { exports: {} as T };
  const started = performance.now();
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return {
    exports: module.exports,
    keep() {
      const seconds = (performance.now() - started) / 1000;
      const good = kept !== undefined && script.cachedDataRejected !== true;
      if (good && seconds < LONGER * kept.readDoubleLE()) return;
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeDoubleLE(seconds);
      replaceFile(path, Buffer.concat([head, script.createCachedData()]));
    },
  };
}

/** @returns undefined where there is no such file: then everything is compiled anew */
function readIfThere(path: string): Buffer | undefined {
  const bytes = existsSync(path) ? readFileSync(path) : undefined;
  return bytes !== undefined && bytes.length > HEAD_BYTES ? bytes : undefined;
}

/** Another process reads the old content or the new one, never a part. A folder that this user may not write in stays as it is. */
function replaceFile(path: string, bytes: Buffer): void {
  const made = `${path}.${process.pid}-${threadId}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(made, bytes);
    renameSync(made, path);
  } catch (error) {
    if (!READ_ONLY.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

#!/usr/bin/env node
// Starts the command line under the Node this project needs: the running one if it is new enough, else the pinned one
// that the workspace installs. Runs `dist` where the package is installed; in a checkout `src`, or the build of `tutti run` if it is fresh.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtProgram } from './built-program.mjs';

const FLOOR = 24;
const here = dirname(fileURLToPath(import.meta.url));

/** The program of npm's `node` package, looked up from this file and from the folder tutti was started in. */
function pinnedNode() {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))]) {
    try {
      const program = join(dirname(nodeModule.createRequire(from).resolve('node/package.json')), 'bin', 'node');
      if (existsSync(program)) return program;
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
    }
  }
  return undefined;
}

if (Number.parseInt(process.versions.node, 10) < FLOOR) {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(
      `tutti: needs Node ${FLOOR} or newer, this is ${process.version}. Install it, or add npm's "node@${FLOOR}".`,
    );
    process.exit(1);
  }
  const run = spawnSync(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (run.error) throw run.error;
  if (run.signal) process.kill(process.pid, run.signal);
  process.exit(run.status ?? 1);
}

// Keeps compiled modules between runs, in the system's folder for temporary files.
nodeModule.enableCompileCache();

// Node strips types from files of a checkout, but not from installed packages.
const installed = here.split(sep).includes('node_modules');
const folder = join(here, '..');
const sources = () => (process.argv[2] === 'run' && builtProgram(folder)) || join(folder, 'src', 'main.ts');
await import(pathToFileURL(installed ? join(folder, 'dist', 'main.js') : sources()).href);

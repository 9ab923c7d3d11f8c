import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build, defineConfig, type Options } from 'tsup';
import { hashOf } from './bin/built-program.mjs';

const FOLDER = 'dist/program';

/** What both parts of the program have in common: everything that they need is in them. */
const COMMON: Options = {
  outDir: FOLDER,
  target: 'es2024',
  platform: 'node',
  treeshake: false,
  noExternal: [/.*/],
  // The page is built in its own package, and only `tutti serve` needs it.
  external: ['@tutti/web'],
  metafile: true,
};

/** What threads run: one script, so that the code that V8 compiled of it can be kept (`src/program/kept-code.ts`). */
const THREAD: Options = {
  ...COMMON,
  config: false,
  entry: { 'host/node/thread': '../machine/src/host/node/worker.ts' },
  format: ['cjs'],
  splitting: false,
  silent: true,
  esbuildOptions(options) {
    options.charset = 'ascii';
  },
};

/** Sources that went into a part, by the metafile of esbuild, which goes. */
function inputsOf(format: string): string[] {
  const file = `${FOLDER}/metafile-${format}.json`;
  const { inputs } = JSON.parse(readFileSync(file, 'utf8')) as { inputs: Record<string, unknown> };
  rmSync(file);
  return Object.keys(inputs).filter((name) => !name.includes('node_modules'));
}

/**
 * `tutti run` and its threads as few large files, for checkouts: with the packages' sources, each thread loads hundreds of modules.
 * Everything lies in `host/node`, so that the addresses of workers (which are relative to their modules) hold.
 */
export default defineConfig({
  ...COMMON,
  entry: { 'host/node/main': 'src/main.ts', 'host/node/worker-main': 'src/program/worker-main.ts' },
  format: ['esm'],
  clean: true,
  splitting: true,
  // Packages in CommonJS call this for Node's own modules.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  esbuildOptions(options) {
    options.chunkNames = 'host/node/[name]-[hash]';
  },
  async onSuccess() {
    await build(THREAD);
    const files = new Set([...inputsOf('esm'), ...inputsOf('cjs'), '../../pnpm-lock.yaml']);
    const hashes = Object.fromEntries([...files].map((file) => [file, hashOf(file)]));
    writeFileSync(`${FOLDER}/inputs.json`, JSON.stringify(hashes));
  },
});

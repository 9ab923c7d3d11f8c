import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { hashOf } from './bin/built-program.mjs';

const FOLDER = 'dist/program';
/** The metafile of esbuild: what went into the build. */
const META = `${FOLDER}/metafile-esm.json`;

/**
 * `tutti run` and its threads as few large files, for checkouts: with the packages' sources, each thread loads hundreds of modules.
 * Everything lies in `host/node`, so that the addresses of workers (which are relative to their modules) hold.
 */
export default defineConfig({
  entry: {
    'host/node/main': 'src/main.ts',
    'host/node/worker-main': '../parallel-runtime/src/host/node/worker-main.ts',
    entry: '../machine/src/threads/entry.ts',
  },
  outDir: FOLDER,
  format: ['esm'],
  target: 'es2024',
  platform: 'node',
  clean: true,
  splitting: true,
  treeshake: false,
  noExternal: [/.*/],
  // The page is built in its own package, and only `tutti serve` needs it.
  external: ['@tutti/web'],
  // Packages in CommonJS call this for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  metafile: true,
  esbuildOptions(options) {
    options.chunkNames = 'host/node/[name]-[hash]';
  },
  async onSuccess() {
    const { inputs } = JSON.parse(readFileSync(META, 'utf8')) as { inputs: Record<string, unknown> };
    const files = [...Object.keys(inputs).filter((file) => !file.includes('node_modules')), '../../pnpm-lock.yaml'];
    const hashes = Object.fromEntries(files.map((file) => [file, hashOf(file)]));
    writeFileSync(`${FOLDER}/inputs.json`, JSON.stringify(hashes));
    rmSync(META);
  },
});

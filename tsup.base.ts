import { defineConfig, type Options } from 'tsup';

/** The build of one package: ESM with declarations in `dist`, one file per entry point, other packages left as imports. */
export function library(entry: NonNullable<Options['entry']> = { index: 'src/index.ts' }, more: Options = {}) {
  return defineConfig({
    entry,
    format: ['esm'],
    target: 'es2024',
    platform: 'neutral',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    treeshake: true,
    ...more,
  });
}

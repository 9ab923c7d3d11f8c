import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SITE = fileURLToPath(new URL('../src/site', import.meta.url));

/** Bundle the page and its two workers into a folder. Everything that they import is in it. */
export async function bundleSite(folder: string): Promise<void> {
  await build({
    entryPoints: ['page.ts', 'page.css', 'machine-worker.ts', 'thread-worker.ts'].map((name) => join(SITE, name)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    splitting: true,
    minify: true,
    sourcemap: true,
    logLevel: 'warning',
  });
  await copyFile(join(SITE, 'index.html'), join(folder, 'index.html'));
}

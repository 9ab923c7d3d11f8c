import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);

/** The part of esbuild's interface that is used here. It is the bundler that tsup brings along. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>;
}
const esbuild = createRequire(require.resolve('tsup/package.json'))('esbuild') as Esbuild;

/** Bytes of our minified bundle (plain and gzipped), of its decoder alone, and of the others' WebAssembly. */
export async function bundleSizes(): Promise<[string, number][]> {
  const entry = fileURLToPath(new URL('../src/decode/index.ts', import.meta.url));
  const bundle = async (contents: string): Promise<Uint8Array> => {
    const { outputFiles } = await esbuild.build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'neutral',
      write: false,
    });
    return outputFiles[0]!.contents;
  };
  const all = await bundle(`export * from ${JSON.stringify(entry)};`);
  const decoder = await bundle(`export { Decoder, Instruction } from ${JSON.stringify(entry)};`);
  const size = (file: string): number => statSync(require.resolve(file)).size;
  const gzipped = (file: string): number => gzipSync(readFileSync(require.resolve(file))).length;
  return [
    ['bundle: tutti, all', all.length],
    ['bundle: tutti, all, gzip', gzipSync(all).length],
    ['bundle: tutti, Decoder only', decoder.length],
    ['bundle: tutti, Decoder only, gzip', gzipSync(decoder).length],
    ['wasm: iced-x86', size('iced-x86/iced_x86_bg.wasm')],
    ['wasm: iced-x86, gzip', gzipped('iced-x86/iced_x86_bg.wasm')],
    ['wasm: capstone', size('@alexaltea/capstone-js/dist/capstone.wasm')],
  ];
}

// `npm run generate`: run the `generate` script of every package that has one. With --check, fail if that changed a
// generated file: those are committed, and must be what their source gives.
import fs from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();

const contents = () =>
  new Map(
    fs
      .globSync('packages/*/src/**/*.gen.ts', { cwd: ROOT })
      .map((file) => [file, fs.readFileSync(join(ROOT, file), 'utf8')]),
  );

const before = contents();
const { status } = run('pnpm', ['--recursive', '--if-present', 'run', 'generate']);
if (status !== 0) process.exit(status);
const after = contents();
const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
for (const file of changed) console.log(`changed: ${file}`);
if (process.argv.includes('--check') && changed.length > 0) {
  console.error('Generated files are not what their sources give. They are now; commit them.');
  process.exit(1);
}

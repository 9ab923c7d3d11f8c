// Runs every example: the files in packages/*/examples and examples, and the first `ts` block of each package's README
// (a block that starts with ```ts no-run is only for reading). An example passes if it ends with status 0.
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();

const TIMEOUT_MS = 120_000;
let ran = 0;
const failed = [];

function example(name, file, cwd) {
  ran += 1;
  const args = ['--disable-warning=ExperimentalWarning', file];
  const { status, stdout } = run(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
  });
  if (status === 0) return;
  failed.push(name);
  console.log(`${name}: status ${status}\n${stdout}`);
}

for (const readme of fs.globSync('packages/*/README.md', { cwd: ROOT }).sort()) {
  const block = /^```ts[ \t]*\r?\n([\s\S]*?)^```/m.exec(fs.readFileSync(join(ROOT, readme), 'utf8'));
  if (block === null) continue;
  // In the package's folder, so that imports by the package's own name resolve as they do for its users.
  const folder = join(ROOT, dirname(readme));
  const file = join(folder, '.readme-example.ts');
  fs.writeFileSync(file, block[1]);
  try {
    example(readme, file, folder);
  } finally {
    fs.rmSync(file);
  }
}
for (const file of fs.globSync(['packages/*/examples/*.ts', 'examples/*.ts'], { cwd: ROOT }).sort()) {
  const owner = file.startsWith('packages') ? join(ROOT, dirname(file), '..') : ROOT;
  if (fs.existsSync(owner)) example(file, join(ROOT, file), owner);
}
console.log(`${ran - failed.length} examples ran, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);

/**
 * Writes src/decode/*.gen.ts from src/decode/tables/*.ts.
 * Run: node packages/frontend-arm/scripts/generate-decoder.ts [--check]
 * With --check nothing is written, and the exit status is 1 when a file would change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateAll } from './decoder-source.ts';

const check = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of generateAll()) {
  const path = fileURLToPath(new URL(`../src/decode/${name}`, import.meta.url));
  let present = '';
  try {
    present = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
  if (present === text) continue;
  stale += 1;
  if (check) console.error(`${name} is out of date`);
  else writeFileSync(path, text);
}
if (check && stale > 0) process.exit(1);

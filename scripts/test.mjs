// `npm test`: everything that must hold before a change goes in. `--static` leaves the tests out, `--tests` runs only them.
// The last line is "N passed, N failed": tests as vitest counts them, and each check as one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { NODE, ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();

const CHECKS = [
  ['format and lint', 'biome', ['check', '.']],
  ['import rules', 'depcruise', ['packages']],
  ['types', 'turbo', ['run', 'typecheck', '--continue', '--output-logs=errors-only']],
  ['generated files', NODE, ['scripts/generate.mjs', '--check']],
  ['build', 'turbo', ['run', 'build', '--output-logs=errors-only']],
  ['packages as published', NODE, ['scripts/check-packages.mjs']],
  ['unused code', 'knip', []],
  ['examples', NODE, ['scripts/run-examples.mjs']],
];

let passed = 0;
const failed = [];

/** Run the tests; counts each, and also a test file that could not be loaded. */
function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-test-'));
  const report = join(folder, 'report.json');
  try {
    const { status } = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    for (const file of result.testResults) {
      const broken = file.assertionResults.filter((test) => test.status === 'failed');
      for (const test of broken) failed.push(`${file.name.replace(ROOT, '')}: ${test.fullName}`);
      if (file.status === 'failed' && broken.length === 0) failed.push(`${file.name.replace(ROOT, '')}: did not load`);
    }
    if (status !== 0 && failed.length === 0) failed.push('vitest: errors outside of tests');
  } catch (error) {
    failed.push(`vitest: no report (${error.message})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!process.argv.includes('--tests')) {
  for (const [name, program, args] of CHECKS) {
    console.log(`\n== ${name}`);
    if (run(program, args).status === 0) passed += 1;
    else failed.push(`check: ${name}`);
  }
}
if (!process.argv.includes('--static')) {
  console.log('\n== tests');
  tests();
}
for (const name of failed) console.log(`FAILED ${name}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);

// `npm test`: everything that must hold before a change goes in. `--static` leaves the tests out, `--tests` runs only them.
// The last line is "N passed, N failed": tests as vitest counts them, and each check as one.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { NEWEST_NODE, NODE, ROOT, run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();

const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

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

/** Tests that run on the newest Node too: those of what stands closest to the engine, and of whole machines. */
const ENGINE_TESTS = ['codegen-wasm', 'parallel-runtime', 'machine'].map((name) => `packages/${name}`);

let passed = 0;
const failed = [];

/** Run tests on one Node, all of them or those of some folders; counts each, and also a test file that could not be loaded. */
function tests(node, folders = []) {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status } = run(node, [VITEST, 'run', ...reporters, ...folders]);
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
  tests(NODE);
  console.log('\n== tests on the newest Node');
  if (existsSync(NEWEST_NODE)) tests(NEWEST_NODE, ENGINE_TESTS);
  else console.log('left out: npm has the newest Node as a package for x86-64 Linux only');
}
for (const name of failed) console.log(`FAILED ${name}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);

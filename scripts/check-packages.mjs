// Packs every package as it would be published and lets publint and attw judge the archives.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { run, setupAndUsePinnedNode } from './setup.mjs';

setupAndUsePinnedNode();

const folder = mkdtempSync(join(tmpdir(), 'tutti-pack-'));
let failed = 0;
try {
  if (
    run('pnpm', ['--recursive', 'pack', '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
      .status
  )
    throw new Error('pnpm pack failed');
  const archives = readdirSync(folder).filter((name) => name.startsWith('tutti-') && name !== 'tutti-0.1.0.tgz');
  for (const name of archives.sort()) {
    const archive = join(folder, name);
    const judges = [
      ['publint', ['run', archive, '--strict']],
      // Engines from Node 24 on load ESM from CommonJS, so a CommonJS copy would only be a second instance of the state.
      ['attw', [archive, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji']],
    ];
    for (const [judge, args] of judges) {
      const { status, stdout } = run(judge, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      if (status === 0) continue;
      failed += 1;
      console.log(`${judge}: ${name}\n${stdout}`);
    }
  }
  console.log(`${archives.length} packages packed, ${failed} complaints`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);

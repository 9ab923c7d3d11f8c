/*
 * Runs the kernel's own tests of x86 (Debian's package linux-source-6.1) in a guest under Debian's amd64-cloud or i386 kernel, and on the
 * host for comparison. Ends with status 1 when one that the host passes fails in the guest.
 * Arguments: --guest amd64-cloud --smp 1 --only NAME,NAME --timeout SECONDS --codegen NAME --sources FOLDER --log FILE
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { QUICK_APPEND_PC, tuttiCommand } from '../src/lab/emulators.ts';
import { inFolder } from '../src/lab/folder.ts';
import { guestFile, initrdWith, labScript } from '../src/lab/guest-programs.ts';
import { runGuest } from '../src/lab/guest-run.ts';
import { type Bits, buildKselftests, unpackKselftests } from '../src/lab/kselftests.ts';

const { values } = parseArgs({
  options: {
    guest: { type: 'string', default: 'amd64-cloud' },
    smp: { type: 'string', default: '1' },
    only: { type: 'string' },
    timeout: { type: 'string', default: '600' },
    codegen: { type: 'string', default: 'wasm' },
    sources: { type: 'string' },
    log: { type: 'string' },
  },
});

const widths: readonly Bits[] = values.guest.startsWith('amd64') ? [64, 32] : [32];
/** A test that fails or cannot run says so by its status. */
const SKIPPED = 4;
const TEST_SECONDS = 60;

const verdictOf = (status: number | null | undefined): string =>
  status === 0 ? 'pass' : status === SKIPPED ? 'skip' : `fail (${status ?? 'no end'})`;

await inFolder(async (folder) => {
  const sources = values.sources ?? unpackKselftests(folder);
  const chosen = values.only?.split(',');
  const tests = buildKselftests(sources, widths, folder).filter(({ name }) => chosen?.includes(name) ?? true);
  const entries = tests.map(({ name, bytes }) => ({ path: `bin/${name}`, bytes, executable: true }));
  const script = labScript(tests.map(({ name }) => `timeout ${TEST_SECONDS} ${name} 2>&1; echo KSELFTEST ${name} $?`));
  const guest = {
    board: 'pc',
    cores: Number(values.smp),
    memory: '256M',
    kernel: guestFile(values.guest, 'vmlinux'),
    initrd: initrdWith(values.guest, [...entries, script], folder),
    append: `${QUICK_APPEND_PC} guest.script=/lab.sh`,
  };
  const command = tuttiCommand(guest, ['--codegen', values.codegen]);
  const run = await runGuest({ ...command, timeoutSeconds: Number(values.timeout) });
  if (values.log !== undefined) writeFileSync(values.log, `${run.text}\n${run.stderr}\n`);
  const seen = new Map([...run.text.matchAll(/KSELFTEST (\w+) (\d+)/g)].map(([, name, status]) => [name, status]));
  let passed = 0;
  let worse = 0;
  for (const { name } of tests) {
    const host = verdictOf(spawnSync(join(folder, name), { timeout: TEST_SECONDS * 1000 }).status);
    const status = seen.get(name);
    const own = verdictOf(status === undefined ? undefined : Number(status));
    if (own === 'pass') passed++;
    const isWorse = host === 'pass' && own !== 'pass';
    if (isWorse) worse++;
    console.log(`${name}: ${own}, host ${host}${isWorse ? '  <--' : ''}`);
  }
  console.log(`KSELFTEST ${values.guest}: ${passed} of ${tests.length} pass, ${worse} worse than the host`);
  process.exitCode = worse === 0 ? 0 : 1;
});

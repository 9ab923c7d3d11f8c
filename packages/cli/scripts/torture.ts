/*
 * Runs guest-tests in booted guests: boards, numbers of cores, LL/SC schemes and numbers of host threads in turn. Every run must
 * end with TORTURE-DONE 0; the controls, which leave protection out, are reported: over all runs each should have failed.
 * Arguments: --cores 2,4,8 --llsc cas,hst,table --threads 1,2,4 --scale PERCENT --timeout SECONDS --logs FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { smallTree } from '../src/lab/device-tree.ts';
import { QUICK_APPEND, tuttiCommand } from '../src/lab/emulators.ts';
import { inFolder } from '../src/lab/folder.ts';
import { buildGuestProgram, guestFile, initrdWith, labScript } from '../src/lab/guest-programs.ts';
import { runGuest, whyBad } from '../src/lab/guest-run.ts';

const { values } = parseArgs({
  options: {
    cores: { type: 'string', default: '2,4,8' },
    llsc: { type: 'string', default: 'cas,hst,table' },
    threads: { type: 'string', default: '1,2,4' },
    'code-cache': { type: 'string', default: 'unified' },
    scale: { type: 'string', default: '100' },
    timeout: { type: 'string', default: '300' },
    logs: { type: 'string' },
  },
});

/** vexpress-a9 has four cores at most. */
const boardFor = (cores: number): string => (cores <= 4 ? 'vexpress-a9' : 'virt');

const failures: string[] = [];
const controls = new Map<string, { failed: number; passed: number }>();

function countControls(text: string): void {
  for (const [, name, verdict] of text.matchAll(/TORTURE (\w+) \d+ CONTROL-(FAILED|PASSED)/g)) {
    const seen = controls.get(name!) ?? { failed: 0, passed: 0 };
    seen[verdict === 'FAILED' ? 'failed' : 'passed'] += 1;
    controls.set(name!, seen);
  }
}

await inFolder(async (folder) => {
  const torture = buildGuestProgram('torture', ['arm-linux-gnueabihf-gcc'], folder);
  for (const cores of values.cores.split(',').map(Number)) {
    const script = labScript([`torture ${cores} ${values.scale}`]);
    const entries = [{ path: 'bin/torture', bytes: torture, executable: true }, script];
    const board = boardFor(cores);
    const guest = {
      board,
      cores,
      memory: '256M',
      kernel: guestFile('armhf', 'Image'),
      initrd: initrdWith('armhf', entries, folder),
      append: `${QUICK_APPEND} guest.script=/lab.sh`,
      ...(board === 'vexpress-a9' && { dtb: smallTree(cores, folder) }),
    };
    for (const llsc of values.llsc.split(',')) {
      for (const threads of values.threads.split(',')) {
        const options = ['--llsc', llsc, '--threads', threads, '--code-cache', values['code-cache']];
        const run = await runGuest({ ...tuttiCommand(guest, options), timeoutSeconds: Number(values.timeout) });
        const failed = [...run.text.matchAll(/TORTURE (\w+) \d+ FAIL\b/g)].map((match) => match[1]!);
        const done = /TORTURE-DONE (\d+)/.exec(run.text)?.[1];
        const why =
          failed.length > 0
            ? failed.join(', ')
            : (whyBad(run, cores) ?? (done === '0' ? undefined : 'no TORTURE-DONE 0'));
        const name = `${board} smp ${cores} llsc ${llsc} threads ${threads}`;
        countControls(run.text);
        console.log(`${name}: ${why ?? 'passed'}, ${run.seconds.toFixed(1)} s`);
        if (why === undefined) continue;
        failures.push(`${name}: ${why}`);
        if (values.logs !== undefined) {
          mkdirSync(values.logs, { recursive: true });
          writeFileSync(join(values.logs, `torture-${name.replaceAll(' ', '-')}.log`), `${run.text}\n${run.stderr}\n`);
        }
      }
    }
  }
});

for (const [name, seen] of controls)
  console.log(`control ${name}: failed ${seen.failed} times, passed ${seen.passed} times`);
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`TORTURE ${failures.length === 0 ? 'passed' : 'failed'}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/*
 * Boots an SMP guest many times in a row, every other time with the host's cores busy with other work, and says how often it
 * hung or its kernel was in trouble. Board pc boots Debian's cloud-amd64 kernel, duet that and the armmp kernel, each with `smp`
 * cores, which exchange messages if there are any; the other boards boot the armmp kernel.
 * Arguments: --count N --smp N --threads N --board NAME --messages N --timeout SECONDS --logs FOLDER
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { smallTree } from '../src/lab/device-tree.ts';
import { duetCommand, whyDuetBad } from '../src/lab/duet-guest.ts';
import { type LinuxGuest, QUICK_APPEND, QUICK_APPEND_PC, tuttiCommand } from '../src/lab/emulators.ts';
import { inFolder } from '../src/lab/folder.ts';
import { guestFile } from '../src/lab/guest-programs.ts';
import { runGuest, whyBad } from '../src/lab/guest-run.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    smp: { type: 'string', default: '4' },
    threads: { type: 'string' },
    board: { type: 'string', default: 'vexpress-a9' },
    messages: { type: 'string', default: '0' },
    timeout: { type: 'string', default: '120' },
    logs: { type: 'string' },
  },
});
const cores = Number(values.smp);
const count = Number(values.count);

/** One busy process for each core of the host. */
function burners(): ChildProcess[] {
  const busy = 'for(;;) Math.sqrt(Math.random())';
  return Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', busy], { stdio: 'ignore' }),
  );
}

const failures: string[] = [];
const seconds: Record<'idle' | 'busy', number[]> = { idle: [], busy: [] };

await inFolder(async (folder) => {
  const machine = { board: values.board, cores, memory: '256M' };
  const armGuest = (): LinuxGuest => ({
    ...machine,
    kernel: guestFile('armhf', 'Image'),
    initrd: guestFile('armhf', 'initramfs-small.cpio.gz'),
    append: QUICK_APPEND,
    ...(values.board === 'vexpress-a9' && { dtb: smallTree(cores, folder) }),
  });
  const pcGuest = (): LinuxGuest => ({
    ...machine,
    kernel: guestFile('amd64-cloud', 'vmlinuz'),
    initrd: guestFile('amd64-cloud', 'initramfs-small.cpio.gz'),
    append: QUICK_APPEND_PC,
  });
  const duet = values.board === 'duet' ? { messages: Number(values.messages), cores, folder } : undefined;
  const threads = values.threads === undefined ? [] : ['--threads', values.threads];
  const command = duet
    ? duetCommand(duet, threads)
    : tuttiCommand(values.board === 'pc' ? pcGuest() : armGuest(), threads);
  for (let n = 1; n <= count; n++) {
    const load = n % 2 === 0 ? 'busy' : 'idle';
    const others = load === 'busy' ? burners() : [];
    const run = await runGuest({ ...command, timeoutSeconds: Number(values.timeout) });
    for (const other of others) other.kill('SIGKILL');
    const why = duet ? whyDuetBad(run, duet) : whyBad(run, cores);
    const ready = run.since('GUEST-READY');
    if (ready !== undefined) seconds[load].push(ready);
    console.log(
      `${n}/${count} ${load}: ${why ?? 'ok'}, ready after ${ready?.toFixed(1) ?? '-'} s, ${run.seconds.toFixed(1)} s`,
    );
    if (why === undefined) continue;
    failures.push(`boot ${n} (${load}): ${why}`);
    if (values.logs !== undefined) {
      mkdirSync(values.logs, { recursive: true });
      writeFileSync(join(values.logs, `boot-${n}.log`), `${run.text}\n${run.stderr}\n`);
    }
  }
});

const mean = (list: readonly number[]): string =>
  list.length === 0 ? '-' : (list.reduce((a, b) => a + b, 0) / list.length).toFixed(1);
console.log(`seconds to GUEST-READY, mean: ${mean(seconds.idle)} idle, ${mean(seconds.busy)} with a busy host`);
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`BOOTS ${values.board} smp ${cores}: ${count - failures.length} good, ${failures.length} bad`);
process.exitCode = failures.length === 0 ? 0 : 1;

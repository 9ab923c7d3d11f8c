import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';
import type { ArchiveEntry } from './cpio.ts';
import { tuttiCommand } from './emulators.ts';
import { guestFile, initrdWith, labScript } from './guest-programs.ts';
import { type GuestRun, runGuest } from './guest-run.ts';

const SOURCES = fileURLToPath(new URL('../../../../guest-tests/programs/', import.meta.url));
/** Programs of `guest-tests/programs`, each one file. */
const PROGRAMS = ['floats', 'strings', 'packing', 'crypto'] as const;
/** What they are compiled for. The host and the guest's CPU model must have the last. */
const LEVELS = {
  'x86-64': ['-march=x86-64'],
  'x86-64-v2': ['-march=x86-64-v2'],
  'x86-64-v3': ['-march=x86-64-v3', '-maes', '-mpclmul'],
} as const;
const MODEL = 'x86-64-v3';
const APPEND =
  'console=ttyS0 cryptomgr.notests=1 no_timer_check lpj=2000000 guest.quiet=1 guest.off=1 guest.script=/lab.sh';

/** Can this host run and compile what the guest is compared with? */
export const hostHasLevels = (): boolean =>
  arch() === 'x64' &&
  platform() === 'linux' &&
  ['avx2', 'fma', 'bmi2', 'f16c', 'abm', 'movbe', 'aes', 'pclmulqdq'].every((flag) =>
    new RegExp(`^flags.*\\b${flag}\\b`, 'm').test(readFileSync('/proc/cpuinfo', 'utf8')),
  );

function compile(program: string, level: keyof typeof LEVELS, folder: string): string {
  const output = join(folder, `${program}-${level}`);
  const source = join(SOURCES, `${program}.c`);
  if (!existsSync(source))
    throw fail('FILE_UNREADABLE', { what: 'sources', path: source, why: 'they come with a checkout of Tutti only' });
  const done = spawnSync('gcc', ['-O2', ...LEVELS[level], '-static', '-o', output, source, '-lm'], {
    encoding: 'utf8',
  });
  if (done.error || done.status !== 0) {
    const why = done.error ? whyOf(done.error) : `it failed\n${done.stderr}`;
    throw fail('FILE_UNREADABLE', { what: 'compiler', path: 'gcc', why }, done.error);
  }
  return output;
}

/** A program on the host and in the guest. */
export interface SameOutput {
  readonly name: string;
  readonly host: string;
  readonly guest: string;
}

const part = (text: string, name: string): string =>
  new RegExp(`^BEGIN ${name}\n([^]*?)^END `, 'm').exec(text.replaceAll('\r', ''))?.[1] ?? '';

/**
 * Compile the programs for each level, run them on the host and, in one boot of Debian's cloud kernel, on a PC with the CPU model of
 * the last level. libc chooses its fast functions by CPUID, so the guest runs those of the host.
 * @throws EmulatorError FILE_UNREADABLE when compiler, sources or guest are missing
 */
export async function compareOutputs(
  folder: string,
  timeoutSeconds: number,
): Promise<{ readonly run: GuestRun; readonly programs: readonly SameOutput[] }> {
  const levels = Object.keys(LEVELS) as (keyof typeof LEVELS)[];
  const built = PROGRAMS.flatMap((program) =>
    levels.map((level) => ({ name: `${program}-${level}`, path: compile(program, level, folder) })),
  );
  const files = built.map(
    ({ name, path }): ArchiveEntry => ({ path: name, bytes: readFileSync(path), executable: true }),
  );
  const script = labScript(built.map(({ name }) => `echo BEGIN ${name}; /${name}; echo END $?`));
  const guest = {
    board: 'pc',
    cores: 1,
    memory: '256M',
    kernel: guestFile('amd64-cloud', 'vmlinuz'),
    initrd: initrdWith('amd64-cloud', [...files, script], folder),
    append: APPEND,
  };
  const run = await runGuest({ ...tuttiCommand(guest, ['--cpu', MODEL]), timeoutSeconds });
  const programs = built.map(({ name, path }) => ({
    name,
    host: spawnSync(path, { encoding: 'utf8' }).stdout,
    guest: part(run.text, name),
  }));
  return { run, programs };
}

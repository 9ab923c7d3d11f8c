import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';

/** Debian's package linux-source-6.1. */
const ARCHIVE = '/usr/src/linux-source-6.1.tar.xz';
const TOP = 'linux-source-6.1/tools/testing/selftests';
const PARTS = [`${TOP}/x86`, `${TOP}/kselftest.h`, 'linux-source-6.1/arch/x86/include/asm/desc_defs.h'] as const;

const BOTH = [
  'single_step_syscall',
  'sysret_ss_attrs',
  'syscall_nt',
  'check_initial_reg_state',
  'sigreturn',
  'iopl',
  'ioperm',
  'test_vsyscall',
  'mov_ss_trap',
  'syscall_arg_fault',
  'fsgsbase_restore',
  'sigaltstack',
  'ldt_gdt',
  'ptrace_syscall',
] as const;
const ONLY: Readonly<Record<Bits, readonly string[]>> = {
  32: ['entry_from_vm86', 'test_FCMOV', 'test_FCOMI', 'test_FISTTP'],
  64: ['fsgsbase', 'sysret_rip', 'syscall_numbering'],
};
/** Assembly that a program needs, by its name and width. */
const EXTRA: Readonly<Record<string, string>> = {
  sysret_ss_attrs_64: 'thunks.S',
  ptrace_syscall_32: 'raw_syscall_helper_32.S',
};

/** Where Debian on amd64 has the headers that both widths share. */
const HEADERS = ['-isystem', '/usr/include/x86_64-linux-gnu'] as const;

export type Bits = 32 | 64;

/** A program of the kernel's own x86 tests, compiled static. */
export interface Kselftest {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function run(command: string, args: readonly string[], what: string): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (!done.error && done.status === 0) return;
  const why = done.error ? whyOf(done.error) : `it failed\n${done.stderr}`;
  throw fail('FILE_UNREADABLE', { what, path: [command, ...args].join(' '), why }, done.error);
}

/** Unpack the sources. @throws EmulatorError FILE_UNREADABLE when the package is not installed */
export function unpackKselftests(folder: string): string {
  if (!existsSync(ARCHIVE)) {
    throw fail('FILE_UNREADABLE', {
      what: 'kernel sources',
      path: ARCHIVE,
      why: 'not there; install the package linux-source-6.1',
    });
  }
  run('tar', ['xf', ARCHIVE, '-C', folder, ...PARTS], 'kernel sources');
  return join(folder, TOP, 'x86');
}

/** Compile the programs that a kernel of these widths can run; a 32-bit one needs the package gcc-12-multilib on amd64. */
export function buildKselftests(sources: string, widths: readonly Bits[], folder: string): Kselftest[] {
  return widths.flatMap((bits) =>
    [...BOTH, ...ONLY[bits]].map((test) => {
      const name = `${test}_${bits}`;
      const output = join(folder, name);
      const extra = EXTRA[name] === undefined ? [] : [join(sources, EXTRA[name])];
      const options = ['-O2', '-std=gnu99', '-static', '-pthread', '-no-pie', '-w', `-DCAN_BUILD_${bits}`];
      const files = [join(sources, `${test}.c`), ...extra];
      run(
        'gcc',
        [`-m${bits}`, ...options, ...HEADERS, '-I', join(sources, '..'), '-o', output, ...files, '-lm'],
        'compiler',
      );
      return { name, bytes: readFileSync(output) };
    }),
  );
}

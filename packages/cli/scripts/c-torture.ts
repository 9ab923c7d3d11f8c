/*
 * GCC's c-torture/execute and execute/ieee (Debian package `gcc-12-source`) in a guest: every program must end there as it ends under
 * the judge, which is qemu-arm for ARM and this host for x86-64. All programs of a set of flags run in one boot, from the guest's initrd.
 * Arguments: --arch arm,x86_64 --flags="-O2 -mthumb" (may be repeated) --filter REGEXP --jobs N --timeout SECONDS --logs FOLDER
 */
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type LinuxGuest, QUICK_APPEND, tuttiCommand } from '../src/lab/emulators.ts';
import { inFolder } from '../src/lab/folder.ts';
import { guestFile, initrdWith, labScript } from '../src/lab/guest-programs.ts';
import { runGuest } from '../src/lab/guest-run.ts';

/** How programs of an architecture are made, judged and run. */
interface Target {
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Loader and libraries that programs need. */
  readonly loader: string;
  readonly libraries: string;
  /** Runs a program of the architecture on this host. */
  readonly judge: readonly string[];
  readonly guest: string;
  readonly machine: Pick<LinuxGuest, 'board' | 'append'>;
  readonly kernel: string;
}

const TARGETS: Readonly<Record<string, Target>> = {
  arm: {
    compiler: 'arm-linux-gnueabihf-gcc',
    flags: ['-O2 -mthumb', '-O0 -marm', '-O3 -marm -mfpu=neon -funsafe-math-optimizations'],
    loader: '/usr/arm-linux-gnueabihf/lib/ld-linux-armhf.so.3',
    libraries: '/usr/arm-linux-gnueabihf/lib',
    judge: ['qemu-arm'],
    guest: 'armhf',
    machine: { board: 'virt', append: QUICK_APPEND },
    kernel: 'Image',
  },
  x86_64: {
    compiler: 'gcc',
    flags: ['-O2', '-O0'],
    loader: '/lib64/ld-linux-x86-64.so.2',
    libraries: '/lib/x86_64-linux-gnu',
    judge: [],
    guest: 'amd64-cloud',
    machine: { board: 'pc', append: QUICK_APPEND.replace('ttyAMA0', 'ttyS0') },
    kernel: 'vmlinuz',
  },
};

const ARCHIVE = '/usr/src/gcc-12/gcc-12*.tar.xz';
const LIBRARIES = ['libc.so.6', 'libm.so.6'];
const LOADER = 'ld-torture.so';
const PREFIX = 'ct-';
/** Processor seconds of a program. */
const LIMIT = 120;

const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: 'arm' },
    flags: { type: 'string', multiple: true },
    filter: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    timeout: { type: 'string', default: '3000' },
    logs: { type: 'string' },
  },
});

const call = promisify(execFile);

/** Unpack the programs. @returns their files */
function unpack(folder: string): string[] {
  const [archive] = globSync(ARCHIVE);
  if (archive === undefined) throw new Error(`${ARCHIVE}: no such file; it comes with the package gcc-12-source`);
  const tests = '*/gcc/testsuite/gcc.c-torture/execute/';
  const done = spawnSync('tar', ['--wildcards', '-xJf', archive, '-C', folder, `${tests}*.c`]);
  if (done.status !== 0) throw new Error(`tar: ${done.stderr}`);
  const wanted = new RegExp(values.filter);
  return globSync(join(folder, tests, '{,ieee/}*.c')).filter((file) => wanted.test(programName(file)));
}

/** Name of the program that a file makes; the two folders of programs have names in common. */
const programName = (file: string): string =>
  `${basename(dirname(file)) === 'ieee' ? 'ieee-' : ''}${basename(file, '.c')}`;

/** Options that a program asks for in a comment of DejaGnu's. */
const wishes = (source: string): string[] =>
  [...source.matchAll(/\{ dg-(?:additional-)?options (?:\{ )?"([^"]*)" *\}/g)].flatMap(([, text]) => text!.split(' '));

/** Compile one program into `bin`. @returns the compiler's first error, nothing if it took the program */
async function compile(target: Target, flags: string, file: string, bin: string): Promise<string | undefined> {
  const output = join(bin, PREFIX + programName(file));
  const link = [`-Wl,--dynamic-linker=/bin/${LOADER}`, '-Wl,-rpath=/bin', '-lm'];
  const args = [
    '-w',
    '-std=gnu89',
    ...flags.split(' '),
    ...wishes(readFileSync(file, 'utf8')),
    '-o',
    output,
    file,
    ...link,
  ];
  return call(target.compiler, args).then(
    () => undefined,
    (failure: Error) => /error: .*|undefined reference .*/.exec(failure.message)?.[0] ?? failure.message,
  );
}

/** Compile all programs, some at a time. @returns the programs that the compiler did not take, each with the reason */
async function compileAll(target: Target, flags: string, files: readonly string[], bin: string): Promise<string[]> {
  const queue = [...files];
  const refused: string[] = [];
  const work = async (): Promise<void> => {
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      const reason = await compile(target, flags, file, bin);
      if (reason !== undefined) refused.push(`${programName(file)}: ${reason}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  return refused;
}

/** A shell script that runs every program of a folder and tells how it ended. */
const runAll = (bin: string, start: string): string[] => [
  `cd ${bin}`,
  `for p in ${PREFIX}*; do`,
  `  (ulimit -t ${LIMIT}; exec ${start} ./$p) >/dev/null 2>&1 </dev/null`,
  '  echo "CT $p $?"',
  'done 2>/dev/null',
  'echo CT-DONE',
];

/** Exit status by program. */
const statuses = (text: string): Map<string, string> =>
  new Map([...text.matchAll(/^CT (\S+) (\d+)\r?$/gm)].map(([, name, status]) => [name!, status!]));

async function judge(target: Target, bin: string): Promise<Map<string, string>> {
  const start = [...target.judge, join(bin, LOADER), '--library-path', bin].join(' ');
  const { stdout } = await call('sh', ['-c', runAll(bin, start).join('\n')], { maxBuffer: 1 << 24 });
  return statuses(stdout);
}

async function inGuest(name: string, target: Target, bin: string, folder: string): Promise<Map<string, string>> {
  const entries = readdirSync(bin).map((file) => ({
    path: `bin/${file}`,
    bytes: readFileSync(join(bin, file)),
    executable: true,
  }));
  const guest = {
    ...target.machine,
    append: `${target.machine.append} guest.script=/lab.sh`,
    cores: 1,
    memory: '512M',
    kernel: guestFile(target.guest, target.kernel),
    initrd: initrdWith(target.guest, [...entries, labScript(runAll('/bin', ''))], folder),
  };
  const run = await runGuest({ ...tuttiCommand(guest), timeoutSeconds: Number(values.timeout) });
  if (values.logs !== undefined) {
    mkdirSync(values.logs, { recursive: true });
    writeFileSync(join(values.logs, `c-torture-${name.replaceAll(/[ =]/g, '')}.log`), `${run.text}\n${run.stderr}`);
  }
  if (!run.text.includes('CT-DONE')) console.log(`${name}: the guest did not finish; ${run.stderr.trim()}`);
  return statuses(run.text);
}

let differences = 0;
for (const arch of values.arch.split(',')) {
  const target = TARGETS[arch];
  if (target === undefined) throw new Error(`--arch ${arch}: known are ${Object.keys(TARGETS).join(', ')}`);
  for (const flags of values.flags ?? target.flags) {
    await inFolder(async (folder) => {
      const name = `${arch} ${flags}`;
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      const files = unpack(folder);
      const refused = await compileAll(target, flags, files, bin);
      copyFileSync(target.loader, join(bin, LOADER));
      for (const library of LIBRARIES) copyFileSync(join(target.libraries, library), join(bin, library));
      const expected = await judge(target, bin);
      const seen = await inGuest(name, target, bin, folder);
      const differ = [...expected].filter(([program, status]) => seen.get(program) !== status);
      for (const [program, status] of differ)
        console.log(`${name}: ${program} ends with ${seen.get(program) ?? 'nothing'}, expected ${status}`);
      const failing = [...expected]
        .filter(([, status]) => status !== '0')
        .map(([program]) => program.slice(PREFIX.length));
      for (const reason of refused.sort()) console.log(`${name}: not compiled, ${reason}`);
      console.log(
        `${name}: ${refused.length} programs do not compile; fail under the judge: ${failing.join(' ') || 'none'}`,
      );
      console.log(
        `C-TORTURE ${name}: ${expected.size} programs, ${expected.size - differ.length} equal, ${differ.length} differ`,
      );
      differences += differ.length;
    });
  }
}
process.exitCode = differences === 0 ? 0 : 1;

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { callTutti, testFolder } from './tools.ts';

const source = (name: string): string => fileURLToPath(new URL(`../../../guest-tests/${name}`, import.meta.url));
const SOURCES = ['arm/start.S', 'arm/bare.c', 'arm/torture.c', 'src/counters.c', 'src/stack.c', 'src/litmus.c'];
const CODE = ['-march=armv6k', '-marm', '-mfpu=vfpv2', '-O2', '-ffreestanding', '-fno-stack-protector'];
const LINK = ['-static', '-nostdlib', '-Wl,-Ttext=0x100', '-Wl,--section-start=.vectors=0', '-Wl,-e,vectors'];
/** Functions that need a libc are not called, and left out. */
const SMALL = ['-ffunction-sections', '-Wl,--gc-sections', '-Wl,--build-id=none'];
const LIMIT_MS = 100_000;
const TESTS = 11;
const file = testFolder();

it(
  'four ARM11 MPCore cores keep locks, atomics, stacks, code, translations and interrupts in order without a kernel',
  () => {
    const [elf, image] = [file('torture.elf'), file('torture.bin')];
    const built = spawnSync(
      'arm-linux-gnueabihf-gcc',
      [...CODE, ...LINK, ...SMALL, '-o', elf, ...SOURCES.map(source)],
      {
        encoding: 'utf8',
      },
    );
    expect(built.stderr).toBe('');
    expect(spawnSync('arm-linux-gnueabihf-objcopy', ['-O', 'binary', elf, image]).status).toBe(0);
    const run = callTutti('run', source('arm/mpcore.yaml'), '--core', `cpu:kernel=${image}`);
    expect(run.stdout).not.toContain(' FAIL');
    expect(run.stdout.match(/^TORTURE \w+ PASS$/gm)).toHaveLength(TESTS);
    expect(run.stdout).toContain('TORTURE no_shootdown CONTROL-FAILED');
    expect(run.status).toBe(0);
  },
  LIMIT_MS,
);

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { callTutti, testFolder } from './tools.ts';

const SOURCE = fileURLToPath(new URL('../../../guest-tests/x86/system.S', import.meta.url));
const BARE = ['-nostdlib', '-static', '-no-pie', '-Wl,--build-id=none', '-Wl,-Ttext=0x100000'];
const QEMU = ['-M', 'pc', '-m', '64', '-accel', 'tcg', '-display', 'none', '-monitor', 'none', '-no-reboot'];
const LIMIT_MS = 60_000;
const file = testFolder();

it(
  'call gates, task switches, virtual-8086 mode, I/O permissions, SYSENTER and single steps do what they do under QEMU',
  () => {
    const program = file('system.elf');
    const built = spawnSync('gcc', ['-m32', ...BARE, '-o', program, SOURCE], { encoding: 'utf8' });
    expect(built.stderr).toBe('');
    const options = { encoding: 'utf8', timeout: LIMIT_MS } as const;
    const qemu = spawnSync(
      'qemu-system-i386',
      [...QEMU, '-net', 'none', '-serial', 'stdio', '-kernel', program],
      options,
    );
    const tutti = callTutti('run', 'pc', '-m', '64M', '--kernel', program);
    expect(tutti.stdout.split('\n')).toEqual(qemu.stdout.split('\n'));
    expect(tutti.stdout).toContain('\nEND');
    expect(tutti.status).toBe(0);
  },
  3 * LIMIT_MS,
);

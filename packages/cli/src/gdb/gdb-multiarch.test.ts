import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { builtInBoard, type Machine } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gdbPorts, openGdbPorts } from './gdb-ports.ts';

const CLUSTERS = ['arm', 'x86'];
const LONG = 60_000;

let folder: string;
let machine: Machine;
let closePorts: () => void;
let portOf: Readonly<Record<string, number>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-gdb-'));
  machine = await createMachine(builtInBoard('duet'), {});
  await machine.start({ paused: true });
  const { ports, close } = await openGdbPorts(machine, gdbPorts(['0'], CLUSTERS), () => undefined);
  closePorts = close;
  portOf = Object.fromEntries(ports.map(({ cluster, port }) => [cluster, port]));
});
afterEach(async () => {
  closePorts();
  await machine.stop();
  rmSync(folder, { recursive: true });
});

/** What Debian's gdb-multiarch says to a script. */
async function gdb(cluster: string, lines: readonly string[]): Promise<string> {
  const script = join(folder, 'script.gdb');
  const head = ['set pagination off', `target remote localhost:${portOf[cluster]}`];
  writeFileSync(script, [...head, ...lines, 'detach', ''].join('\n'));
  const child = spawn('gdb-multiarch', ['-nx', '-q', '-batch', '-x', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return `${out}${problems}`;
}

describe("Debian's gdb-multiarch", () => {
  it(
    'debugs the ARM side of a mixed board',
    async () => {
      const said = await gdb('arm', [
        'x/2i $pc',
        'break *0x60000008',
        'continue',
        'stepi',
        'printf "pc %x\\n", $pc',
        'delete',
        'set var $r7 = 0x1234',
        'printf "r7 %x\\n", $r7',
        'watch *(int*)0xa0000000',
        'continue',
        'info threads',
        'monitor info breakpoints',
        'x/x 0x20',
      ]);
      expect(said).toMatch(/=> 0x60000000:\s+mov\s+r5, r0\n\s+0x60000004:\s+movw\s+r4, #0/);
      expect(said).toMatch(/hit Breakpoint 1, 0x60000008/);
      expect(said).toContain('pc 6000000c\nr7 1234\n');
      expect(said).toMatch(/hit Hardware watchpoint 2: .*\n\nOld value = \d+\nNew value = \d+/);
      expect(said).toMatch(/Thread 2 \(core 1: arm\[1\] cortex-a9/);
      expect(said).toContain('Cannot access memory at address 0x20');
    },
    LONG,
  );

  it(
    'debugs the x86 side of a mixed board',
    async () => {
      const said = await gdb('x86', [
        'x/2i $pc',
        'stepi',
        'printf "pc %lx cr3 %lx\\n", $pc, $cr3',
        'set var $xmm3.v4_int32[1] = 77',
        'print $xmm3.v4_int32',
        'print $st0',
        'watch *(int*)0xff000000',
        'continue',
        'rwatch *(int*)0xff000000',
        'delete 1',
        'continue',
        'detach',
      ]);
      expect(said).toMatch(/=> 0x100000:\s+mov\s+%edi,%r12d\n\s+0x100003:\s+mov\s+\$0xff000000,%ebx/);
      expect(said).toContain('pc 100003 cr3 3000\n$1 = {0, 77, 0, 0}\n$2 = 0\n');
      expect(said).toMatch(/hit Hardware watchpoint 1: .*\n\nOld value = \d+\nNew value = \d+/);
      expect(said).toMatch(/hit Hardware read watchpoint 2/);
    },
    LONG,
  );
});

describe('--gdb', () => {
  it('names a port for one cluster, or the first of a row', () => {
    expect(gdbPorts(['1234'], CLUSTERS)).toEqual([
      { cluster: 'arm', host: '127.0.0.1', port: 1234 },
      { cluster: 'x86', host: '127.0.0.1', port: 1235 },
    ]);
    expect(gdbPorts(['tcp::1234'], ['cpu'])).toEqual([{ cluster: 'cpu', host: '127.0.0.1', port: 1234 }]);
    expect(gdbPorts(['x86:0.0.0.0:99'], CLUSTERS)).toEqual([{ cluster: 'x86', host: '0.0.0.0', port: 99 }]);
    expect(() => gdbPorts(['mips:x'], CLUSTERS)).toThrow(/wants \[CLUSTER:]\[HOST:]PORT; clusters: arm, x86/);
  });
});

import { builtInBoard, type Machine } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopText } from './breakpoints.ts';
import { monitorCommand } from './monitor.ts';

/** A program of the right size for either side: `b .`, then data. */
const ARM = new Uint8Array([0xfe, 0xff, 0xff, 0xea, 0x41, 0x00, 0xff, 0xff, 0x78, 0x56, 0x34, 0x12]);
/** `jmp .`, then data. */
const X86 = new Uint8Array([0xeb, 0xfe, 0x48, 0x89, 0xd8]);

/** Where the board loads the x86 cores' program. */
const X86_AT = '0x100000';

let machine: Machine;
let armAt: string;
const say = (line: string) => monitorCommand(machine, line);

beforeAll(async () => {
  machine = await createMachine(builtInBoard('duet'), {
    threads: 1,
    files: {
      arm: { image: { path: 'arm.bin', bytes: ARM }, protocol: 'raw' },
      x86: { image: { path: 'x86.bin', bytes: X86 }, protocol: 'raw' },
    },
  });
  await machine.start();
  await machine.pause();
  armAt = `0x${/r15 ([0-9a-f]{8})/.exec(machine.info('registers'))![1]}`;
});
afterAll(() => machine.stop());

describe('x and xp', () => {
  it('show items of every format and size', async () => {
    const data = `0x${(Number(armAt) + 4).toString(16)}`;
    const start = data.slice(2);
    expect(await say(`x /2xw ${data}`)).toBe(`${start}: 0xffff0041 0x12345678`);
    expect(await say(`xp /1xg ${data}`)).toBe(`${start}: 0x12345678ffff0041`);
    expect(await say(`x /2dh ${data}`)).toBe(`${start}: 65 -1`);
    expect(await say(`x /2uh ${data}`)).toBe(`${start}: 65 65535`);
    expect(await say(`x /2c ${data}`)).toBe(`${start}: 'A' '\\x00'`);
  });

  it('disassemble with the instruction set of the chosen core, through its page tables', async () => {
    expect(await say(`x /1i ${armAt}`)).toMatch(/fe ff ff ea +b /);
    expect(await say('cpu 2')).toBe('');
    expect(await say(`x /2i ${X86_AT}`)).toMatch(/eb fe +jmp .*\n.*48 89 d8 +mov/);
    expect(await say('cpu 0')).toBe('');
  });

  it('tell where memory ends and what they want', async () => {
    expect(await say('cpu 2')).toBe('');
    expect(await say('x /xw 0xffff800000000000')).toBe('ffff800000000000: not mapped');
    expect(await say('cpu 0')).toBe('');
    expect(await say('cpu 9')).toMatch(/want a core/);
    expect(await say('x nonsense')).toMatch(/want \/FMT ADDR/);
    expect(await say('x /0xw 0')).toMatch(/count 0/);
  });
});

describe('breakpoints', () => {
  it('are set, listed and deleted', async () => {
    expect(await say('info breakpoints')).toBe('no breakpoints or watchpoints');
    expect(await say('break 0xc0008000 arm')).toBe('1: breakpoint at 0xc0008000 on arm');
    expect(await say('watch 0x1000 8')).toBe('2: write watchpoint at 0x1000, 8 bytes');
    expect(await say('rwatch 0x2000 x86')).toBe('3: read watchpoint at 0x2000, 4 bytes on x86');
    expect(await say('awatch 4096')).toBe('4: access watchpoint at 0x1000, 4 bytes');
    expect(await say('delete 2')).toBe('');
    expect((await say('info breakpoints')).split('\n')).toHaveLength(3);
    expect(await say('delete')).toBe('');
    expect(await say('info breakpoints')).toBe('no breakpoints or watchpoints');
  });

  it('say what they want', async () => {
    expect(await say('break start_kernel')).toMatch(/want break ADDR/);
    expect(await say('break 0x10 gpu')).toBe('no cluster "gpu" on this board; it has: arm, x86');
    expect(await say('watch')).toMatch(/want watch ADDR/);
    expect(await say('delete 77')).toMatch(/no breakpoint has this number/);
    expect(await say('delete all')).toMatch(/want delete N/);
  });

  it('stop the machine, which goes on over them', async () => {
    const stopped = new Promise<string>((resolve) => machine.on('stopped', (stop) => resolve(stopText(stop))));
    await say(`break ${X86_AT}`);
    await say('cont');
    expect(await stopped).toMatch(/^breakpoint \d+: core [23] at 0x100000$/);
    await say('delete');
  });
});

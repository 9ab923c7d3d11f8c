import { buildMachine, type Machine, type MachineOptions } from '@tutti/machine';
import { createMachine, nodeAdapter } from '@tutti/machine/node';
import { afterEach, describe, expect, it } from 'vitest';
import { echoProgram, printProgram, smallBoard } from './support/guest.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const files = { cpu: { image: echoProgram('hello\n') } };
let machine: Machine | undefined;

afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});

/** A started machine, what its console said so far, and a wait for more. */
async function boot(options: MachineOptions = {}, trace: (event: { readonly text: string }) => void = () => undefined) {
  machine = await createMachine(smallBoard(), { files, ...options });
  const running = machine;
  let output = '';
  let tell = () => {};
  running.on('console', ({ bytes }) => {
    output += new TextDecoder().decode(bytes);
    tell();
  });
  const said = async (text: string) => {
    while (!output.includes(text)) await new Promise<void>((resolve) => (tell = resolve));
    return output;
  };
  running.on('trace', trace);
  await running.start();
  return { machine: running, said, output: () => output };
}

describe('a machine on worker threads', () => {
  it('prints, echoes what is typed, and powers off with code 0', async () => {
    const { machine, said } = await boot();
    const codes: number[] = [];
    machine.on('state', ({ state, code }) => state === 'off' && codes.push(code));
    await said('hello\n');
    machine.input('uart0.rx', encode('abc'));
    await said('abc');
    machine.input('uart0.rx', encode('q'));
    await machine.ended();
    expect(codes).toEqual([0]);
    expect(machine.state).toBe('off');
  });

  it('typed bytes beyond what ring and FIFO hold all arrive, in order', async () => {
    const { machine, said } = await boot();
    const typed = Array.from({ length: 5000 }, (_, i) => String.fromCharCode(0x41 + (i % 26))).join('');
    machine.input('uart0.rx', encode(`${typed}.`));
    expect(await said('.')).toContain(`${typed}.`);
  });

  it('the records of blocks are traced as they were built', async () => {
    const traced: string[] = [];
    const { said } = await boot({ trace: ['ir'] }, ({ text }) => traced.push(text));
    await said('hello\n');
    const blocks = traced.filter((text) => text.startsWith('ir: core 0:\nblock '));
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.join('')).toContain('load_');
  });

  it('a reset brings memory and devices back: the program prints again', async () => {
    const { machine, said, output } = await boot();
    await said('hello\n');
    await machine.reset();
    await said('hello\nhello\n');
    expect(output()).toBe('hello\nhello\n');
  });

  it('paused cores stand, and step executes one instruction', async () => {
    const { machine, said } = await boot();
    await said('hello\n');
    await machine.pause();
    const pcOf = () => /r15 ([0-9a-f]{8})/.exec(machine.info('registers'))![1];
    const before = pcOf();
    await machine.step();
    expect(machine.state).toBe('paused');
    expect(pcOf()).not.toBe(before);
    await machine.resume();
    machine.input('uart0.rx', encode('z'));
    await said('z');
  });

  it('monitors see cores, memory and devices', async () => {
    const { machine, said } = await boot({ smp: 2 });
    await said('hello\n');
    expect(machine.info('cores')).toMatch(/core 1: cpu\[1\] cortex-a9 \(arm\), thread 1/);
    expect(machine.info('mtree')).toContain('10009000-10009fff  device uart0 (pl011)');
    expect(machine.info('devices')).toMatch(/^uart0: .*UARTCR=301/m);
    await machine.pause();
    expect(machine.stats().cores[0]!.instructions).toBeGreaterThan(10);
  });

  it.each(['wasm', 'interp', 'js'] as const)('--codegen %s runs the same program', async (codegen) => {
    const { machine, said } = await boot({ codegen });
    await said('hello\n');
    machine.input('uart0.rx', encode('q'));
    await machine.ended();
    expect(machine.state).toBe('off');
  });

  it('with the instruction clock two runs take the same instructions and the same guest time', async () => {
    const run = async () => {
      const { machine, output } = await boot({ clock: 'icount', files: { cpu: { image: printProgram('hello') } } });
      await machine.ended();
      await machine.stop();
      const { cores, guestSeconds } = machine.stats();
      return { instructions: cores[0]!.instructions, guestSeconds, output: output() };
    };
    const first = await run();
    expect(first.instructions).toBeGreaterThan(20);
    expect(first.output).toBe('hello');
    expect(await run()).toEqual(first);
  });
});

describe('what ends a machine', () => {
  it('a thread that dies at start is told with its reason', async () => {
    const adapter = { ...nodeAdapter(), entry: 'data:text/javascript,export default () => process.exit(7)' };
    machine = await buildMachine(smallBoard(), { files }, adapter);
    await expect(machine.start()).rejects.toThrow(/thread 0 died: exit code 7/);
    expect(machine.state).toBe('crashed');
  });

  it('a board without an image is refused before anything starts', async () => {
    await expect(createMachine(smallBoard())).rejects.toThrow(
      /cluster cpu has no image to run; name one with --kernel/,
    );
  });

  it('an image that memory cannot hold is refused', async () => {
    const image = { path: 'big.bin', bytes: new Uint8Array(2 << 20) };
    await expect(createMachine(smallBoard(), { files: { cpu: { image } } })).rejects.toThrow(
      /big.bin: 2097152 bytes at 0x60000000 do not fit/,
    );
  });

  it('a disk without a slot is refused', async () => {
    const drives = [{ file: 'disk.img' }];
    await expect(createMachine(smallBoard(), { files, drives })).rejects.toThrow(/the board has no free virtio slot/);
  });
});

import type { Machine, MachineStop } from '@tutti/machine';
import { afterEach, describe, expect, it } from 'vitest';
import { ARM_GUEST, debugMachine, nextStop, pcOf, X86_GUEST } from './support/debug-guests.ts';

const ENGINES = [
  { codegen: 'wasm', codeCache: 'unified' },
  { codegen: 'wasm', codeCache: 'private' },
  { codegen: 'js', codeCache: 'unified' },
] as const;
/** Instructions that the guests stop at, and accesses with the instruction that makes them, by its distance from the program's start. */
const GUESTS = [
  {
    name: 'ARM',
    guest: ARM_GUEST,
    at: [0x0c, 0x08, 0x2c, 0x48, 0x4a, 0x52, 0x44],
    accesses: [
      { what: 'store', kind: 'write', address: 0x6000_4000n, length: 4, at: 0x0c },
      { what: 'misaligned load', kind: 'read', address: 0x6000_4024n, length: 1, at: 0x10 },
      { what: 'store across pages', kind: 'write', address: 0x6000_6000n, length: 4, at: 0x14 },
      { what: 'PUSH', kind: 'write', address: 0x60ff_eff0n, length: 0x1010, at: 0x18 },
      { what: 'LDM', kind: 'access', address: 0x6000_4048n, length: 2, at: 0x24 },
      { what: 'LDREX', kind: 'read', address: 0x6000_4080n, length: 4, at: 0x2c },
      { what: 'STREX', kind: 'write', address: 0x6000_4080n, length: 4, at: 0x34 },
      { what: 'T32 STRB', kind: 'write', address: 0x6000_401en, length: 1, at: 0x4a },
    ],
  },
  {
    name: 'x86-64',
    guest: X86_GUEST,
    at: [0x0b, 0x08, 0x3c, 0x45],
    accesses: [
      { what: 'store', kind: 'write', address: 0x20_0004n, length: 4, at: 0x0b },
      { what: 'misaligned load', kind: 'read', address: 0x20_0028n, length: 1, at: 0x0e },
      { what: 'store across pages', kind: 'write', address: 0x20_2000n, length: 1, at: 0x12 },
      { what: 'PUSH', kind: 'write', address: 0xff_eff0n, length: 0x1010, at: 0x19 },
      { what: 'POP', kind: 'read', address: 0xff_eff0n, length: 0x1010, at: 0x1a },
      { what: 'LOCK XADD', kind: 'write', address: 0x20_0088n, length: 1, at: 0x20 },
      { what: 'LOCK XADD, which also reads', kind: 'read', address: 0x20_0084n, length: 1, at: 0x20 },
      { what: 'REP MOVSB', kind: 'write', address: 0x20_4080n, length: 1, at: 0x3c },
      { what: 'load', kind: 'read', address: 0x20_0300n, length: 1, at: 0x3e },
    ],
  },
] as const;
const LONG = 60_000;

/** Resume once more. @returns pc of the core of a stop, and of the one that stops next */
async function afterAnother(running: Machine, stop: MachineStop): Promise<bigint[]> {
  const first = pcOf(running, stop.core);
  const again = nextStop(running);
  await running.resume();
  return [first, pcOf(running, (await again).core)];
}

let machine: Machine | undefined;
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});

describe.each(ENGINES)('$codegen, $codeCache cache', (engine) => {
  it.each(GUESTS)(
    '$name: cores stop before instructions with breakpoints, and before watched accesses, and go on',
    async ({ guest, at, accesses }) => {
      const running = await debugMachine(guest, { ...engine, smp: 2 });
      machine = running;
      await running.start();
      for (const distance of at) {
        const address = guest.entry + BigInt(distance);
        const stopped = nextStop(running);
        const id = await running.setBreakpoint(address);
        const stop = await stopped;
        expect(stop).toEqual({ core: stop.core, point: { id, kind: 'break', address, length: 0 }, address });
        expect(await afterAnother(running, stop)).toEqual([address, address]);
        await running.clearBreakpoint(id);
        await running.resume();
      }
      for (const { kind, address, length, at } of accesses) {
        const stopped = nextStop(running);
        const id = await running.setWatchpoint(kind, address, length);
        const stop = await stopped;
        expect(stop.point).toEqual({ id, kind, address, length });
        const pc = guest.entry + BigInt(at);
        expect(await afterAnother(running, stop)).toEqual([pc, pc]);
        await running.clearBreakpoint(id);
        await running.resume();
      }
    },
    LONG,
  );
});

describe('a machine that is debugged', () => {
  it('stands at its first instruction until it is resumed, and steps instruction by instruction', async () => {
    const paused = await debugMachine(X86_GUEST, { smp: 1 });
    machine = paused;
    await paused.start({ paused: true });
    const pcs: bigint[] = [pcOf(paused, 0)];
    await paused.setBreakpoint(X86_GUEST.entry + 8n);
    for (let i = 0; i < 3; i++) {
      await paused.step(0, true);
      pcs.push(pcOf(paused, 0));
    }
    expect(pcs.map((pc) => Number(pc - X86_GUEST.entry))).toEqual([0, 7, 8, 0x0b]);
  });

  it('the store that a watchpoint stops has not been made, and a step makes it', async () => {
    const running = await debugMachine(ARM_GUEST, { smp: 1 });
    machine = running;
    await running.start({ paused: true });
    await running.setWatchpoint('write', 0x6000_4000n, 4);
    const stopped = nextStop(running);
    await running.resume();
    await stopped;
    const word = () => running.examine(0x6000_4000n, { format: 'x', size: 4, count: 1 });
    expect(word()).toBe('60004000: 0x00000000');
    await running.step(0, true);
    expect(word()).toBe('60004000: 0x00000001');
  });

  it('a breakpoint of one cluster does not stop another', async () => {
    const running = await debugMachine(ARM_GUEST, { smp: 2 });
    machine = running;
    await running.start();
    await expect(running.setBreakpoint(0n, 'gpu')).rejects.toThrow('no cluster "gpu" on this board; it has: cpu');
  });

  it('every core of four threads stops, one after the other, and none is lost', async () => {
    const running = await debugMachine(ARM_GUEST, { smp: 4 });
    machine = running;
    await running.start({ paused: true });
    await running.setBreakpoint(ARM_GUEST.entry);
    const cores: number[] = [];
    for (let i = 0; i < 4; i++) {
      const stopped = nextStop(running);
      await running.resume();
      cores.push((await stopped).core);
    }
    expect(cores.sort()).toEqual([0, 1, 2, 3]);
  });

  it('breakpoints outlive a reset, and are listed until they are cleared', async () => {
    const running = await debugMachine(X86_GUEST, { smp: 1 });
    machine = running;
    await running.start({ paused: true });
    const id = await running.setBreakpoint(X86_GUEST.entry);
    for (let i = 0; i < 2; i++) {
      const stopped = nextStop(running);
      await running.resume();
      expect((await stopped).address).toBe(X86_GUEST.entry);
      await running.step();
      await running.reset();
      expect(pcOf(running, 0)).toBe(X86_GUEST.entry);
    }
    expect(running.breakpoints.map((point) => point.id)).toEqual([id]);
    await running.clearBreakpoint(id);
    expect(running.breakpoints).toEqual([]);
    await expect(running.clearBreakpoint(id)).rejects.toThrow('no breakpoint has this number');
  });
});

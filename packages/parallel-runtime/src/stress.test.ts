import { describe, expect, it } from 'vitest';
import { runStress } from '../test/support/stress.ts';
import { toySetup } from '../test/support/toy-machine.ts';
import { initialiseMemory } from './machine-memory.ts';
import { allocateMemory } from './memory-plan.ts';

const BODIES = new URL('../test/support/stress-bodies.ts', import.meta.url).href;

/** Memory of a toy machine with a thread for each core, and four scratch words in its device heap. */
function arrange(cores: number) {
  const { plan } = toySetup({ cores, threads: cores, programs: {} });
  const memory = allocateMemory(plan);
  initialiseMemory(memory, plan);
  const words = [0, 64, 128, 192].map((at) => plan.devices.base + at);
  return { memory, plan, words, i32: new Int32Array(memory.buffer) };
}

describe('shared structures under stress', () => {
  it('three senders and a sleeping receiver lose no message, no order and no wake-up', async () => {
    const { memory, plan, words } = arrange(4);
    const rounds = 20_000;
    const [wrong] = await runStress([
      { module: BODIES, name: 'drainMessages', data: { memory, plan, words, thread: 0, rounds: 3 * rounds } },
      ...[1, 2, 3].map((thread) => ({
        module: BODIES,
        name: 'pushMessages',
        data: { memory, plan, words, thread, rounds },
      })),
    ]);
    expect(wrong).toBe(0);
  });

  it('exclusive sections exclude each other and running cores', async () => {
    const { memory, plan, words, i32 } = arrange(3);
    const rounds = 6000;
    const threads = [0, 1, 2].map((thread) => ({
      module: BODIES,
      name: 'exclusiveSections',
      data: { memory, plan, words, thread, rounds },
    }));
    expect(await runStress(threads)).toEqual([0, 0, 0]);
    expect(i32[(words[0] as number) >>> 2]).toBe(rounds);
  });

  it('control: the same words without sections are seen unequal', async () => {
    const { memory, plan, words } = arrange(3);
    const threads = [0, 1, 2].map((thread) => ({
      module: BODIES,
      name: 'exclusiveControl',
      data: { memory, plan, words, thread, rounds: 20_000_000 },
    }));
    const violations = (await runStress(threads)) as number[];
    expect(violations.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  });

  it('a lock loses no addition', async () => {
    const { memory, plan, words, i32 } = arrange(3);
    const threads = [0, 1, 2].map((thread) => ({
      module: BODIES,
      name: 'lockedAdds',
      data: { memory, plan, words, thread, rounds: 30_000 },
    }));
    await runStress(threads);
    expect(i32[(words[1] as number) >>> 2]).toBe(90_000);
  });
});

import { describe, expect, it } from 'vitest';
import { toySetup } from '../test/support/toy-machine.ts';
import { allocateMemory } from './memory-plan.ts';
import { TimerQueue } from './timers.ts';

const { plan } = toySetup({ programs: {} });

/** A queue whose slot 0 notes when it fires. */
function queue(): { timers: TimerQueue; fired: number[] } {
  const buffer = allocateMemory(plan).buffer as ArrayBufferLike as SharedArrayBuffer;
  const timers = new TimerQueue(buffer, plan.control, plan.timers);
  timers.initialise();
  const fired: number[] = [];
  timers.handle(0, { fire: (nowNs) => fired.push(nowNs) });
  return { timers, fired };
}

describe('timers that the timer thread is late with', () => {
  it('are left to it for a millisecond', () => {
    const { timers, fired } = queue();
    timers.arm(0, 5e6);
    expect(timers.runLate(5.9e6)).toBe(false);
    expect(fired).toEqual([]);
    expect(timers.deadline(0)).toBe(5e6);
  });

  it('are fired once by a core thread after that', () => {
    const { timers, fired } = queue();
    timers.arm(0, 5e6);
    expect([timers.runLate(6.1e6), timers.runLate(6.2e6)]).toEqual([true, false]);
    expect(fired).toEqual([6.1e6]);
    expect(timers.deadline(0)).toBe(-1);
  });
});

import { EXIT } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { bench, CODE, execute, mcr, mrc, poke, runTo, STOP } from './bench.ts';

describe('system registers', () => {
  it.each([
    ['cortex-a9', 0x410fc090, 0x80000000],
    ['cortex-a15', 0x412fc0f1, 0x80000000],
    ['cortex-a7', 0x410fc075, 0x80000000],
    ['arm11mpcore', 0x410fb022, 0],
  ])('%s names itself', (model, midr, mpidr) => {
    const machine = bench({ model });
    execute(machine, mrc(0, 0, 0, 0, 0), mrc(0, 0, 0, 5, 1));
    expect([machine.get('r0') >>> 0, machine.get('r1') >>> 0]).toEqual([midr, mpidr]);
  });

  it('thread registers are plain fields, and User mode writes only TPIDRURW', () => {
    const machine = bench();
    machine.set('r0', 0x1234);
    execute(machine, mcr(0, 13, 0, 4, 0), mcr(0, 13, 0, 3, 0), mrc(0, 13, 0, 4, 1));
    expect([machine.get('tpidrprw'), machine.get('tpidruro'), machine.get('r1')]).toEqual([0x1234, 0x1234, 0x1234]);
    machine.helper('write_cpsr', 0x10, 0x1f);
    execute(machine, mcr(0, 13, 0, 2, 0), mrc(0, 13, 0, 3, 2));
    expect([machine.get('tpidrurw'), machine.get('r2')]).toEqual([0x1234, 0x1234]);
    poke(machine, CODE, mcr(0, 13, 0, 3, 0));
    expect(runTo(machine, 4)).toBe(true);
  });

  it('cache maintenance does nothing and does not end a block', () => {
    const machine = bench();
    poke(machine, CODE, mcr(0, 7, 14, 1, 0), mcr(0, 7, 5, 0, 0), STOP);
    expect(runTo(machine, CODE + 8)).toBe(true);
    expect(machine.calls).toEqual([]);
  });

  it('CCSIDR follows CSSELR', () => {
    const machine = bench();
    machine.set('r0', 1);
    execute(machine, mrc(1, 0, 0, 0, 1), mcr(2, 0, 0, 0, 0), mrc(1, 0, 0, 0, 2));
    expect([machine.get('r1') >>> 0, machine.get('r2') >>> 0]).toEqual([0xe00fe019, 0x200fe019]);
  });

  it('an unknown register is undefined', () => {
    const machine = bench();
    poke(machine, CODE, mrc(3, 11, 5, 3, 0));
    expect(runTo(machine, 4)).toBe(true);
  });

  it('SDIV exists on Cortex-A15 and not on Cortex-A9', () => {
    const sdiv = 0xe710f211; // sdiv r0, r1, r2
    const a15 = bench({ model: 'cortex-a15' });
    a15.set('r1', -7);
    a15.set('r2', 2);
    execute(a15, sdiv);
    expect(a15.get('r0')).toBe(-3);
    const a9 = bench();
    poke(a9, CODE, sdiv);
    expect(runTo(a9, 4)).toBe(true);
  });
});

describe('generic timer', () => {
  const CNTV_CTL = mcr(0, 14, 3, 1, 1);
  const CNTV_TVAL = mcr(0, 14, 3, 0, 0);

  it('raises its line when the compare value is reached and lowers it when masked', () => {
    const machine = bench({ model: 'cortex-a15' });
    machine.now = 1600;
    machine.set('r0', 100);
    machine.set('r1', 1);
    execute(machine, CNTV_TVAL, CNTV_CTL);
    expect(machine.wake).toBe(1600 + 100 * 16);
    machine.now = machine.wake;
    machine.core.takeInterrupt();
    expect(machine.calls).toEqual(['ppi 1b 1 0']);
    machine.set('r1', 3);
    execute(machine, CNTV_CTL, mrc(0, 14, 3, 1, 2));
    expect(machine.calls).toEqual(['ppi 1b 1 0', 'ppi 1b 0 0']);
    expect(machine.get('r2')).toBe(7);
  });

  it('CNTVCT counts 62.5 MHz, and User mode needs CNTKCTL', () => {
    const machine = bench({ model: 'cortex-a15' });
    machine.now = 2 ** 40;
    const mrrc = 0xec510f1e; // mrrc p15, 1, r0, r1, c14
    execute(machine, mrrc);
    expect([machine.get('r0'), machine.get('r1')]).toEqual([0, 16]);
    machine.helper('write_cpsr', 0x10, 0x1f);
    poke(machine, CODE, mrrc);
    expect(runTo(machine, 4)).toBe(true);
    machine.set('cntkctl', 2);
    machine.helper('write_cpsr', 0x10, 0x1f);
    execute(machine, mrrc);
    expect(machine.get('r1')).toBe(16);
  });
});

describe('PSCI', () => {
  const HVC = 0xe1400070;

  it('CPU_ON sends the core its address and context', () => {
    const machine = bench({ model: 'cortex-a15', options: { psci: 1, cores: 2 } });
    machine.set('r0', 0x84000003 | 0);
    machine.set('r1', 1);
    machine.set('r2', 0x40008000);
    machine.set('r3', 77);
    execute(machine, HVC);
    expect([machine.get('r0'), machine.calls]).toEqual([0, ['send 1 40 40008000 4d']]);
  });

  it('a held core runs after the message, in reset state', () => {
    const machine = bench({ model: 'cortex-a15' });
    machine.core.reset({ registers: {}, held: true });
    expect(machine.core.wakes()).toBe(false);
    machine.core.message(64, 0x8000, 5);
    expect([machine.core.wakes(), machine.get('pc'), machine.get('r0'), machine.get('held')]).toEqual([
      true,
      0x8000,
      5,
      0,
    ]);
  });

  it('CPU_OFF leaves the core waiting until it is switched on', () => {
    const machine = bench({ model: 'cortex-a15', options: { psci: 1 } });
    machine.set('r0', 0x84000002 | 0);
    poke(machine, CODE, HVC, STOP);
    machine.set('pc', CODE);
    machine.forget();
    expect(machine.run()).toBe(EXIT.GUEST);
    machine.core.guestExit(machine.get('exitArg'));
    machine.lines = 1;
    expect([machine.run(), machine.core.wakes()]).toEqual([EXIT.WAIT, false]);
  });

  it('SYSTEM_OFF asks the board, and HVC is undefined without PSCI', () => {
    const machine = bench({ model: 'cortex-a15', options: { psci: 1 } });
    machine.set('r0', 0x84000008 | 0);
    execute(machine, HVC);
    expect(machine.calls).toEqual(['poweroff 0 0 0']);
    const plain = bench();
    poke(plain, CODE, HVC);
    expect(runTo(plain, 4)).toBe(true);
  });
});

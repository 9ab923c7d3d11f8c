import { describe, expect, it } from 'vitest';
import { CODE, GDT, gate64, HANDLER, HLT, IDT, longMode, STACK, TSS } from '../oracle/long-machine.ts';
import { putWords, runToHalt } from '../oracle/system-machine.ts';
import { Random } from './random.ts';

type Machine = ReturnType<typeof longMode>;

/** RFLAGS and segments, stack pointer, pc: everything that an event or IRET changes. */
const outcome = (machine: Machine, halted: boolean) => ({
  halted,
  pc: machine.get('pc'),
  mode: machine.get('mode'),
  flags: machine.get('flags'),
  status: [machine.get64('res'), machine.get64('aux'), machine.get64('df'), machine.get('cf')],
  rsp: machine.get64('rsp'),
  cr2: machine.get64('cr2'),
  segments: ['base', 'limit', 'lowest', 'attributes', 'selector'].map((field) => machine.stateBytes(field, 32).join()),
  bases: machine.stateBytes('base', 64).join(),
  stacks: machine.bytesAt(0x6000, 0x2000).join(),
});

/** The same program where the system part may fill the TLB, and where it walks the tables for every access. */
function bothWays(prepare: (fills: boolean) => Machine) {
  const [quick, full] = [true, false].map((fills) => {
    const machine = prepare(fills);
    return outcome(machine, runToHalt(machine));
  });
  return { quick, full };
}

/** Registers of user mode. */
const USER = { cs: 0x23, 'cs.attributes': 0xa0fb00, ss: 0x1b, 'ss.attributes': 0xc0f300 };

describe('events that are delivered through the TLB do what those do that walk', () => {
  it('IRETQ with random frames', () => {
    const random = new Random(1);
    for (let n = 0; n < 60; n++) {
      const frame = [
        BigInt(random.pick([CODE + 0x100, CODE + 0x100, CODE + 0x100, 0x900000000000])),
        BigInt(random.pick([8, 8, 0x23, 0x23, 0x20, 0x10, 0x38, 0, 0x2b, 0x48, 0xc])),
        BigInt(random.below(0x400000)) & ~0x24100n,
        BigInt(random.pick([0x7800, 0x7808, 0x9000])),
        BigInt(random.pick([0x10, 0x10, 0x1b, 0x1b, 0x18, 0, 3, 0x23, 0x48])),
      ];
      const at = random.pick([0x7000, 0x7000, 0x7004, 0x6ff0, 0x7001]);
      const result = bothWays((fills) => {
        const machine = longMode([0x48, 0xcf], { rsp: at }, undefined, fills);
        const view = new DataView(machine.memory.buffer, machine.hostOf(at));
        frame.forEach((value, i) => void view.setBigUint64(8 * i, value, true));
        machine.bytesAt(CODE + 0x100, 2).fill(HLT);
        return machine;
      });
      expect(result.quick, `frame ${frame.join(' ')} at ${at.toString(16)}`).toEqual(result.full);
    }
  });

  it('INT n and faults through random gates from both levels', () => {
    const random = new Random(2);
    for (let n = 0; n < 60; n++) {
      const gate = gate64(HANDLER + 3, random.pick([0, 0, 1, 7]), random.pick([0, 3])) as [bigint, bigint];
      const type = BigInt(random.pick([0x8e, 0x8e, 0x8f, 0x0e, 0x85, 0x8c]));
      const selector = BigInt(random.pick([8, 8, 8, 0x20, 0x23, 0x38, 0, 0x48]));
      const low = (gate[0] & ~(0x9fn << 40n) & ~(0xffffn << 16n)) | ((type & 0x9fn) << 40n) | (selector << 16n);
      const user = random.pick([true, false]);
      const rsp = random.pick([STACK, STACK - 8, STACK - 4, 0x7020]);
      const ists = [random.pick([0x6800n, 0x6808n, 0x6020n]), random.pick([0x6c00n, 0x21000n])] as const;
      const code = random.pick([[0xcd, 3], [0xcc], [0x0f, 0x0b], [0x48, 0x8b, 0x04, 0x25, 0x08, 0x10, 0x02, 0x00]]);
      const result = bothWays((fills) => {
        const machine = longMode(code, { rsp, ...(user && USER) }, undefined, fills);
        for (const vector of [3, 6, 14]) putWords(machine, IDT + 16 * vector, [low, 0n]);
        putWords(machine, TSS + 0x24, [ists[0], 0n, 0n, 0n, 0n, 0n, ists[1]]);
        putWords(machine, GDT + 0x38, [0x00af9f000000ffffn]);
        return machine;
      });
      const what = `gate ${low.toString(16)} user ${user} rsp ${rsp.toString(16)} ists ${ists.join(' ')} code ${code.join(' ')}`;
      expect(result.quick, what).toEqual(result.full);
    }
  });

  it('loads of data segments with random descriptors from both levels', () => {
    const random = new Random(3);
    for (let n = 0; n < 80; n++) {
      const selector = random.pick([0x10, 0x18, 0x1b, 0x38, 0x39, 0x3b, 0x20, 0, 3, 0x48, 0x3c]);
      const attributes = random.pick([0x93, 0xf3, 0xf1, 0x92, 0xf2, 0xf7, 0xfb, 0xf9, 0xff, 0x73, 0xe2]);
      const base = random.pick([0n, 0n, 0n, 1n << 16n, 1n << 32n, 1n << 56n]);
      const descriptor = 0x00cf00000000ffffn | (BigInt(attributes) << 40n) | base;
      const user = random.pick([true, false]);
      const register = random.pick([0xc0, 0xd8, 0xe0, 0xe8]);
      const result = bothWays((fills) => {
        const machine = longMode([0x8e, register, 0x0f, 0x0b], { rax: selector, ...(user && USER) }, undefined, fills);
        putWords(machine, GDT + 0x38, [descriptor]);
        return machine;
      });
      const what = `selector ${selector.toString(16)} descriptor ${descriptor.toString(16)} user ${user} register ${register.toString(16)}`;
      expect(result.quick, what).toEqual(result.full);
    }
  });
});

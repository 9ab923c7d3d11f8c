import type { Machine, NamedBytes } from '@tutti/machine';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { ArmAssembler, R0, R1, R2, R3, R4, R5, R6, R7, R8 } from '../../src/guests/arm-assembler.ts';
import { at, R8 as BASE, R9 as COUNT, RDI, R12 as SELF, X86Assembler } from '../../src/guests/x86-assembler.ts';
import { type ArmAct, armAct, type X86Act, x86Act } from './contention-acts.ts';
import { armOff, armSleep, sharedNumber, x86Sleep } from './mixed.ts';

/** What the cores of the two sides do again and again to overlapping bytes. */
export interface Contest {
  readonly name: string;
  /** Where the bytes lie in a page of their own; 0 when left out. */
  readonly at?: number;
  readonly arm: ArmAct;
  readonly x86: X86Act;
}

/** Cores meet before every contest. Each takes two pages: some lie across the end of the first. */
const BARRIER = 0;
const FINISHED = 0x40;
/** By core: how often it saw a byte changed that no one else may change. */
const DISTURBED = 0x80;
const FIRST = 0x2000;
const STRIDE = 0x2000;
const CORES = 4;
const SIDE = 2;
/** Bytes that a contest can change. */
const WIDEST = 16;

/** Many contests in one run of board `duet`, with two cores on each side. */
export class Contests {
  private readonly contests: readonly Contest[];
  private readonly times: number;

  /** @param times  acts of each core in each contest; a side's must fit into 16 bits */
  constructor(contests: readonly Contest[], times: number) {
    this.contests = contests;
    this.times = times;
  }

  /** Images of both sides. */
  get files(): Record<'arm' | 'x86', { readonly image: NamedBytes }> {
    return { arm: { image: this.arm() }, x86: { image: this.x86() } };
  }

  /** Contests that lost something, with what is in memory and what should be. */
  lost(machine: Machine): string[] {
    return this.contests.flatMap((contest, k) => {
      const have = sharedNumber(machine, this.placeOf(k), WIDEST);
      const want = this.expected(contest);
      return have === want ? [] : [`${contest.name}: ${have.toString(16)}, not ${want.toString(16)}`];
    });
  }

  /** How often each core found its own byte changed. */
  disturbed(machine: Machine): bigint[] {
    return Array.from({ length: CORES }, (_, core) => sharedNumber(machine, DISTURBED + 4 * core, 4));
  }

  /** Sums of both sides; what would be carried out of the wider operand is lost. */
  private expected({ arm, x86 }: Contest): bigint {
    const sums = [arm, x86].map((act) =>
      act.kind === 'mark'
        ? 0x0101n << BigInt(8 * act.offset)
        : (BigInt(SIDE * this.times) * act.adds) << BigInt(8 * act.offset),
    );
    const end = Math.max(arm.offset + arm.bytes, x86.offset + x86.bytes);
    return sums.reduce((a, b) => a + b, 0n) % (1n << BigInt(8 * end));
  }

  private placeOf(k: number): number {
    return FIRST + k * STRIDE + (this.contests[k]?.at ?? 0);
  }

  /** r4: shared memory, r5: this core, r6: acts left, r7: where the act is done, r8: where a disturbance is told. */
  private arm(): NamedBytes {
    const a = new ArmAssembler(DUET_ARM.ram);
    a.mov32(R4, DUET_ARM.shared);
    a.mov(R5, R0);
    for (const [k, { arm }] of this.contests.entries()) {
      armCount(a, BARRIER, `arrive${k}`);
      armAwait(a, BARRIER, CORES * (k + 1), `start${k}`);
      a.mov32(R7, DUET_ARM.shared + this.placeOf(k) + arm.offset);
      a.mov32(R8, DUET_ARM.shared + DISTURBED);
      a.mov32(R6, this.times);
      a.label(`act${k}`);
      armAct(a, arm, `act${k}_`);
      a.immediate('subs', R6, R6, 1);
      a.b(`act${k}`, 'ne');
    }
    armCount(a, FINISHED, 'finish');
    a.cmp(R5, 0);
    a.b('sleep', 'ne');
    armAwait(a, FINISHED, CORES, 'end');
    armOff(a, 0);
    armSleep(a, 'sleep');
    return { path: 'contests-arm', bytes: a.code.finish() };
  }

  private x86(): NamedBytes {
    const a = new X86Assembler(DUET_X86.program);
    a.mov(BASE, DUET_X86.shared);
    a.register('mov', SELF, RDI);
    for (const [k, { x86 }] of this.contests.entries()) {
      a.alone('lock_inc', at(BASE, BARRIER));
      a.label(`start${k}`);
      a.plain('pause');
      a.compareImmediate(at(BASE, BARRIER), CORES * (k + 1));
      a.j('b', `start${k}`);
      a.mov(COUNT, this.times);
      a.label(`act${k}`);
      x86Act(a, x86, this.placeOf(k) + x86.offset, DISTURBED + 4 * SIDE, `act${k}_`);
      a.immediate('sub', COUNT, 1);
      a.j('ne', `act${k}`);
    }
    a.alone('lock_inc', at(BASE, FINISHED));
    x86Sleep(a, 'sleep');
    return { path: 'contests-x86', bytes: a.code.finish() };
  }
}

/** Add 1 to a shared word. */
function armCount(a: ArmAssembler, word: number, label: string): void {
  a.mov32(R2, DUET_ARM.shared + word);
  a.label(label);
  a.ldrex(R0, R2);
  a.immediate('add', R0, R0, 1);
  a.strex(R1, R0, R2);
  a.cmp(R1, 0);
  a.b(label, 'ne');
}

/** Wait until a shared word has at least a value. */
function armAwait(a: ArmAssembler, word: number, value: number, label: string): void {
  a.mov32(R3, value);
  a.label(label);
  a.yield();
  a.memory('ldr', R0, R4, word);
  a.cmpRegister(R0, R3);
  a.b(label, 'cc');
}

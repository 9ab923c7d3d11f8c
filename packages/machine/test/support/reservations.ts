import type { Machine, NamedBytes } from '@tutti/machine';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { ArmAssembler, R0, R2, R3, R4 } from '../../src/guests/arm-assembler.ts';
import { at, R8 as BASE, RDI, X86Assembler } from '../../src/guests/x86-assembler.ts';
import type { Width } from './contention-acts.ts';
import { armOff, armSleep, sharedNumber, x86Sleep } from './mixed.ts';

/** What another core does between LDREX and STREX. */
export interface Disturbance {
  readonly name: string;
  /** Bytes of the reservation. */
  readonly bytes: Width;
  /** By the second ARM core; r2 is the address, r0 and r1 are 5. */
  readonly arm?: (a: ArmAssembler) => void;
  /** By the first x86 core; the displacement from R8. */
  readonly x86?: (a: X86Assembler, place: number) => void;
  /** Status of STREX: 1 when the reservation must be gone. */
  readonly status: 0 | 1;
}

/** Number of the disturbance that is to be done, and of the last that was. */
const ASKED = 0;
const DONE = 0x40;
/** A status for each, then a place for each. */
const LOG = 0x100;
const FIRST = 0x4000;
const STRIDE = 0x800;
/** What STREX would store. */
const STORED = 0xee;
const LOAD = { 1: 'ldrexb', 2: 'ldrexh', 4: 'ldrex', 8: 'ldrexd' } as const;
const STORE = { 1: 'strexb', 2: 'strexh', 4: 'strex', 8: 'strexd' } as const;

const placeOf = (k: number): number => FIRST + k * STRIDE;

/** One ARM core takes a reservation, lets another core of the board do something, and then stores; in lockstep, one after another. */
export class Reservations {
  private readonly list: readonly Disturbance[];

  constructor(list: readonly Disturbance[]) {
    this.list = list;
  }

  /** Images of both sides. */
  get files(): Record<'arm' | 'x86', { readonly image: NamedBytes }> {
    return { arm: { image: this.arm() }, x86: { image: this.x86() } };
  }

  /** Disturbances after which STREX gave another status than it must, or stored although it failed. */
  wrong(machine: Machine): string[] {
    return this.list.flatMap(({ name, status }, k) => {
      const have = Number(sharedNumber(machine, LOG + 4 * k, 4));
      const stored = Number(sharedNumber(machine, placeOf(k), 1)) === STORED;
      return have === status && stored === (status === 0) ? [] : [`${name}: STREX gave ${have}, stored: ${stored}`];
    });
  }

  private arm(): NamedBytes {
    const a = new ArmAssembler(DUET_ARM.ram);
    a.mov32(R4, DUET_ARM.shared);
    a.cmp(R0, 0);
    a.b('second', 'ne');
    for (const [k, { bytes }] of this.list.entries()) {
      a.mov32(R2, DUET_ARM.shared + placeOf(k));
      a.ldrex(R0, R2, LOAD[bytes]);
      a.mov32(R0, k + 1);
      a.memory('str', R0, R4, ASKED);
      armAwait(a, DONE, k + 1, `done${k}`);
      a.mov32(R0, STORED);
      a.strex(R3, R0, R2, STORE[bytes]);
      a.memory('str', R3, R4, LOG + 4 * k);
    }
    armOff(a, 0);
    a.label('second');
    for (const [k, { arm: act }] of this.list.entries()) {
      if (!act) continue;
      armAwait(a, ASKED, k + 1, `asked${k}`);
      a.mov32(R2, DUET_ARM.shared + placeOf(k));
      a.mov32(R0, 5);
      a.mov32(1, 5);
      act(a);
      a.mov32(R0, k + 1);
      a.memory('str', R0, R4, DONE);
    }
    armSleep(a, 'sleep');
    return { path: 'reservations-arm', bytes: a.code.finish() };
  }

  private x86(): NamedBytes {
    const a = new X86Assembler(DUET_X86.program);
    a.register('test', RDI, RDI);
    a.j('ne', 'sleep');
    enableSse(a);
    a.mov(BASE, DUET_X86.shared);
    for (const [k, { x86: act }] of this.list.entries()) {
      if (!act) continue;
      a.label(`asked${k}`);
      a.plain('pause');
      a.compareImmediate(at(BASE, ASKED), k + 1);
      a.j('ne', `asked${k}`);
      act(a, placeOf(k));
      a.storeImmediate(at(BASE, DONE), k + 1);
    }
    x86Sleep(a, 'sleep');
    return { path: 'reservations-x86', bytes: a.code.finish() };
  }
}

/** CR4: PAE, OSFXSR and OSXMMEXCPT; XMM0 all ones. */
function enableSse(a: X86Assembler): void {
  a.mov(0, 0x620);
  a.code.bytes(0x0f, 0x22, 0xe0, 0x66, 0x0f, 0x76, 0xc0);
}

function armAwait(a: ArmAssembler, word: number, value: number, label: string): void {
  a.mov32(R3, value);
  a.label(label);
  a.yield();
  a.memory('ldr', R0, R4, word);
  a.cmpRegister(R0, R3);
  a.b(label, 'ne');
}

import { MAILBOX, POWER_SWITCH } from '@tutti/devices-core';
import type { Machine, NamedBytes } from '@tutti/machine';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { ArmAssembler, type ArmRegister, R0, R1, R2, R4, R6, R8, R9 } from '../../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RCX, RDI, RDX, RSI, X86Assembler, type X86Register } from '../../src/guests/x86-assembler.ts';

/**
 * What a thread of a litmus test does, in program order. A store writes the number of the round, so that a load tells whether it saw this
 * round's store; the first load of a thread is bit 0 of what it saw, the second bit 1. `fence` is DMB or MFENCE.
 */
export type Step =
  | readonly ['store' | 'load', 'x' | 'y']
  | readonly ['fence' | 'ring' | 'answer' | 'lock' | 'unlock' | 'count'];

/** One litmus test: a thread for each core that takes part. ARM cores are threads 0 and 1, x86 cores 2 and 3. */
export interface Litmus {
  readonly name: string;
  readonly threads: Readonly<Partial<Record<Thread, readonly Step[]>>>;
  /** Whether what the threads saw in a round must never happen; `seen` by thread. */
  readonly forbidden: (seen: readonly number[]) => boolean;
  /** Without barriers: may happen, and is told. */
  readonly control?: true;
}

export type Thread = 0 | 1 | 2 | 3;
const THREADS: readonly Thread[] = [0, 1, 2, 3];
const isArm = (thread: Thread): boolean => thread < 2;

/** Shared memory: words of threads and of tests on lines of their own, then a byte for each round of each thread. */
const LINE = 0x40;
const ARRIVED = 0x000;
const FINISHED = 0x100;
const LOCK = 0x140;
const COUNTER = 0x180;
const VARIABLES = 0x200;
const LOG = 0x1_0000;

/** Rounds differ in how long the threads wait before they begin: each side 0 to DELAYS - 1 times around a loop, in all combinations. */
const DELAYS = 16;

const variable = (test: number, name: 'x' | 'y'): number => VARIABLES + 2 * LINE * test + (name === 'x' ? 0 : LINE);

/** A batch of tests as programs for board `duet`. */
export class LitmusBatch {
  private readonly tests: readonly Litmus[];
  private readonly rounds: number;

  constructor(tests: readonly Litmus[], rounds: number) {
    this.tests = tests;
    this.rounds = rounds;
  }

  /** Images of both sides. */
  get files(): Record<'arm' | 'x86', { readonly image: NamedBytes }> {
    return { arm: { image: this.arm() }, x86: { image: this.x86() } };
  }

  /** How often each test saw what is forbidden, by its name. */
  verdicts(machine: Machine): Map<string, number> {
    return new Map(this.tests.map((test, k) => [test.name, this.failures(machine, test, k)]));
  }

  /** What `count` steps under the lock came to, and what they should. */
  counted(machine: Machine): { readonly counter: number; readonly expected: number } {
    const bytes = new Uint8Array(4);
    machine.readMemory('arm', DUET_ARM.shared + COUNTER, bytes);
    const counts = this.tests.flatMap((t) => Object.values(t.threads).flat()).filter(([step]) => step === 'count').length;
    return { counter: new DataView(bytes.buffer).getUint32(0, true), expected: counts * this.rounds };
  }

  private failures(machine: Machine, { forbidden }: Litmus, test: number): number {
    const logs = THREADS.map((thread) => {
      const log = new Uint8Array(this.rounds);
      machine.readMemory('arm', DUET_ARM.shared + this.logAt(test, thread), log);
      return log;
    });
    let failures = 0;
    for (let round = 0; round < this.rounds; round++) if (forbidden(logs.map((log) => log[round]!))) failures += 1;
    return failures;
  }

  private logAt(test: number, thread: Thread): number {
    return LOG + (4 * test + thread) * this.rounds;
  }

  private others(test: Litmus, thread: Thread): Thread[] {
    return THREADS.filter((t) => t !== thread && test.threads[t]);
  }

  /** r4: shared memory, r6: round, r7: last round, r8: log, r9: what was seen. */
  private arm(): NamedBytes {
    const a = new ArmAssembler(DUET_ARM.ram);
    a.mov32(R4, DUET_ARM.shared);
    a.cmp(R0, 0);
    a.b('thread1', 'ne');
    for (const thread of [0, 1] as const) {
      a.label(`thread${thread}`);
      for (const [k, test] of this.tests.entries()) this.armTest(a, test, k, thread);
      a.mov32(R0, 1);
      a.memory('str', R0, R4, FINISHED + 4 * thread);
      if (thread === 0) armEnd(a);
      a.label(`sleep${thread}`);
      a.wfi();
      a.b(`sleep${thread}`);
    }
    return { path: 'litmus-arm', bytes: a.code.finish() };
  }

  private armTest(a: ArmAssembler, test: Litmus, k: number, thread: Thread): void {
    const steps = test.threads[thread];
    if (!steps) return;
    const label = (text: string): string => `${text}_${thread}_${k}`;
    a.mov32(R8, DUET_ARM.shared + this.logAt(k, thread));
    a.mov32(R6, k * this.rounds);
    a.label(label('round'));
    a.immediate('add', R6, R6, 1);
    a.memory('str', R6, R4, ARRIVED + LINE * thread);
    for (const other of this.others(test, thread)) {
      // Without a hint to others, so that all leave within the time of a store.
      a.label(label(`wait${other}`));
      a.memory('ldr', R0, R4, ARRIVED + LINE * other);
      a.cmpRegister(R0, R6);
      a.b(label(`wait${other}`), 'cc');
    }
    a.immediate('and', R0, R6, DELAYS - 1);
    a.label(label('delay'));
    a.immediate('subs', R0, R0, 1);
    a.b(label('delay'), 'pl');
    a.mov32(R9, 0);
    let bit = 1;
    for (const [i, [step, name]] of steps.entries()) {
      armStep(a, step, name === undefined ? 0 : variable(k, name), label(`step${i}`), bit);
      if (step === 'load') bit <<= 1;
    }
    a.memory('strb', R9, R8);
    a.immediate('add', R8, R8, 1);
    a.mov32(R0, (k + 1) * this.rounds);
    a.cmpRegister(R6, R0);
    a.b(label('round'), 'ne');
  }

  /** rbx: shared memory, rcx: round, rdx: log, rsi: what was seen. */
  private x86(): NamedBytes {
    const a = new X86Assembler(DUET_X86.program);
    a.mov(RBX, DUET_X86.shared);
    a.register('test', RDI, RDI);
    a.j('ne', 'thread3');
    for (const thread of [2, 3] as const) {
      a.label(`thread${thread}`);
      for (const [k, test] of this.tests.entries()) this.x86Test(a, test, k, thread);
      a.storeImmediate(at(RBX, FINISHED + 4 * thread), 1);
      a.label(`sleep${thread}`);
      a.plain('cli');
      a.plain('hlt');
      a.jmp(`sleep${thread}`);
    }
    return { path: 'litmus-x86', bytes: a.code.finish() };
  }

  private x86Test(a: X86Assembler, test: Litmus, k: number, thread: Thread): void {
    const steps = test.threads[thread];
    if (!steps) return;
    const label = (text: string): string => `${text}_${thread}_${k}`;
    a.mov(RDX, DUET_X86.shared + this.logAt(k, thread));
    a.mov(RCX, k * this.rounds);
    a.label(label('round'));
    a.immediate('add', RCX, 1);
    a.memory('store', RCX, at(RBX, ARRIVED + LINE * thread));
    for (const other of this.others(test, thread)) {
      a.label(label(`wait${other}`));
      a.memory('load', RAX, at(RBX, ARRIVED + LINE * other));
      a.register('cmp', RAX, RCX);
      a.j('b', label(`wait${other}`));
    }
    a.register('mov', RAX, RCX);
    a.immediate('and', RAX, DELAYS * (DELAYS - 1));
    a.label(label('delay'));
    a.immediate('sub', RAX, DELAYS);
    a.j('ae', label('delay'));
    a.mov(RSI, 0);
    let bit = 1;
    for (const [i, [step, name]] of steps.entries()) {
      x86Step(a, step, name === undefined ? 0 : variable(k, name), label(`step${i}`), bit);
      if (step === 'load') bit <<= 1;
    }
    a.memory('store8', RSI, at(RDX));
    a.immediate('add', RDX, 1);
    a.immediate('cmp', RCX, (k + 1) * this.rounds);
    a.j('ne', label('round'));
  }
}

/** The first ARM core waits for all threads and powers off. */
function armEnd(a: ArmAssembler): void {
  for (const thread of THREADS) {
    a.label(`end${thread}`);
    a.yield();
    a.memory('ldr', R0, R4, FINISHED + 4 * thread);
    a.cmp(R0, 1);
    a.b(`end${thread}`, 'ne');
  }
  a.mov32(R0, 0);
  a.mov32(R1, DUET_ARM.power);
  a.memory('str', R0, R1, POWER_SWITCH.at.OFF);
}

function armStep(a: ArmAssembler, step: Step[0], word: number, label: string, bit: number): void {
  const saw: ArmRegister = R9;
  switch (step) {
    case 'store':
      return a.memory('str', R6, R4, word);
    case 'load':
      a.memory('ldr', R0, R4, word);
      a.cmpRegister(R0, R6);
      a.b(label, 'cc');
      a.immediate('add', saw, saw, bit);
      return a.label(label);
    case 'fence':
      return a.dmb();
    case 'ring':
      a.mov32(R1, DUET_ARM.mailbox);
      a.mov32(R0, 1);
      return a.memory('str', R0, R1, MAILBOX.at.RING);
    case 'answer':
      a.mov32(R1, DUET_ARM.mailbox);
      a.b(`${label}_look`);
      a.label(label);
      a.yield();
      a.label(`${label}_look`);
      a.memory('ldr', R0, R1, MAILBOX.at.PENDING);
      a.cmp(R0, 1);
      a.b(label, 'ne');
      return a.memory('str', R0, R1, MAILBOX.at.PENDING);
    case 'lock':
      a.mov32(R2, DUET_ARM.shared + LOCK);
      a.b(`${label}_try`);
      a.label(label);
      a.yield();
      a.label(`${label}_try`);
      a.ldrex(R0, R2);
      a.cmp(R0, 0);
      a.b(label, 'ne');
      a.mov32(R0, 1);
      a.strex(R1, R0, R2);
      a.cmp(R1, 0);
      a.b(`${label}_try`, 'ne');
      return a.dmb();
    case 'unlock':
      a.dmb();
      a.mov32(R0, 0);
      return a.memory('str', R0, R4, LOCK);
    case 'count':
      a.memory('ldr', R0, R4, COUNTER);
      a.immediate('add', R0, R0, 1);
      return a.memory('str', R0, R4, COUNTER);
  }
}

function x86Step(a: X86Assembler, step: Step[0], word: number, label: string, bit: number): void {
  const saw: X86Register = RSI;
  switch (step) {
    case 'store':
      return a.memory('store', RCX, at(RBX, word));
    case 'load':
      a.memory('load', RAX, at(RBX, word));
      a.register('cmp', RAX, RCX);
      a.j('b', label);
      a.immediate('add', saw, bit);
      return a.label(label);
    case 'fence':
      return a.plain('mfence');
    case 'ring':
      a.mov(RDI, DUET_X86.mailbox);
      return a.storeImmediate(at(RDI, MAILBOX.at.RING), 1);
    case 'answer':
      a.mov(RDI, DUET_X86.mailbox);
      a.jmp(`${label}_look`);
      a.label(label);
      a.plain('pause');
      a.label(`${label}_look`);
      a.compareImmediate(at(RDI, MAILBOX.at.PENDING), 1);
      a.j('ne', label);
      return a.storeImmediate(at(RDI, MAILBOX.at.PENDING), 1);
    case 'lock':
      a.jmp(`${label}_try`);
      a.label(label);
      a.plain('pause');
      a.label(`${label}_try`);
      a.mov(RAX, 1);
      a.memory('xchg', RAX, at(RBX, LOCK));
      a.register('test', RAX, RAX);
      return a.j('ne', label);
    case 'unlock':
      return a.storeImmediate(at(RBX, LOCK), 0);
    case 'count':
      return a.alone('inc', at(RBX, COUNTER));
  }
}

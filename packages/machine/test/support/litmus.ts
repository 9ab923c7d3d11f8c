import { POWER_SWITCH } from '@tutti/devices-core';
import type { Machine, NamedBytes } from '@tutti/machine';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { ArmAssembler, R0, R1, R4, R6, R8, R9 } from '../../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RCX, RDI, RDX, RSI, X86Assembler } from '../../src/guests/x86-assembler.ts';
import { armStep, SECTION, type Step, x86Step } from './litmus-steps.ts';

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

/** Shared memory: words of threads and of tests on lines of their own, then a byte for each round of each thread. */
const LINE = 0x40;
const ARRIVED = 0x000;
const FINISHED = 0x100;
const VARIABLES = 0x200;
const LOG = 0x1_0000;
/** Is in the log of every round that a thread went through. */
const LOGGED = 0x80;

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
    machine.readMemory('arm', DUET_ARM.shared + SECTION.counter, bytes);
    const counts = this.tests
      .flatMap((t) => Object.values(t.threads).flat())
      .filter(([step]) => step === 'count').length;
    return { counter: new DataView(bytes.buffer).getUint32(0, true), expected: counts * this.rounds };
  }

  /** Rounds that a thread did not log fail as well. */
  private failures(machine: Machine, { forbidden, threads }: Litmus, test: number): number {
    const logs = THREADS.map((thread) => {
      const log = new Uint8Array(this.rounds);
      machine.readMemory('arm', DUET_ARM.shared + this.logAt(test, thread), log);
      return log;
    });
    let failures = 0;
    for (let round = 0; round < this.rounds; round++) {
      const seen = logs.map((log) => (log[round] ?? 0) & ~LOGGED);
      const missed = THREADS.some((thread) => threads[thread] && ((logs[thread]?.[round] ?? 0) & LOGGED) === 0);
      if (missed || forbidden(seen)) failures += 1;
    }
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
    a.mov32(R9, LOGGED);
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
    a.mov(RSI, LOGGED);
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

import { GIC } from '@tutti/devices-arm';
import { HARDWARE_SPINLOCK, MAILBOX, POWER_SWITCH } from '@tutti/devices-core';
import { DUET_ARM, DUET_MAILBOX } from '../boards/duet-map.ts';
import { ArmAssembler, type ArmRegister, R0, R1, R4, R5, R6, R7, R8, R9, R10 } from './arm-assembler.ts';
import { armPrint, say } from './arm-print.ts';
import { DUET_CORES, DUET_SHARED, type DuetWork, FIRST_MESSAGE } from './duet-shared.ts';

const S = DUET_SHARED.at;
/** Interrupt id of the mailbox; shared interrupts start at 32. */
const IRQ = 32 + DUET_MAILBOX.spi;
const GICC = GIC.at.GICC_CTLR;
const SPURIOUS = 1023;

/**
 * The program of the ARM cores of `duet`. Entered with the core's number in r0 and a stack.
 * r4: shared RAM, r5: core number; subroutines change r0 to r3.
 */
export function duetArm(origin: number, work: DuetWork): Uint8Array {
  const a = new ArmAssembler(origin);
  a.mov(R5, R0);
  a.mov32(R4, DUET_ARM.shared);
  a.cmp(R5, 0);
  a.b('counters', 'ne');
  say(a, 'hello', `arm: LDREX and STREX on ${work.counter} additions a core\n`);
  messages(a, work);
  counters(a, work);
  atomicAdd(a, 'finish', S.done);
  a.cmp(R5, 0);
  a.b('sleep', 'ne');
  check(a, work);
  a.label('sleep');
  a.wfi();
  a.b('sleep');
  armPrint(a, DUET_ARM.uart);
  return a.code.finish();
}

/** Add 1 to a word of shared RAM with exclusive accesses. */
function atomicAdd(a: ArmAssembler, label: string, word: number): void {
  a.mov32(R7, DUET_ARM.shared + word);
  a.label(label);
  a.ldrex(R0, R7);
  a.immediate('add', R0, R0, 1);
  a.strex(R1, R0, R7);
  a.cmp(R1, 0);
  a.b(label, 'ne');
}

/** Add 1 to a word of shared RAM with plain accesses. */
function plainAdd(a: ArmAssembler, word: number): void {
  a.memory('ldr', R0, R4, word);
  a.immediate('add', R0, R0, 1);
  a.memory('str', R0, R4, word);
}

/** Run `body` so many times, with r6 counting down. */
function times(a: ArmAssembler, label: string, count: number, body: () => void): void {
  if (count === 0) return;
  a.mov32(R6, count);
  a.label(label);
  body();
  a.immediate('subs', R6, R6, 1);
  a.b(label, 'ne');
}

function counters(a: ArmAssembler, work: DuetWork): void {
  a.label('counters');
  // All begin together, so that they contend.
  atomicAdd(a, 'arrive', S.ready);
  a.b('are_ready');
  a.label('not_ready');
  a.yield();
  a.label('are_ready');
  a.memory('ldr', R0, R4, S.ready);
  a.cmp(R0, DUET_CORES);
  a.b('not_ready', 'ne');
  times(a, 'count', work.counter, () => {
    if (work.atomic === 1) atomicAdd(a, 'again', S.counter);
    else plainAdd(a, S.counter);
  });
  a.mov32(R7, DUET_ARM.shared + S.lock);
  times(a, 'under_lock', work.lock, () => {
    a.b('acquire');
    a.label('spin');
    a.yield();
    a.label('acquire');
    a.ldrex(R0, R7);
    a.cmp(R0, 0);
    a.b('spin', 'ne');
    a.mov32(R1, 1);
    a.strex(R0, R1, R7);
    a.cmp(R0, 0);
    a.b('acquire', 'ne');
    a.dmb();
    plainAdd(a, S.locked);
    a.dmb();
    a.mov32(R0, 0);
    a.memory('str', R0, R7);
  });
  a.mov32(R7, DUET_ARM.hwlock);
  times(a, 'under_hardware', work.hardware, () => {
    a.b('hardware_acquire');
    a.label('hardware_spin');
    a.yield();
    a.label('hardware_acquire');
    a.memory('ldr', R0, R7, HARDWARE_SPINLOCK.at.LOCK);
    a.cmp(R0, 0);
    a.b('hardware_spin', 'ne');
    a.dmb();
    plainAdd(a, S.hardware);
    a.dmb();
    a.mov32(R0, 0);
    a.memory('str', R0, R7, HARDWARE_SPINLOCK.at.LOCK);
  });
}

/** Send numbers, ring, sleep until the x86 side has rung back, and compare its answers. */
function messages(a: ArmAssembler, work: DuetWork): void {
  if (work.messages === 0) return;
  const set = (address: number, value: number, op: 'str' | 'strb' = 'str'): void => {
    a.mov32(R0, address);
    a.mov32(R1, value);
    a.memory(op, R1, R0);
  };
  set(DUET_ARM.gicDist + GIC.at.GICD_ITARGETSR + IRQ, 1, 'strb');
  set(DUET_ARM.gicDist + GIC.at.GICD_ISENABLER + 4 * (IRQ >>> 5), 1 << (IRQ & 31));
  set(DUET_ARM.gicDist + GIC.at.GICD_CTLR, 1);
  set(DUET_ARM.gicCpu + GIC.at.GICC_PMR - GICC, 0xff);
  set(DUET_ARM.gicCpu, 1);
  set(DUET_ARM.mailbox + MAILBOX.at.ENABLE, 1);
  a.mov32(R8, DUET_ARM.mailbox);
  a.mov32(R9, DUET_ARM.gicCpu);
  a.mov32(R10, FIRST_MESSAGE);
  times(a, 'message', work.messages, () => {
    a.memory('str', R10, R4, S.toX86);
    a.dmb();
    a.mov32(R0, 1);
    a.memory('str', R0, R8, MAILBOX.at.RING);
    a.label('wait');
    a.wfi();
    // Interrupts stay masked: WFI ends all the same, and the controller says what came.
    a.memory('ldr', R1, R9, GIC.at.GICC_IAR - GICC);
    a.mov32(R0, SPURIOUS);
    a.cmpRegister(R1, R0);
    a.b('wait', 'eq');
    a.mov32(R0, 1);
    a.memory('str', R0, R8, MAILBOX.at.PENDING);
    a.memory('str', R1, R9, GIC.at.GICC_EOIR - GICC);
    a.dmb();
    a.memory('ldr', R0, R4, S.toArm);
    a.register('add', R1, R10, R10);
    a.cmpRegister(R0, R1);
    a.b('wrong', 'ne');
    plainAdd(a, S.receivedArm);
    a.label('wrong');
    a.immediate('add', R10, R10, 1);
  });
}

/** Wait for all cores, print the totals, and power off: with 0 when nothing was lost. */
function check(a: ArmAssembler, work: DuetWork): void {
  a.b('are_done');
  a.label('not_done');
  a.yield();
  a.label('are_done');
  a.memory('ldr', R0, R4, S.done);
  a.cmp(R0, DUET_CORES);
  a.b('not_done', 'ne');
  a.dmb();
  a.memory('ldr', R0, R4, S.receivedArm);
  a.memory('ldr', R1, R4, S.receivedX86);
  a.register('add', R8, R0, R1);
  a.mov32(R9, 0);
  const expect = (register: ArmRegister, total: number, label: string): void => {
    a.mov32(R1, total);
    a.cmpRegister(register, R1);
    a.b(label, 'eq');
    a.mov32(R9, 1);
    a.label(label);
  };
  for (const [word, each] of [
    ['counter', work.counter],
    ['locked', work.lock],
    ['hardware', work.hardware],
  ] as const) {
    a.memory('ldr', R0, R4, S[word]);
    expect(R0, (DUET_CORES * each) >>> 0, `${word}_right`);
  }
  expect(R8, 2 * work.messages, 'messages_right');
  a.cmp(R9, 0);
  a.b('lost', 'ne');
  say(a, 'ok', 'DUET-OK counter=');
  a.b('totals');
  a.label('lost');
  say(a, 'bad', 'DUET-LOST counter=');
  a.label('totals');
  for (const [word, name] of [
    ['counter', ' lock='],
    ['locked', ' hardware='],
    ['hardware', ' messages='],
  ] as const) {
    a.memory('ldr', R0, R4, S[word]);
    a.bl('decimal');
    say(a, `name_${word}`, name);
  }
  a.mov(R0, R8);
  a.bl('decimal');
  say(a, 'newline', '\n');
  a.mov32(R0, DUET_ARM.power);
  a.memory('str', R9, R0, POWER_SWITCH.at.OFF);
}

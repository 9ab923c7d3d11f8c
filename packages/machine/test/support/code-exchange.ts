import type { Machine, NamedBytes } from '@tutti/machine';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { ArmAssembler, R0, R1, R2, R4, R5, R6, R7, R8 } from '../../src/guests/arm-assembler.ts';
import { at, R12, RAX, RBX, RCX, RDI, RDX, RSI, X86Assembler } from '../../src/guests/x86-assembler.ts';
import { armStep, x86Step } from './litmus-steps.ts';
import { armOff, armSleep, sharedNumber, x86Sleep } from './mixed.ts';

/** How one side tells the other that its code is there. */
export type Told = 'by a flag' | 'by a doorbell';

/** Words of shared memory: number of the round that each side's code is for. */
const FOR_ARM = 0;
const FOR_X86 = 0x40;
/** What the code gave, by round. */
const ARM_LOG = 0x1000;
const X86_LOG = 0x2000;
/** Where the code lies. */
const ARM_CODE = 0x8000;
const X86_CODE = 0xa000;
/** Often enough for the code to be compiled, and to be thrown away again. */
const ROUNDS = 60;
const CALLS = 300;

/** MOVW r0, #0 and BX lr (Arm DDI 0406C, A8.8.102 and A8.8.27). */
const ARM_MOVE = 0xe300_0000;
const ARM_RETURN = 0xe12f_ff1e;
/** MOV EAX, imm32 (B8h and the constant), whose upper bytes are 0 here, and RET. */
const X86_MOVE = 0xb8;
const X86_REST = 0xc300;

/**
 * In each round the first x86 core writes a function for the first ARM core, which calls it many times and adds up what it gives; then
 * the ARM core writes one for the x86 core. Every round's function is at the same address and returns the number of the round.
 */
export class CodeExchange {
  private readonly told: Told;

  constructor(told: Told) {
    this.told = told;
  }

  /** Images of both sides. */
  get files(): Record<'arm' | 'x86', { readonly image: NamedBytes }> {
    return { arm: { image: this.arm() }, x86: { image: this.x86() } };
  }

  /** Rounds in which a side ran other code than it was given. */
  wrong(machine: Machine): string[] {
    return Array.from({ length: ROUNDS }, (_, i) => i + 1).flatMap((round) =>
      (
        [
          ['ARM', ARM_LOG],
          ['x86', X86_LOG],
        ] as const
      ).flatMap(([name, log]) => {
        const sum = Number(sharedNumber(machine, log + 4 * round, 4));
        return sum === CALLS * round ? [] : [`${name}, round ${round}: ${sum / CALLS}`];
      }),
    );
  }

  /** r4: shared memory, r6: round, r7: calls left, r8: sum. */
  private arm(): NamedBytes {
    const a = new ArmAssembler(DUET_ARM.ram);
    a.cmp(R0, 0);
    a.b('sleep', 'ne');
    a.mov32(R4, DUET_ARM.shared);
    a.mov32(R6, 0);
    a.label('round');
    a.immediate('add', R6, R6, 1);
    if (this.told === 'by a doorbell') armStep(a, 'answer', 0, 'bell', 0);
    else {
      a.label('wait');
      a.yield();
      a.memory('ldr', R0, R4, FOR_ARM);
      a.cmpRegister(R0, R6);
      a.b('wait', 'ne');
    }
    synchronizeArm(a);
    a.mov32(R5, DUET_ARM.shared + ARM_CODE);
    a.mov32(R7, CALLS);
    a.mov32(R8, 0);
    a.label('call');
    a.code.word(0xe12f_ff35); // BLX r5
    a.register('add', R8, R8, R0);
    a.immediate('subs', R7, R7, 1);
    a.b('call', 'ne');
    a.mov32(R1, DUET_ARM.shared + ARM_LOG);
    for (let i = 0; i < 4; i++) a.register('add', R1, R1, R6);
    a.memory('str', R8, R1);
    // The constant follows the opcode's byte.
    a.mov32(R2, X86_MOVE);
    a.code.word(0xe082_2406); // ADD r2, r2, r6, LSL #8
    a.mov32(R1, DUET_ARM.shared + X86_CODE);
    a.memory('str', R2, R1);
    a.mov32(R2, X86_REST);
    a.memory('str', R2, R1, 4);
    a.dmb();
    a.memory('str', R6, R4, FOR_X86);
    a.cmp(R6, ROUNDS);
    a.b('round', 'ne');
    a.label('last');
    a.yield();
    a.memory('ldr', R0, R4, FOR_ARM);
    a.cmp(R0, ROUNDS + 1);
    a.b('last', 'ne');
    armOff(a, 0);
    armSleep(a, 'sleep');
    return { path: 'exchange-arm', bytes: a.code.finish() };
  }

  /** rbx: shared memory, rcx: round, rsi: calls left, r12: sum. */
  private x86(): NamedBytes {
    const a = new X86Assembler(DUET_X86.program);
    a.register('test', RDI, RDI);
    a.j('ne', 'sleep');
    a.mov(RBX, DUET_X86.shared);
    a.mov(RCX, 0);
    a.label('round');
    a.immediate('add', RCX, 1);
    a.mov(RAX, ARM_MOVE);
    a.register('add', RAX, RCX);
    a.memory('store', RAX, at(RBX, ARM_CODE));
    a.storeImmediate(at(RBX, ARM_CODE + 4), ARM_RETURN);
    a.memory('store', RCX, at(RBX, FOR_ARM));
    if (this.told === 'by a doorbell') x86Step(a, 'ring', 0, 'bell', 0);
    a.label('wait');
    a.plain('pause');
    a.memory('load', RAX, at(RBX, FOR_X86));
    a.register('cmp', RAX, RCX);
    a.j('ne', 'wait');
    a.mov(RDX, DUET_X86.shared + X86_CODE);
    a.mov(RSI, CALLS);
    a.mov(R12, 0);
    a.label('call');
    a.code.bytes(0xff, 0xd2); // CALL RDX
    a.register('add', R12, RAX);
    a.immediate('sub', RSI, 1);
    a.j('ne', 'call');
    a.mov(RDX, DUET_X86.shared + X86_LOG);
    for (let i = 0; i < 4; i++) a.register64('add', RDX, RCX);
    a.memory('store', R12, at(RDX));
    a.immediate('cmp', RCX, ROUNDS);
    a.j('ne', 'round');
    a.storeImmediate(at(RBX, FOR_ARM), ROUNDS + 1);
    x86Sleep(a, 'sleep');
    return { path: 'exchange-x86', bytes: a.code.finish() };
  }
}

/** DSB, ICIALLU, BPIALL, DSB, ISB: what a core does before it runs code that another wrote (Arm DDI 0406C, B2.2.9). */
function synchronizeArm(a: ArmAssembler): void {
  for (const word of [0xf57f_f04f, 0xee07_0f15, 0xee07_0fd5, 0xf57f_f04f, 0xf57f_f06f]) a.code.word(word);
}

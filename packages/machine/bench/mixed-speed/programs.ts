import { ArmAssembler, R1, R2, R3, R4, R5 } from '../../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RCX, RDI, RDX, RSI, X86Assembler } from '../../src/guests/x86-assembler.ts';

/** Where each side's program is loaded. */
export const PROGRAM_AT = { arm: 0x6000_0000, x86: 0x10_0000 } as const;
export type Side = keyof typeof PROGRAM_AT;
export const SIDES = Object.keys(PROGRAM_AT) as Side[];

const BUFFER = 0x8000;
const WORDS = 200;
/** What is stored lies behind what is loaded: no load waits for a store, which takes a time that depends on where the host has the memory. */
const STORED = 1024;
/** Words between turns of the rarer branch. */
const RARE = 4;

/** Adds the words of a buffer up and stores the sums: loads, stores, additions, and blocks that follow each other in a fixed order. */
const BUSY: Readonly<Record<Side, () => Uint8Array>> = {
  arm: () => {
    const a = new ArmAssembler(PROGRAM_AT.arm);
    a.label('again');
    a.mov32(R4, PROGRAM_AT.arm + BUFFER);
    a.mov32(R5, WORDS);
    a.label('next');
    a.memory('ldr', R2, R4);
    a.register('add', R1, R1, R2);
    a.tst(R5, RARE - 1);
    a.b('common', 'ne');
    a.register('add', R3, R3, R1);
    a.label('common');
    a.memory('str', R1, R4, STORED);
    a.immediate('add', R4, R4, 4);
    a.immediate('subs', R5, R5, 1);
    a.b('next', 'ne');
    a.b('again');
    return a.code.finish();
  },
  x86: () => {
    const a = new X86Assembler(PROGRAM_AT.x86);
    a.label('again');
    a.mov(RBX, PROGRAM_AT.x86 + BUFFER);
    a.mov(RSI, WORDS);
    a.label('next');
    a.memory('load', RDX, at(RBX));
    a.register('add', RAX, RDX);
    a.register('mov', RCX, RSI);
    a.immediate('and', RCX, RARE - 1);
    a.j('ne', 'common');
    a.register('add', RDI, RAX);
    a.label('common');
    a.memory('store', RAX, at(RBX, STORED));
    a.immediate('add', RBX, 4);
    a.immediate('sub', RSI, 1);
    a.j('ne', 'next');
    a.jmp('again');
    return a.code.finish();
  },
};

/** Sleeps for ever. */
const IDLE: Readonly<Record<Side, () => Uint8Array>> = {
  arm: () => {
    const a = new ArmAssembler(PROGRAM_AT.arm);
    a.label('next');
    a.wfi();
    a.b('next');
    return a.code.finish();
  },
  x86: () => {
    const a = new X86Assembler(PROGRAM_AT.x86);
    a.label('next');
    a.plain('hlt');
    a.jmp('next');
    return a.code.finish();
  },
};

/** What a side's core runs. */
export const programOf = (side: Side, busy: boolean): Uint8Array => (busy ? BUSY : IDLE)[side]();

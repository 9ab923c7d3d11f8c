import { type ArmAssembler, R0, R1, R2, R3, R5, R6, R7, R8 } from '../../src/guests/arm-assembler.ts';
import {
  at,
  R8 as BASE,
  R9 as COUNT,
  R10 as OWN,
  RAX,
  RBX,
  RCX,
  RDX,
  R12 as SELF,
  R13 as SPOT,
  type X86Assembler,
} from '../../src/guests/x86-assembler.ts';

interface Place {
  /** Of the first byte that the instruction touches. */
  readonly offset: number;
  readonly bytes: number;
}
/** Adds to the bytes as to one little-endian number. */
interface Addition extends Place {
  readonly kind: 'add';
  readonly adds: bigint;
}
/**
 * Each core stores its count of acts in a byte of its own with a plain store, and reads it back: an atomic instruction on bytes around it
 * must neither undo the store nor be undone by it. The last count is 1.
 */
interface Mark extends Place {
  readonly kind: 'mark';
}
export type ArmAct = (Addition & { readonly by: 'ldrexb' | 'ldrexh' | 'ldrex' | 'ldrexd' }) | Mark;
export type X86Act = (Addition & { readonly by: 'xadd' | 'inc' | 'cmpxchg' | 'cmpxchg_wide' }) | Mark;

const LOADS = { 1: 'ldrexb', 2: 'ldrexh', 4: 'ldrex', 8: 'ldrexd' } as const;
const STORES = { 1: 'strexb', 2: 'strexh', 4: 'strex', 8: 'strexd' } as const;
export type Width = keyof typeof LOADS;

/** LDREX of a width and its STREX, which add 1. */
export const exclusive = (bytes: Width, offset = 0): ArmAct => ({
  kind: 'add',
  by: LOADS[bytes],
  offset,
  bytes,
  adds: 1n,
});
export const mark = (offset: number): Mark => ({ kind: 'mark', offset, bytes: 2 });
/** LOCK XADD. @param adds  at most 32 bits */
export const xadd = (bytes: Width, offset = 0, adds = 1n): X86Act => ({ kind: 'add', by: 'xadd', offset, bytes, adds });
/** LOCK INC. */
export const inc = (bytes: Width, offset = 0): X86Act => ({ kind: 'add', by: 'inc', offset, bytes, adds: 1n });
/** A loop of LOCK CMPXCHG that adds 1. */
export const cmpxchg = (bytes: Width, offset = 0): X86Act => ({ kind: 'add', by: 'cmpxchg', offset, bytes, adds: 1n });
/** A loop of LOCK CMPXCHG8B or CMPXCHG16B that adds 1 to the upper half. */
export const cmpxchgWide = (bytes: 8 | 16, offset = 0): X86Act => ({
  kind: 'add',
  by: 'cmpxchg_wide',
  offset,
  bytes,
  adds: 1n << BigInt(4 * bytes),
});

/** One act of an ARM core. r5: this core, r6: count, r7: place, r8: where a disturbance is told. Changes r0 to r3. */
export function armAct(a: ArmAssembler, act: ArmAct, label: string): void {
  if (act.kind === 'mark') {
    a.register('add', R2, R7, R5);
    a.memory('strb', R6, R2);
    a.memory('ldrb', R0, R2);
    a.immediate('and', R1, R6, 0xff);
    a.cmpRegister(R0, R1);
    a.b(`${label}same`, 'eq');
    for (let i = 0; i < 4; i++) a.register('add', R8, R8, R5);
    a.memory('str', R7, R8);
    a.label(`${label}same`);
    return;
  }
  a.label(`${label}again`);
  a.ldrex(R0, R7, act.by);
  a.immediate('add', R0, R0, 1);
  a.strex(R3, R0, R7, STORES[act.bytes as Width]);
  a.cmp(R3, 0);
  a.b(`${label}again`, 'ne');
}

const XADD = { 1: 'lock_xadd8', 2: 'lock_xadd16', 4: 'lock_xadd', 8: 'lock_xadd64' } as const;
const INC = { 1: 'lock_inc8', 2: 'lock_inc16', 4: 'lock_inc', 8: 'lock_inc64' } as const;
const CMPXCHG = { 1: 'lock_cmpxchg8', 2: 'lock_cmpxchg16', 4: 'lock_cmpxchg', 8: 'lock_cmpxchg64' } as const;

/** One act of an x86 core. @param place  in shared memory. @param told  where disturbances of the side's first core are told */
export function x86Act(a: X86Assembler, act: X86Act, place: number, told: number, label: string): void {
  const where = at(BASE, place);
  if (act.kind === 'mark') {
    a.register64('mov', SPOT, BASE);
    a.register64('add', SPOT, SELF);
    a.memory('store8', COUNT, at(SPOT, place));
    a.memory('load8', RAX, at(SPOT, place));
    a.register('mov', OWN, COUNT);
    a.immediate('and', OWN, 0xff);
    a.register('cmp', RAX, OWN);
    a.j('e', `${label}same`);
    for (let i = 0; i < 3; i++) a.register64('add', SPOT, SELF);
    a.storeImmediate(at(SPOT, told), 1);
    a.label(`${label}same`);
    return;
  }
  const width = act.bytes as Width;
  switch (act.by) {
    case 'xadd':
      a.mov(RAX, Number(act.adds));
      a.memory(XADD[width], RAX, where);
      break;
    case 'inc':
      a.alone(INC[width], where);
      break;
    case 'cmpxchg':
      a.memory('load64', RAX, where);
      a.label(`${label}again`);
      a.mov(RDX, 1);
      a.register64('add', RDX, RAX);
      a.memory(CMPXCHG[width], RDX, where);
      a.j('ne', `${label}again`);
      break;
    case 'cmpxchg_wide':
      wide(a, act.bytes === 16, place, label);
      break;
  }
}

/** The instruction compares RDX:RAX and stores RCX:RBX, in halves of 4 or 8 bytes. */
function wide(a: X86Assembler, sixteen: boolean, place: number, label: string): void {
  const load = sixteen ? 'load64' : 'load';
  a.memory(load, RAX, at(BASE, place));
  a.memory(load, RDX, at(BASE, place + (sixteen ? 8 : 4)));
  a.label(`${label}again`);
  a.register64('mov', RBX, RAX);
  a.mov(RCX, 1);
  a.register64('add', RCX, RDX);
  a.alone(sixteen ? 'lock_cmpxchg16b' : 'lock_cmpxchg8b', at(BASE, place));
  a.j('ne', `${label}again`);
}

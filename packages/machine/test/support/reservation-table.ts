import { R0, R1, R2, R3 } from '../../src/guests/arm-assembler.ts';
import { at, R8 as BASE, RAX, RBX, RCX, RDI, RDX, type X86Assembler } from '../../src/guests/x86-assembler.ts';
import type { Width } from './contention-acts.ts';
import type { Disturbance } from './reservations.ts';

type Exchanging = 'xchg' | `lock_xadd${'' | 8 | 16 | 64}` | `store${'' | 8 | 16 | 64}`;
const WIDTHS: readonly Width[] = [1, 2, 4, 8];
const STORES = { 1: 'store8', 2: 'store16', 4: 'store', 8: 'store64' } as const;
const XADDS = { 1: 'lock_xadd8', 2: 'lock_xadd16', 4: 'lock_xadd', 8: 'lock_xadd64' } as const;
/** Memory holds 0, so this stores what is there. */
const SAME = 0;

const x86 = (
  bytes: Width,
  op: Exchanging,
  offset: number,
  value = 0x0505_0505,
): Pick<Disturbance, 'bytes' | 'x86'> => ({
  bytes,
  x86: (a, place) => {
    a.mov(RAX, value);
    a.memory(op, RAX, at(BASE, place + offset));
  },
});

const byWidth: Disturbance[] = WIDTHS.flatMap((bytes) => [
  { name: `x86 store of ${bytes} bytes`, status: 1, ...x86(bytes, STORES[bytes], 0) },
  { name: `x86 store of the last byte of ${bytes}`, status: 1, ...x86(bytes, 'store8', bytes - 1) },
  { name: `LOCK XADD of ${bytes} bytes`, status: 1, ...x86(bytes, XADDS[bytes], 0) },
  { name: `LOCK XADD of the last byte of ${bytes}`, status: 1, ...x86(bytes, 'lock_xadd8', bytes - 1) },
  { name: `x86 store of 8 bytes over ${bytes}`, status: 1, ...x86(bytes, 'store64', 0) },
  { name: `x86 store that ends in the first byte of ${bytes}`, status: 1, ...x86(bytes, 'store', -3) },
  { name: `LOCK XADD that ends in the first byte of ${bytes}`, status: 1, ...x86(bytes, 'lock_xadd', -3) },
  { name: `x86 store far from ${bytes} bytes`, status: 0, ...x86(bytes, 'store', 0x400) },
]);

/** CMPXCHG8B or CMPXCHG16B that finds the zeros it expects and stores ones. */
const compare = (op: 'lock_cmpxchg8b' | 'lock_cmpxchg16b') => (a: X86Assembler, place: number) => {
  for (const register of [RAX, RDX] as const) a.mov(register, 0);
  for (const register of [RBX, RCX] as const) a.mov(register, 0x0101_0101);
  a.alone(op, at(BASE, place));
};

const others: Disturbance[] = [
  { name: 'XCHG', status: 1, ...x86(4, 'xchg', 0) },
  { name: 'CMPXCHG8B over 4 bytes', status: 1, bytes: 4, x86: compare('lock_cmpxchg8b') },
  { name: 'CMPXCHG8B over 8 bytes', status: 1, bytes: 8, x86: compare('lock_cmpxchg8b') },
  { name: 'CMPXCHG16B over 8 bytes', status: 1, bytes: 8, x86: compare('lock_cmpxchg16b') },
  { name: 'misaligned CMPXCHG8B', status: 1, bytes: 4, x86: (a, place) => compare('lock_cmpxchg8b')(a, place - 5) },
  {
    name: 'REP STOSB',
    status: 1,
    bytes: 4,
    x86: (a, place) => {
      a.register64('mov', RDI, BASE);
      a.mov(RAX, place);
      a.register64('add', RDI, RAX);
      a.mov(RAX, 5);
      a.mov(RCX, 4);
      a.code.bytes(0xf3, 0xaa);
    },
  },
  {
    name: 'MOVUPS across the reservation',
    status: 1,
    bytes: 8,
    x86: (a, place) => {
      a.code.bytes(0x41, 0x0f, 0x11, 0x80);
      a.code.word(place - 9);
    },
  },
  { name: 'x86 load', status: 0, bytes: 4, x86: (a, place) => a.memory('load', RAX, at(BASE, place)) },
  { name: 'ARM store', status: 1, bytes: 4, arm: (a) => a.memory('str', R0, R2) },
  { name: 'ARM store of a byte', status: 1, bytes: 4, arm: (a) => a.memory('strb', R0, R2, 3) },
  { name: 'ARM STM over 8 bytes', status: 1, bytes: 8, arm: (a) => a.code.word(0xe882_0003) },
  { name: 'ARM STRD over 4 bytes', status: 1, bytes: 4, arm: (a) => a.code.word(0xe1c2_00f0) },
  {
    name: 'LDREX and STREX of the other ARM core',
    status: 1,
    bytes: 4,
    arm: (a) => {
      a.ldrex(R1, R2);
      a.strex(R3, R0, R2);
    },
  },
];

/** Reservations that every scheme must lose, or keep. */
export const DISTURBANCES: readonly Disturbance[] = [...byWidth, ...others];

/** Scheme `hst` knows who stored, not only what is there: a store of the same value breaks a reservation as well. */
export const SAME_VALUE: readonly Disturbance[] = WIDTHS.flatMap((bytes) => [
  { name: `x86 store of the same ${bytes} bytes`, status: 1, ...x86(bytes, STORES[bytes], 0, SAME) },
  { name: `x86 store of the same last byte of ${bytes}`, status: 1, ...x86(bytes, 'store8', bytes - 1, SAME) },
  {
    name: `x86 store of the same that ends in the first byte of ${bytes}`,
    status: 1,
    ...x86(bytes, 'store', -3, SAME),
  },
  { name: `LOCK XADD of 0 that ends in the first byte of ${bytes}`, status: 1, ...x86(bytes, 'lock_xadd', -3, SAME) },
]);

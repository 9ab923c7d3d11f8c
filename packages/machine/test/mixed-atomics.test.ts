import { builtInBoard, LLSC_SCHEMES } from '@tutti/machine';
import { describe, expect, it } from 'vitest';
import { DUET_ARM, DUET_X86 } from '../src/boards/duet-map.ts';
import { ArmAssembler, R0, R1, R2, R4 } from '../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RDI, X86Assembler } from '../src/guests/x86-assembler.ts';
import {
  armAdd,
  armOff,
  armWorker,
  rawFiles,
  runBoard,
  SIDE_TOTAL,
  sharedWord,
  WORD,
  x86Sleep,
  x86Worker,
} from './support/mixed.ts';

const LONG = 120_000;
const duet = builtInBoard('duet');

/** ARM core 0 takes a reservation, lets x86 core 0 do `between`, and powers off with the status of its STREX. */
function reservation(between: (a: X86Assembler) => void) {
  const a = new ArmAssembler(DUET_ARM.ram);
  a.cmp(R0, 0);
  a.b('sleep', 'ne');
  a.mov32(R4, DUET_ARM.shared);
  a.ldrex(R2, R4);
  a.mov32(R0, 1);
  a.memory('str', R0, R4, WORD.flag);
  a.label('wait');
  a.memory('ldr', R0, R4, WORD.answer);
  a.cmp(R0, 1);
  a.b('wait', 'ne');
  a.strex(R0, R1, R4);
  armOff(a);
  a.label('sleep');
  a.wfi();
  a.b('sleep');

  const x = new X86Assembler(DUET_X86.program);
  x.register('test', RDI, RDI);
  x.j('ne', 'sleep');
  x.mov(RBX, DUET_X86.shared);
  x.label('wait');
  x.compareImmediate(at(RBX, WORD.flag), 1);
  x.j('ne', 'wait');
  between(x);
  x.storeImmediate(at(RBX, WORD.answer), 1);
  x86Sleep(x);
  return {
    arm: { image: { path: 'arm', bytes: a.code.finish() } },
    x86: { image: { path: 'x86', bytes: x.code.finish() } },
  };
}

describe.each(LLSC_SCHEMES)('an ARM reservation under scheme %s', (llsc) => {
  const strex = async (between: (a: X86Assembler) => void) =>
    (await runBoard(duet, { files: rawFiles(reservation(between)), llsc })).code;

  it(
    'is broken by a plain x86 store',
    async () => {
      expect(await strex((x) => x.storeImmediate(at(RBX), 5))).toBe(1);
    },
    LONG,
  );

  it(
    'is broken by a plain x86 store of one byte inside',
    async () => {
      expect(
        await strex((x) => {
          x.mov(RAX, 7);
          x.memory('store8', RAX, at(RBX, 3));
        }),
      ).toBe(1);
    },
    LONG,
  );

  it(
    'is broken by a misaligned LOCK XADD that reaches into it',
    async () => {
      expect(
        await strex((x) => {
          x.mov(RAX, 0x0101_0101);
          x.memory('lock_xadd', RAX, at(RBX, 2));
        }),
      ).toBe(1);
    },
    LONG,
  );

  it(
    'control: lives on when the x86 core stores elsewhere',
    async () => {
      expect(await strex((x) => x.storeImmediate(at(RBX, 0x400), 5))).toBe(0);
    },
    LONG,
  );
});

describe.each(LLSC_SCHEMES)('atomic additions of both sides on overlapping words under scheme %s', (llsc) => {
  it(
    'LDREX/STREX on a word and LOCK XADD on the same word lose nothing',
    async () => {
      const files = {
        arm: { image: armWorker((a) => armAdd(a, R2, 0x1_0000, WORD.subject, 'again')) },
        x86: {
          image: x86Worker((x) => {
            x.mov(RAX, 1);
            x.memory('lock_xadd', RAX, at(RBX, WORD.subject));
          }),
        },
      };
      const { machine } = await runBoard(duet, { files: rawFiles(files), llsc });
      expect(sharedWord(machine, WORD.subject)).toBe(SIDE_TOTAL * 0x1_0001);
    },
    LONG,
  );

  it(
    'a misaligned LOCK XADD that straddles the word of LDREX/STREX loses nothing',
    async () => {
      const files = {
        // ARM counts in bytes 2 and 3; x86 counts in bytes 4 and 5, with an operand that covers bytes 2 to 5.
        arm: { image: armWorker((a) => armAdd(a, R2, 0x1_0000, WORD.subject, 'again')) },
        x86: {
          image: x86Worker((x) => {
            x.mov(RAX, 0x1_0000);
            x.memory('lock_xadd', RAX, at(RBX, WORD.subject + 2));
          }),
        },
      };
      const { machine } = await runBoard(duet, { files: rawFiles(files), llsc });
      expect(sharedWord(machine, WORD.subject)).toBe(SIDE_TOTAL * 0x1_0000);
      expect(sharedWord(machine, WORD.subject + 4)).toBe(SIDE_TOTAL);
    },
    LONG,
  );

  it.each([
    ['ldrexh', 'strexh', 2],
    ['ldrexb', 'strexb', 3],
  ] as const)(
    '%s/%s inside the word of a LOCK XADD loses nothing',
    async (load, store, offset) => {
      const bits = 8 * (4 - offset);
      const files = {
        arm: {
          image: armWorker((a) => {
            a.mov32(R2, DUET_ARM.shared + offset);
            a.label('again');
            a.ldrex(R0, R2, load);
            a.immediate('add', R0, R0, 1);
            a.strex(R1, R0, R2, store);
            a.cmp(R1, 0);
            a.b('again', 'ne');
          }),
        },
        x86: {
          image: x86Worker((x) => {
            x.mov(RAX, 1);
            x.memory('lock_xadd', RAX, at(RBX, WORD.subject));
          }),
        },
      };
      const { machine } = await runBoard(duet, { files: rawFiles(files), llsc });
      const top = (SIDE_TOTAL % 2 ** bits) * 2 ** (8 * offset);
      expect(sharedWord(machine, WORD.subject)).toBe((top + SIDE_TOTAL) >>> 0);
    },
    LONG,
  );
});

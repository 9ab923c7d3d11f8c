import { BLOCK, CORE, EXIT, OPCODE_COUNT, opOf, specOf, TERMINAL } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { type RecordPart, type RecordShape, recordShapes } from '../src/record.ts';
import { createFinisher, type Sequence, sequencesOf } from '../src/sequences.ts';
import { CORE_BASE, field, Machine, RAM_BASE, STATE } from './support/machine.ts';

/** Numbers below `bound`, the same in every run. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % bound;
  };
}

const opcodeOf = (shape: RecordShape): string =>
  shape.operands.some(({ form }) => form === 'const') ? `${shape.op}#` : shape.op;

/** Words of a part: fields that are often the same, small constants, page offsets. */
function wordsOf(part: RecordPart, below: (bound: number) => number): number[] {
  switch (part.form) {
    case 'slot':
      return [part.type === 'i64' ? field.x(below(4)) : field.r(below(4))];
    case 'const':
      return part.type === 'i64' ? [below(64), 0] : [below(64)];
    case 'target':
      return [0x1000 + 16 * below(16), 0];
    case 'skip':
      return [4];
    case 'mem':
    case 'link':
      return [0];
    case 'i32':
      return [1 + below(8)];
    default:
      return [below(64)];
  }
}

const STOP: [string, number, number] = ['exit', EXIT.GUEST, 7];

/** The records of a sequence with operands of a seed, and what makes a block of them. */
function recordsOf(sequence: Sequence, address: 'i32' | 'i64', seed: number): [string, ...number[]][] {
  const below = numbers(seed);
  const shapes = recordShapes(address);
  const records = sequence.opcodes.map((opcode): [string, ...number[]] => {
    const shape = shapes[opcode] as RecordShape;
    const parts = [...(shape.out ? [shape.out] : []), ...shape.inputs];
    return [opcodeOf(shape), ...parts.flatMap((part) => wordsOf(part, below))];
  });
  const last = opOf(sequence.opcodes.at(-1) as number);
  if (last === 'begin_if') return [...records, ['add_i32#', field.r(0), field.r(0), 1], ['end_if'], STOP];
  return specOf(last).traits & TERMINAL ? records : [...records, STOP];
}

/** Run a block from the same state each time. @returns all that it changed */
function outcome(m: Machine, block: number): unknown {
  m.bytes.fill(0, CORE_BASE, CORE_BASE + STATE.size);
  m.bytes.fill(0x5a, RAM_BASE, RAM_BASE + 4096);
  m.setWord(CORE.at.budget, 1000);
  for (let i = 0; i < 4; i++) {
    m.setWord(field.r(i), 0x101 * (i + 1));
    m.setWord(field.x(i), 0x210 * (i + 1));
  }
  m.slowCalls.length = 0;
  const exit = m.run(block);
  return {
    exit,
    pc: m.word(CORE.at.pc),
    exitLink: m.word(CORE.at.exitLink),
    fields: m.bytes.slice(CORE_BASE + STATE.at.r, CORE_BASE + STATE.size),
    ram: m.bytes.slice(RAM_BASE, RAM_BASE + 4096),
    slowCalls: m.slowCalls.map((call) => [...call]),
  };
}

const firstWord = (block: number): number => (block + BLOCK.size) >> 2;

for (const address of ['i32', 'i64'] as const) {
  describe(`sequences of guests with ${address} addresses`, () => {
    const finish = createFinisher(address);
    const m = new Machine({
      address,
      slow: () => {
        m.setWord(CORE.at.slowResult, 0x155);
        return 0;
      },
    });
    m.mapPage(0, 0n, 0);

    it.each(sequencesOf(address))('$opcode does what its records do one by one', (sequence) => {
      for (let seed = 1; seed <= 4; seed++) {
        const block = m.block(0x1000, recordsOf(sequence, address, seed));
        const expected = outcome(m, block);
        finish(m.words, firstWord(block), firstWord(block) + m.view.getInt32(block + BLOCK.at.words, true));
        expect(m.words[firstWord(block)]).toBe(sequence.opcode);
        expect(outcome(m, block)).toEqual(expected);
      }
    });

    it('regions read the records of a sequence', () => {
      const sequence = sequencesOf(address)[0] as Sequence;
      const block = m.block(0x1000, recordsOf(sequence, address, 1));
      const expected = outcome(m, block);
      finish(m.words, firstWord(block), firstWord(block) + m.view.getInt32(block + BLOCK.at.words, true));
      m.compile([block]);
      expect(outcome(m, block)).toEqual(expected);
    });
  });
}

describe('finisher', () => {
  const finish = createFinisher('i32');

  it('changes opcodes of first records alone', () => {
    const m = new Machine();
    const block = m.block(0x1000, [['mov_i32', field.r(0), field.r(1)], ['mov_i32', field.r(2), field.r(3)], STOP]);
    const at = firstWord(block);
    const before = m.words.slice(at, at + 9);
    finish(m.words, at, at + 9);
    expect(m.words[at]).toBeGreaterThanOrEqual(OPCODE_COUNT);
    expect(m.words.slice(at + 1, at + 9)).toEqual(before.slice(1));
  });

  it('a part that is skipped may end in the middle of a sequence', () => {
    const m = new Machine();
    const block = m.block(0x1000, [
      ['begin_if', field.r(0), 12],
      ['and_i32#', field.r(1), field.r(1), 1],
      ['and_i32#', field.r(1), field.r(1), 1],
      ['or_i32#', field.r(1), field.r(1), 1],
      ['end_if'],
      ['mov_i32#', field.r(2), 5],
      ['select_i32', field.r(3), field.r(0), field.r(2), field.r(2)],
      STOP,
    ]);
    const at = firstWord(block);
    finish(m.words, at, at + m.view.getInt32(block + BLOCK.at.words, true));
    expect(m.words[at + 3]).toBeGreaterThanOrEqual(OPCODE_COUNT);
    m.run(block);
    expect([m.word(field.r(1)), m.word(field.r(2)), m.word(field.r(3))]).toEqual([0, 5, 5]);
  });
});

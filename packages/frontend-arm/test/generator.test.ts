import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateAll, refuseOverlaps } from '../scripts/decoder-source.ts';
import { syntaxOf } from '../src/decode/disassemble/index.ts';
import { parseRow, parseTable } from '../src/decode/parse-row.ts';
import { A32_ENCODINGS, T16_ENCODINGS, T32_ENCODINGS } from '../src/decode/sets.ts';
import type { Row, Table } from '../src/decode/table.ts';

const table = (...rows: Row[]): Table => ({
  manual: 'test',
  legend: { d: 'd', i: 'imm#', D: '' },
  split: 'i',
  join: { d: 'D:d' },
  rows,
});

test('generating again changes no file', () => {
  for (const [name, text] of generateAll()) {
    expect(readFileSync(new URL(`../src/decode/${name}`, import.meta.url), 'utf8'), name).toBe(text);
  }
});

test('every row has assembler syntax', () => {
  const rows = [...A32_ENCODINGS, ...T16_ENCODINGS, ...T32_ENCODINGS];
  expect(rows.filter(({ name }) => syntaxOf(name) === undefined)).toEqual([]);
});

test('a row of the wrong width is refused', () => {
  expect(() => parseRow(table(), ['0000 dddd', 'x', 'X'], 16)).toThrow('8 bits, expected 16');
});

test('a split field is refused, unless the table declares it', () => {
  expect(() => parseRow(table(), ['dd00 dd00 0000 0000', 'x', 'X'], 16)).toThrow('field "d" is split');
  expect(parseRow(table(), ['ii00 ii00 0000 0000', 'x', 'X'], 16).fields).toEqual([
    {
      name: 'imm4',
      pieces: [
        { shift: 14, width: 2 },
        { shift: 10, width: 2 },
      ],
    },
  ]);
});

test('a letter without a name is refused', () => {
  expect(() => parseRow(table(), ['qqqq 0000 0000 0000', 'x', 'X'], 16)).toThrow('no field is called "q"');
});

test('two letters are joined where the table says so', () => {
  expect(parseRow(table(), ['D000 dddd 0000 0000', 'x', 'X'], 16).fields).toEqual([
    {
      name: 'd',
      pieces: [
        { shift: 15, width: 1 },
        { shift: 8, width: 4 },
      ],
    },
  ]);
});

test('"should be" bits take no part in matching', () => {
  const { mask, shouldMask, shouldMatch } = parseRow(table(), ['0000 (01) 00 iiii iiii', 'x', 'X'], 16);
  expect([mask, shouldMask, shouldMatch]).toEqual([0xf300, 0x0c00, 0x0400]);
});

test('an overlap is refused, unless the earlier row says why it comes first', () => {
  const general: Row = ['0000 dddd iiii iiii', 'general', 'X'];
  const special: Row = ['0000 1111 iiii iiii', 'special', 'X'];
  const because: Row = ['0000 1111 iiii iiii', 'special', 'X', { first: 'Rd == 1111' }];
  const check = (...rows: Row[]) => refuseOverlaps(parseTable(table(...rows), 16), () => false);
  expect(() => check(special, general)).toThrow('say why');
  expect(() => check(general, because)).toThrow('say why');
  expect(() => check(because, general)).not.toThrow();
});

test('a row that an earlier one hides is refused', () => {
  const all: Row = ['0000 dddd iiii iiii', 'all', 'X', { first: 'wrong' }];
  const part: Row = ['0000 1111 iiii iiii', 'part', 'X'];
  expect(() => refuseOverlaps(parseTable(table(all, part), 16), () => false)).toThrow('part can never match');
});

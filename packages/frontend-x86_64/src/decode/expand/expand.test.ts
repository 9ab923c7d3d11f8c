import { describe, expect, test } from 'vitest';
import { Op } from '../op.gen.ts';
import type { Row } from '../tables/row.ts';
import { allEncodings } from './encodings.ts';
import { parseOperand } from './operand.ts';
import { parseRows } from './parse-row.ts';
import { TrieBuilder } from './trie.ts';

describe('rows', () => {
  test('a cell of the manual is a legacy and a VEX encoding', () => {
    const rows: Row[] = [['66 FC', '(V)PADDB', 'V,x [H,x] W,x', 'SSE2/AVX/AVX2']];
    const summary = parseRows(1, rows).map(({ mnemonic, vex, feature, operands }) => [
      mnemonic,
      vex,
      feature,
      operands.length,
    ]);
    expect(summary).toEqual([
      ['PADDB', false, 'SSE2', 2],
      ['VPADDB', true, 'AVX', 3],
      ['VPADDB', true, 'AVX2', 3],
    ]);
  });

  test('cc is sixteen opcodes, + is eight', () => {
    expect(
      parseRows(0, [['70cc', 'J%', 'J,b', '8086']])
        .map(({ mnemonic }) => mnemonic)
        .slice(0, 5),
    ).toEqual(['JO', 'JNO', 'JB', 'JAE', 'JE']);
    expect(
      parseRows(0, [['50+', 'PUSH', 'Z,v', '8086']])
        .map(({ opcode }) => opcode)
        .at(-1),
    ).toBe(0x57);
  });

  test('a malformed opcode, token or operand is refused', () => {
    expect(() => parseRows(0, [['5G', 'X', '', '8086']])).toThrow('cannot read "5G"');
    expect(() => parseRows(0, [['xx 50', 'X', '', '8086']])).toThrow('unknown token "xx"');
    expect(() => parseOperand('E,k', false)).toThrow('unknown operand "E,k"');
  });

  test('two rows that match the same bytes are refused', () => {
    const encodings = parseRows(0, [
      ['C6/0', 'MOV', 'E,b I,b', '8086'],
      ['C6/0', 'MOV', 'E,b I,b', '8086'],
    ]);
    expect(() => new TrieBuilder().build(encodings.map((encoding, i) => [encoding, i] as const))).toThrow(
      'overlap at 0:c6 MOV',
    );
  });

  test('every mnemonic has an id', () => {
    expect(allEncodings().filter(({ mnemonic }) => !(mnemonic in Op))).toEqual([]);
  });
});

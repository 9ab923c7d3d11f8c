import { describe, expect, it } from 'vitest';
import { defineLayout } from './layout.ts';
import { describeLayout, fieldList, walkFields } from './snapshot.ts';

const LAYOUT = defineLayout('Timer', {
  count: { type: 'u16', count: 2, doc: 'Ticks.' },
  local: { type: 'i32', scratch: true, doc: 'Dead between blocks.' },
  limit: { type: 'i32', doc: 'Match value.' },
});

const filled = (): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: 32 }, (_, i) => i);

describe('snapshots of a structure', () => {
  it('visit fields in order and leave out scratch fields', () => {
    const visited = [...walkFields(LAYOUT, filled().buffer, 8)].map(({ field, bytes }) => [field.name, [...bytes]]);
    expect(visited).toEqual([
      ['count', [8, 9, 10, 11]],
      ['limit', [16, 17, 18, 19]],
    ]);
  });

  it('list name, type and count of what they hold, without what the caller leaves out', () => {
    expect(fieldList(LAYOUT)).toEqual(['count:u16*2', 'limit:i32*1']);
    expect(fieldList(LAYOUT, new Set(['count']))).toEqual(['limit:i32*1']);
  });
});

describe('describeLayout', () => {
  it('lists every field', () => {
    expect(describeLayout(LAYOUT)).toBe(
      '### Timer (12 bytes)\n\n| offset | field | type | meaning |\n| --- | --- | --- | --- |\n' +
        '| 0x0 | count | u16 × 2 | Ticks. |\n| 0x4 | local | i32 | Dead between blocks. |\n| 0x8 | limit | i32 | Match value. |\n',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { defineLayout } from './layout.ts';
import { describeLayout, restoreFields, saveFields, walkFields } from './snapshot.ts';

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

  it('come back as they were saved', () => {
    const memory = filled();
    const saved = saveFields(LAYOUT, memory.buffer, 8);
    memory.fill(0);
    restoreFields(LAYOUT, memory.buffer, 8, saved);
    expect([...memory.subarray(8, 20)]).toEqual([8, 9, 10, 11, 0, 0, 0, 0, 16, 17, 18, 19]);
  });

  it('are refused when a field is unknown or has another size', () => {
    expect(() => restoreFields(LAYOUT, filled().buffer, 8, { speed: new Uint8Array(4) })).toThrow(
      'Timer.speed: no such field',
    );
    expect(() => restoreFields(LAYOUT, filled().buffer, 8, { limit: new Uint8Array(2) })).toThrow(
      '4 bytes, the snapshot has 2',
    );
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

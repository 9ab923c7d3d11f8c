import { describe, expect, it } from 'vitest';
import { bind } from './bind.ts';
import { defineLayout } from './layout.ts';

const LAYOUT = defineLayout('L', {
  word: { type: 'i32', doc: '' },
  long: { type: 'i64', doc: '' },
  list: { type: 'u16', count: 3, doc: '' },
  vector: { type: 'v128', doc: '' },
});

describe('bind', () => {
  it('reads and writes scalars in place', () => {
    const buffer = new SharedArrayBuffer(256);
    const view = bind(LAYOUT, buffer, 64);
    view.word = -5;
    view.long = -1n << 40n;
    expect(new DataView(buffer).getInt32(64 + LAYOUT.at.word, true)).toBe(-5);
    expect(new DataView(buffer).getBigInt64(64 + LAYOUT.at.long, true)).toBe(-1n << 40n);
    expect(view.word).toBe(-5);
  });

  it('gives arrays and vectors as typed arrays', () => {
    const buffer = new ArrayBuffer(256);
    const view = bind(LAYOUT, buffer, 64);
    view.list[2] = 0xabcd;
    view.vector[15] = 7;
    expect(new DataView(buffer).getUint16(64 + LAYOUT.at.list + 4, true)).toBe(0xabcd);
    expect(new Uint8Array(buffer)[64 + LAYOUT.at.vector + 15]).toBe(7);
  });

  it('refuses a misaligned base and one without room', () => {
    expect(() => bind(LAYOUT, new ArrayBuffer(256), 8)).toThrow('not a multiple of 16');
    expect(() => bind(LAYOUT, new ArrayBuffer(64), 32)).toThrow('does not fit');
  });
});

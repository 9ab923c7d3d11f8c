import { describe, expect, it } from 'vitest';
import { alignUp, defineLayout } from './layout.ts';

const BASE = defineLayout('Base', { a: { type: 'i32', doc: 'first' }, b: { type: 'u8', doc: 'second' } });

describe('defineLayout', () => {
  it('places fields in order, each at its own alignment', () => {
    const layout = defineLayout('L', {
      byte: { type: 'u8', doc: '' },
      half: { type: 'i16', doc: '' },
      long: { type: 'i64', doc: '' },
      vector: { type: 'v128', doc: '' },
    });
    expect(layout.at).toEqual({ byte: 0, half: 2, long: 8, vector: 16 });
    expect([layout.size, layout.align]).toEqual([32, 16]);
  });

  it('gives arrays the stride of their type', () => {
    const layout = defineLayout('L', { list: { type: 'i64', count: 3, doc: '' }, after: { type: 'u8', doc: '' } });
    expect(layout.fields.list).toMatchObject({ offset: 0, count: 3, stride: 8 });
    expect([layout.at.after, layout.size]).toEqual([24, 32]);
  });

  it('puts a field on a line of its own when it asks for that', () => {
    const layout = defineLayout('L', { x: { type: 'i32', doc: '' }, y: { type: 'i32', align: 64, doc: '' } });
    expect([layout.at.y, layout.size, layout.align]).toEqual([64, 128, 64]);
  });

  it('begins with the fields of its base', () => {
    const layout = defineLayout('L', { c: { type: 'i32', doc: '' } }, BASE);
    expect(layout.at).toEqual({ a: 0, b: 4, c: 8 });
    expect(layout.fields.b.doc).toBe('second');
  });

  it('refuses a name that its base has', () => {
    expect(() => defineLayout('L', { a: { type: 'i32', doc: '' } }, BASE)).toThrow('L.a: declared twice');
  });

  it('refuses an alignment that is no power of two', () => {
    expect(() => defineLayout('L', { x: { type: 'i32', align: 12, doc: '' } })).toThrow('12 is not a power of two');
  });
});

describe('alignUp', () => {
  it('rounds to the next multiple, also above 2^31', () => {
    expect([alignUp(0, 8), alignUp(1, 8), alignUp(8, 8), alignUp(0x9000_0001, 4096)]).toEqual([0, 8, 8, 0x9000_1000]);
  });
});

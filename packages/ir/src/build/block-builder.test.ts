import { describe, expect, it } from 'vitest';
import { memOperand } from '../mem-operand.ts';
import { TEST_SHAPE_32, TEST_STATE } from '../testing/test-shape.ts';
import { printRecords } from '../text/records.ts';
import { createBuilder } from './block-builder.ts';

describe('createBuilder', () => {
  it('forgets the previous block', () => {
    const b = createBuilder(TEST_SHAPE_32);
    const words = new Int32Array(1000);
    b.begin(0x1000, 0, 0);
    b.set_i32(TEST_STATE.at.r, b.const_i32(1));
    b.exit(5, 0);
    b.finish(words, 0);

    b.begin(0x2000, 0, 3);
    b.set_i32(TEST_STATE.at.r + 4, b.get_i32(TEST_STATE.at.r));
    b.exit(5, 0);
    const count = b.finish(words, 100);

    expect(printRecords(TEST_SHAPE_32, words, 100, count)).toBe('  r[1] = mov_i32 r[0]\n  exit 5 0\n');
    expect([b.pc, b.mode]).toEqual([0x2000, 3]);
  });

  it('counts instructions and bytes', () => {
    const b = createBuilder(TEST_SHAPE_32);
    b.begin(0x1000, 0, 0);
    b.insn(0);
    b.insn(4);
    expect([b.insnCount, b.byteCount]).toEqual([2, 8]);
    b.guestBytes(6);
    expect(b.byteCount).toBe(6);
  });

  it('puts the offset of the instruction in its memory operands', () => {
    const b = createBuilder(TEST_SHAPE_32);
    const words = new Int32Array(100);
    b.begin(0x1000, 0, 0);
    b.insn(0);
    b.insn(6);
    b.store_i32(b.get_i32(TEST_STATE.at.r), b.const_i32(1), 0, memOperand(1, 2, 3, 0));
    b.exit(5, 0);
    expect(printRecords(TEST_SHAPE_32, words, 0, b.finish(words, 0))).toBe(
      '  store_i32 r[0] #1 0 m1.a4.seqcst@6\n  exit 5 0\n',
    );
  });

  it('tells constants', () => {
    const b = createBuilder(TEST_SHAPE_32);
    b.begin(0, 0, 0);
    const sum = b.add_i64(b.const_i64(-1, 0), b.const_i64(1, 0));
    expect([b.constant(sum), b.constHi(sum)]).toEqual([0, 1]);
    expect(b.constant(b.get_i32(TEST_STATE.at.r))).toBeUndefined();
  });

  it('refuses to finish a block without a terminal', () => {
    const b = createBuilder(TEST_SHAPE_32);
    b.begin(0, 0, 0);
    expect(() => b.finish(new Int32Array(10), 0)).toThrow('no terminal');
  });

  it('refuses parts that nest, that are not open, or open at the terminal, and a second terminal', () => {
    const b = createBuilder(TEST_SHAPE_32);
    b.begin(0, 0, 0);
    expect(() => b.end_if()).toThrow('no conditional part');
    b.begin_if(b.get_i32(TEST_STATE.at.r));
    expect(() => b.begin_if(b.get_i32(TEST_STATE.at.r))).toThrow('do not nest');
    expect(() => b.exit(5, 0)).toThrow('is open');
    b.end_if();
    b.exit(5, 0);
    expect(() => b.exit(5, 0)).toThrow('already');
  });

  it('finds a use of a value outside its conditional part when it checks', () => {
    const b = createBuilder(TEST_SHAPE_32, { check: true });
    b.begin(0, 0, 0);
    const a = b.get_i32(TEST_STATE.at.r);
    b.begin_if(a);
    const inside = b.clz_i32(a);
    b.end_if();
    expect(() => b.set_i32(TEST_STATE.at.r, inside)).toThrow('outside it');
    expect(() => b.add_i32(a, 12345)).toThrow('no value of this block');
  });

  it('says when a block needs too many temporaries', () => {
    const b = createBuilder(TEST_SHAPE_32);
    b.begin(0, 0, 0);
    const address = b.get_i32(TEST_STATE.at.r);
    const values = Array.from({ length: 1100 }, (_, i) => b.i32x4_splat(b.add_i32(address, b.const_i32(i + 1))));
    for (const value of values) b.store_v128(address, value, 0, 0);
    b.exit(5, 0);
    expect(() => b.finish(new Int32Array(b.wordsBound()), 0)).toThrow('temporaries');
  });

  it('takes blocks larger than it was made for', () => {
    const b = createBuilder(TEST_SHAPE_32);
    b.begin(0, 0, 0);
    for (let i = 0; i < 5000; i += 1) b.store_i32(b.get_i32(TEST_STATE.at.r), b.const_i32(i), 4 * i, 0);
    b.exit(5, 0);
    const words = new Int32Array(b.wordsBound());
    expect(b.finish(words, 0)).toBe(5000 * 5 + 3);
  });
});

import { describe, expect, it } from 'vitest';
import { createTestMmu } from '../test/support/test-mmu.ts';

const FAR = 0x7000_0000 >>> 12;

/** TLBs that hold data pages 5 and 6, fetch page 7 and a jump to 0x8000. */
function filled() {
  const t = createTestMmu();
  t.mapPages(5, 1, 4);
  t.op('load_i32', 0x5000);
  t.op('load_i32', 0x6000);
  t.mmu.fetchPage(t.core, 0x7000, 0);
  t.tlb.setJump(0x8000, 0, 3, 0x1240);
  return t;
}

describe('the TLBs of a core', () => {
  it('mayHold tells pages in the data TLB, the fetch TLB and the jump cache from others', () => {
    const { tlb } = filled();
    expect([4, 5, 6, 7, 8, 9].map((page) => tlb.mayHold(page << 12, 0))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('flushing a data page leaves the rest, the jump cache included', () => {
    const t = filled();
    t.tlb.flushPage(0x5000, 0);
    expect(t.tags(0x5000)).toEqual([-1, -1]);
    expect(t.tags(0x6000)).toEqual([0x6000, 0x6000]);
    expect(t.tlb.jump(0x8000, 0, 3)).toBe(0x1240);
    expect(t.tlb.fetchPage(0x7000, 0, 0)).toBe(3);
  });

  it('flushing a page that code ran from drops the jumps into it and the page before, whose blocks may end on it', () => {
    const t = filled();
    const inside = [0x8000, 0x8ffc, 0x8002, 0x7ffc];
    const outside = [0x6ffc, 0x9000, 0x1_8000, 0x8_8000];
    for (const pc of [...inside, ...outside]) t.tlb.setJump(pc, 0, 3, 0x40 + pc);
    t.tlb.setJump(0x8804, 1, 3, 0x80);
    t.tlb.flushPage(0x8000, 0);
    expect(inside.map((pc) => t.tlb.jump(pc, 0, 3))).toEqual([0, 0, 0, 0]);
    expect(outside.map((pc) => t.tlb.jump(pc, 0, 3))).toEqual(outside.map((pc) => 0x40 + pc));
    expect(t.tlb.jump(0x8804, 1, 3)).toBe(0x80);
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000]);
  });

  it('flushing everything leaves nothing', () => {
    const t = filled();
    t.tlb.flushAll();
    expect([5, 6, 7, 8].some((page) => t.tlb.mayHold(page << 12, 0))).toBe(false);
    expect(t.tlb.mayHoldAny()).toBe(false);
    expect(t.tlb.fetchPage(0x7000, 0, 0)).toBe(-1);
  });

  it('a change of address space keeps global translations and jumps into them', () => {
    const t = createTestMmu();
    t.mapPages(5, 1, 4);
    t.pages.set(6, { gpaPage: 2, allowed: 7, global: true });
    for (const page of [5, 6]) {
      t.op('load_i32', page << 12);
      t.mmu.fetchPage(t.core, page << 12, 0);
      t.tlb.setJump(page << 12, 0, 3, 0x1000 + page);
    }
    t.tlb.flushNonGlobal();
    expect([t.tags(0x5000)[0], t.tags(0x6000)[0]]).toEqual([-1, 0x6000]);
    expect([t.tlb.fetchPage(0x5000, 0, 0), t.tlb.fetchPage(0x6000, 0, 0)]).toEqual([-1, 2]);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0x1006]);
  });

  it('more fills than are remembered are flushed as well', () => {
    const t = createTestMmu();
    t.mapPages(0, 0, 31);
    for (let round = 0; round < 50; round++) for (let page = 0; page < 31; page++) t.op('load_i32', page << 12);
    for (let n = 0; n < 6000; n++) t.tlb.setJump(n * 4, 0, 0, 64);
    t.tlb.flushAll();
    expect(Array.from({ length: 31 }, (_, page) => t.tags(page << 12)).flat()).toEqual(new Array(62).fill(-1));
    expect([0, 4, 8000].map((pc) => t.tlb.jump(pc, 0, 0))).toEqual([0, 0, 0]);
  });

  it('a page inside a larger translation flushes everything, one outside only itself', () => {
    const t = createTestMmu();
    t.pages.set(FAR, { gpaPage: 1, allowed: 7, shift: 20 });
    t.mapPages(5, 1);
    t.op('load_i32', 0x7000_0000);
    t.op('load_i32', 0x5000);
    expect(t.tlb.mayHold(0x700f_f000, 0)).toBe(true);
    t.mmu.flushPage(t.core, 0x5000, 0);
    t.mmu.flushPage(t.core, 0x7028_0000, 0);
    expect(t.tags(0x7000_0000)[0]).toBe(0x7000_0000);
    t.mmu.flushPage(t.core, 0x7008_0000, 0);
    expect(t.tags(0x7000_0000)[0]).toBe(-1);
  });

  it('ranges of larger translations grow until they hold all of them', () => {
    const t = createTestMmu();
    t.pages.set(FAR, { gpaPage: 1, allowed: 7, shift: 24 });
    t.pages.set(FAR + 0x3000, { gpaPage: 1, allowed: 7, shift: 24 });
    t.op('load_i32', 0x7000_0000);
    t.op('load_i32', 0x7300_0000);
    expect(t.tlb.mayHold(0x7100_0000, 0)).toBe(true);
    expect(t.tlb.mayHold(0x7400_0000, 0)).toBe(false);
  });
});

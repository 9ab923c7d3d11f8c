import { BLOCK, CORE } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { createTestMmu } from '../test/support/test-mmu.ts';

/** Code was fetched from pages 5 and 6, which jumps lead to; data was read from page 7. */
function running() {
  const t = createTestMmu();
  t.mapPages(5, 1, 3);
  for (const page of [5, 6]) {
    t.mmu.fetchPage(t.core, page << 12, 0);
    t.tlb.setJump(page << 12, 0, 3, 0x1000 + page);
  }
  t.op('load_i32', 0x7000);
  return t;
}

describe('a refresh of the TLBs after a change of translation tables', () => {
  it('keeps code of pages that are fetched as before, and drops data', () => {
    const t = running();
    t.mmu.refresh(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0x1005, 0x1006]);
    expect([t.tlb.fetchPage(0x5000, 0, 0), t.tlb.fetchPage(0x6000, 0, 0)]).toEqual([1, 2]);
    expect(t.tags(0x7000)).toEqual([-1, -1]);
    expect([5, 6, 7].map((page) => t.tlb.mayHold(page << 12, 0))).toEqual([true, true, false]);
  });

  it.each([
    ['moved to another page', { gpaPage: 4, allowed: 7 }],
    ['lost the right to be fetched', { gpaPage: 1, allowed: 3 }],
    ['became global', { gpaPage: 1, allowed: 7, global: true }],
  ] as const)('drops code of a page that %s', (_, page) => {
    const t = running();
    t.pages.set(5, page);
    t.mmu.refresh(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0x1006]);
    expect(t.tlb.fetchPage(0x5000, 0, 0)).toBe(-1);
  });

  it('raises no fault for a page that is gone, and drops jumps of the page before it, whose blocks may end on it', () => {
    const t = running();
    t.pages.delete(6);
    t.mmu.refresh(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0]);
    expect(t.i32[(t.base + CORE.at.faultCode) >>> 2]).toBe(0);
    expect(t.core.counts.faults).toBe(0);
  });

  it('looks at pages that another one pushed out of the fetch TLB', () => {
    const t = running();
    const again = 5 + 1024;
    t.mapPages(again, 5);
    t.mmu.fetchPage(t.core, again << 12, 0);
    expect(t.tlb.fetchPage(0x5000, 0, 0)).toBe(-1);
    t.mmu.refresh(t.core);
    expect(t.tlb.jump(0x5000, 0, 3)).toBe(0x1005);
    t.mapPages(5, 9);
    t.mmu.refresh(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0x1006]);
  });

  it('drops everything when more pages were pushed out than are remembered', () => {
    const t = running();
    for (let n = 0; n <= 257; n++) {
      const page = 5 + 1024 * (n + 1);
      t.mapPages(page, 5);
      t.mmu.fetchPage(t.core, page << 12, 0);
    }
    t.mmu.refresh(t.core);
    expect(t.tlb.jump(0x6000, 0, 3)).toBe(0);
    expect(t.tlb.mayHoldAny()).toBe(false);
  });

  it('walks a larger translation once and compares every page of it', () => {
    const t = createTestMmu();
    for (const [page, gpaPage] of [
      [0x7_0000, 1],
      [0x7_0001, 2],
      [0x7_0003, 5],
    ] as const) {
      t.pages.set(page, { gpaPage, allowed: 7, shift: 20 });
      t.mmu.fetchPage(t.core, page << 12, 0);
      t.tlb.setJump(page << 12, 0, 3, 0x40 + page);
    }
    const walks = t.walks.length;
    t.mmu.refresh(t.core);
    expect(t.walks.length).toBe(walks + 1);
    expect([0, 1, 3].map((n) => t.tlb.jump(0x7000_0000 + (n << 12), 0, 3))).toEqual([0x7_0040, 0x7_0041, 0]);
    expect(t.tlb.mayHold(0x7008_0000, 0)).toBe(true);
  });

  it('drops everything when a request comes while it runs: who asked may have found the filters empty', () => {
    const t = running();
    t.hooks.onWalk = () => void Atomics.add(t.i32, (t.base + CORE.at.tlbGeneration) >>> 2, 1);
    t.mmu.refresh(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0]);
  });

  it('a page of an address space that went leaves the place that a global one has taken', () => {
    const t = running();
    const again = 5 + 1024;
    t.pages.set(again, { gpaPage: 5, allowed: 7, global: true });
    t.mmu.fetchPage(t.core, again << 12, 0);
    t.tlb.setJump(again << 12, 0, 3, 0x2000);
    t.tlb.flushNonGlobal();
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(again << 12, 0, 3)]).toEqual([0, 0x2000]);
    t.pages.set(again, { gpaPage: 6, allowed: 7, global: true });
    t.mmu.refresh(t.core);
    expect(t.tlb.jump(again << 12, 0, 3)).toBe(0);
  });
});

describe('a change of address spaces', () => {
  /** As `running`, with blocks that say that they end on their own page. */
  function switching() {
    const t = running();
    for (const page of [5, 6]) {
      const block = 0x1000 * page;
      t.tlb.setJump(page << 12, 0, 3, block);
      t.i32[(block + BLOCK.at.gpaPage2) >>> 2] = -1;
    }
    return t;
  }

  it('keeps code of pages that are fetched as before, and drops data', () => {
    const t = switching();
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0x5000, 0x6000]);
    expect([t.tlb.fetchPage(0x5000, 0, 0), t.tlb.fetchPage(0x6000, 0, 0)]).toEqual([1, 2]);
    expect(t.tags(0x7000)).toEqual([-1, -1]);
  });

  it.each([
    ['is another page', { gpaPage: 4, allowed: 7 }],
    ['may not be fetched', { gpaPage: 1, allowed: 3 }],
    ['is global', { gpaPage: 1, allowed: 7, global: true }],
  ] as const)('drops code of a page that %s there, after earlier changes too', (_, page) => {
    const t = switching();
    t.mmu.flushNonGlobal(t.core);
    t.pages.set(5, page);
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0x6000]);
    expect(t.tlb.fetchPage(0x5000, 0, 0)).toBe(-1);
    expect(t.core.counts.faults).toBe(0);
  });

  it('drops a block that ends on another page', () => {
    const t = switching();
    t.i32[(0x5000 + BLOCK.at.gpaPage2) >>> 2] = 2;
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0x6000]);
  });

  it('drops jumps of a page that another one pushed out of the fetch TLB', () => {
    const t = switching();
    t.mapPages(5 + 1024, 5);
    t.mmu.fetchPage(t.core, (5 + 1024) << 12, 0);
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0x6000]);
  });

  it('drops all code when a page was pushed out and came back in another MMU mode', () => {
    const t = switching();
    t.mapPages(5 + 1024, 5);
    t.mmu.fetchPage(t.core, (5 + 1024) << 12, 0);
    t.tlb.fillFetch(0x5000, 0, 1, 1, false);
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0]);
  });

  it('keeps code again after it was dropped', () => {
    const t = switching();
    t.tlb.fillFetch(0x5000, 0, 1, 1, false);
    t.mmu.flushNonGlobal(t.core);
    t.mmu.fetchPage(t.core, 0x6000, 0);
    t.tlb.setJump(0x6000, 0, 3, 0x6000);
    t.mmu.flushNonGlobal(t.core);
    expect(t.tlb.jump(0x6000, 0, 3)).toBe(0x6000);
  });

  it('keeps code when a global page was fetched in two MMU modes', () => {
    const t = switching();
    for (const mmuMode of [0, 1]) t.tlb.fillFetch(0xf000, 0, mmuMode, 9, true);
    t.mmu.flushNonGlobal(t.core);
    expect(t.tlb.jump(0x5000, 0, 3)).toBe(0x5000);
  });

  it('drops all code when a page was fetched in two MMU modes', () => {
    const t = switching();
    t.tlb.fillFetch(0x5000, 0, 1, 1, false);
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.jump(0x6000, 0, 3)]).toEqual([0, 0]);
  });

  it('drops all code of many pages', () => {
    const t = switching();
    t.mapPages(20, 20, 15);
    for (let page = 20; page < 35; page++) t.mmu.fetchPage(t.core, page << 12, 0);
    t.mmu.flushNonGlobal(t.core);
    expect([t.tlb.jump(0x5000, 0, 3), t.tlb.fetchPage(0x5000, 0, 0)]).toEqual([0, -1]);
  });
});

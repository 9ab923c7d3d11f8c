import { ACCESS, CORE, EXIT, FAULT, TLB_FLAG } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { createTestMmu, DEVICE, FAULTY, RAM_HOST, ROM, RW } from '../test/support/test-mmu.ts';
import { PAGE_TRACK } from './code-pages.ts';

describe('loads and stores', () => {
  it.each([
    ['load_u8_i32', 0x88n],
    ['load_s8_i32', 0xffffffffffffff88n],
    ['load_u16_i32', 0x7788n],
    ['load_s16_i32', 0x7788n],
    ['load_i32', 0x55667788n],
    ['load_s32_i64', 0x55667788n],
    ['load_u32_i64', 0x55667788n],
    ['load_i64', 0x1122334455667788n],
    ['load_f64', 0x1122334455667788n],
  ] as const)('%s from RAM gives %x', (name, expected) => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.view.setBigUint64(RAM_HOST + 0x1008, 0x1122334455667788n, true);
    expect(t.op(name, 0x5008)).toBe(0);
    expect(t.result()).toBe(expected);
  });

  it('a fill serves the inlined path: the tags are the page address, the addend leads to the host', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.op('load_i32', 0x5008);
    expect(t.tags(0x5008)).toEqual([0x5000, 0x5000]);
    expect(t.i32[t.tlb.addendAt(t.tlb.entry(0, 0x5008))]).toBe(RAM_HOST + 0x1000 - 0x5000);
    expect(t.walks.length).toBe(1);
    t.op('store_i32', 0x500c, { value: 1n });
    expect(t.walks.length).toBe(1);
  });

  it('MMU modes have TLBs of their own', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.op('load_i32', 0x5000, { mode: 1 });
    expect(t.tags(0x5000, 0)).toEqual([-1, -1]);
    expect(t.tags(0x5000, 1)).toEqual([0x5000, 0x5000]);
  });

  it('a read-only page has no write tag, and a store there faults', () => {
    const t = createTestMmu();
    t.mapPages(5, 1, 1, 1 << ACCESS.READ);
    t.op('load_i32', 0x5000);
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000 | TLB_FLAG.INVALID]);
    expect(t.op('store_i32', 0x5004, { value: 1n })).toBe(EXIT.FAULT);
    expect(t.fault()).toEqual([17, ACCESS.WRITE, 0x5004]);
  });

  it('an access that crosses pages joins both', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.mapPages(6, 4);
    expect(t.op('store_i64', 0x5ffd, { value: 0x8877665544332211n })).toBe(0);
    expect(t.op('load_i64', 0x5ffd)).toBe(0);
    expect(t.result()).toBe(0x8877665544332211n);
    expect(t.view.getUint8(RAM_HOST + 0x1fff)).toBe(0x33);
    expect(t.view.getUint8(RAM_HOST + 0x4000)).toBe(0x44);
    expect(t.op('load_s16_i32', 0x5fff)).toBe(0);
    expect(t.result()).toBe(0x4433n);
  });

  it('a crossing store whose second page faults stores nothing and names the second page', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    expect(t.op('store_i32', 0x5ffe, { value: -1n })).toBe(EXIT.FAULT);
    expect(t.fault()).toEqual([16, ACCESS.WRITE, 0x6000]);
    expect(t.view.getUint16(RAM_HOST + 0x1ffe, true)).toBe(0);
  });

  it('an access that must be aligned and is not faults before the page is looked at', () => {
    const t = createTestMmu();
    expect(t.op('load_i32', 0x5002, { align: 2 })).toBe(EXIT.FAULT);
    expect(t.fault()).toEqual([FAULT.ALIGNMENT, ACCESS.READ, 0x5002]);
    expect(t.walks).toEqual([]);
  });

  it('a flush that arrives during the walk makes it start over', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    let flushes = 0;
    t.hooks.onWalk = () => {
      if (flushes++ > 0) return;
      Atomics.add(t.i32, (t.base + CORE.at.tlbGeneration) >>> 2, 1);
      t.mapPages(5, 2);
    };
    t.view.setInt32(RAM_HOST + 0x2000, 77, true);
    expect(t.op('load_i32', 0x5000)).toBe(0);
    expect(t.result()).toBe(77n);
    expect(t.walks.length).toBe(2);
  });

  it('64-bit addresses compare in both words', () => {
    const t = createTestMmu({ address: 'i64' });
    t.pages.set(5 + 2 * 2 ** 20, { gpaPage: 1, allowed: 7 });
    t.view.setInt32(RAM_HOST + 0x1000, 5, true);
    expect(t.op('load_i32', 0x5000, { hi: 2 })).toBe(0);
    expect(t.result()).toBe(5n);
    expect(t.op('load_i32', 0x5000, { hi: 3 })).toBe(EXIT.FAULT);
  });
});

describe('what is not RAM', () => {
  it('device accesses keep their width; loads extend as the op says', () => {
    const t = createTestMmu();
    t.mapPages(5, DEVICE >>> 12);
    t.op('load_s8_i32', 0x5001);
    expect(t.result()).toBe(0xfffffffffffffff0n);
    t.op('load_u16_i32', 0x5002);
    expect(t.result()).toBe(0xf123n);
    t.op('store_8_i32', 0x5003, { value: 0x1ffn });
    expect(t.log).toEqual([
      ['read', 1, 1],
      ['read', 2, 2],
      ['write', 3, 1, 0xff, 0],
    ]);
    expect(t.core.counts.mmio).toBe(3);
  });

  it('8-byte accesses are two of 4 bytes, low first', () => {
    const t = createTestMmu();
    t.mapPages(5, DEVICE >>> 12);
    t.op('load_i64', 0x5008);
    t.op('store_i64', 0x5010, { value: 0x0000000200000001n });
    expect(t.log).toEqual([
      ['read', 8, 4],
      ['read', 12, 4],
      ['write', 16, 4, 1, 0],
      ['write', 20, 4, 2, 0],
    ]);
  });

  it('8-byte accesses stay whole for a device that takes them', () => {
    const t = createTestMmu({ wide: true });
    t.mapPages(5, DEVICE >>> 12);
    t.op('load_i64', 0x5008);
    t.op('store_i64', 0x5010, { value: 0x0000000200000001n });
    expect(t.log).toEqual([
      ['read64', 8],
      ['write64', 16, 1, 2],
    ]);
  });

  it('atomics on devices read and write', () => {
    const t = createTestMmu();
    t.mapPages(5, DEVICE >>> 12);
    t.op('rmw_or_i32', 0x5000, { value: 0x8n });
    t.op('cas_i32', 0x5000, { expected: 1n, value: 2n });
    expect(t.log).toEqual([
      ['read', 0, 4],
      ['write', 0, 4, 0xf123456f, 0],
      ['read', 0, 4],
    ]);
  });

  it('ROM is read directly and ignores stores', () => {
    const t = createTestMmu();
    t.mapPages(5, ROM >>> 12);
    t.op('load_i32', 0x5000);
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000 | TLB_FLAG.MMIO]);
    expect(t.op('store_i32', 0x5000, { value: 1n })).toBe(0);
    t.op('load_i32', 0x5000);
    expect(t.result()).toBe(0n);
  });

  it('nothing reads as 0; a faulty region faults', () => {
    const t = createTestMmu();
    t.mapPages(5, 0xf0);
    t.mapPages(6, FAULTY >>> 12);
    expect(t.op('load_i32', 0x5000)).toBe(0);
    expect(t.result()).toBe(0n);
    expect(t.op('load_i32', 0x6004)).toBe(EXIT.FAULT);
    expect(t.fault()).toEqual([FAULT.BUS, ACCESS.READ, 0x6004]);
    expect(t.op('load_i32', 0x5000)).toBe(0);
  });
});

describe('atomics', () => {
  it.each([
    ['rmw_add_i32', 0xfffffff8n, 5n],
    ['rmw_sub_16_i32', 0xfff8n, 0xffffffebn],
    ['rmw_and_8_i32', 0xf8n, 0xffffff08n],
    ['rmw_or_i32', 0xfffffff8n, 0xfffffffdn],
    ['rmw_xor_i64', 0xfffffff8n, 0xfffffff5n],
    ['rmw_xchg_i64', 0xfffffff8n, 0xdn],
  ] as const)('%s gives the old value %x and leaves %x', (name, old, left) => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.view.setBigUint64(RAM_HOST + 0x1000, 0xfffffff8n, true);
    expect(t.op(name, 0x5000, { value: 0xdn })).toBe(0);
    expect(t.result()).toBe(old);
    expect(t.view.getBigUint64(RAM_HOST + 0x1000, true)).toBe(left);
    expect(t.sections).toEqual([]);
  });

  it.each([0x5001, 0x5fff])('a misaligned atomic at %x runs alone', (address) => {
    const t = createTestMmu();
    t.mapPages(5, 1, 2);
    t.op('store_i32', address, { value: 0x01020304n });
    expect(t.op('rmw_add_i32', address, { value: 0xffn })).toBe(0);
    expect(t.result()).toBe(0x01020304n);
    t.op('load_i32', address);
    expect(t.result()).toBe(0x01020403n);
    expect(t.op('cas_i32', address, { expected: 0x01020403n, value: 9n })).toBe(0);
    t.op('load_i32', address);
    expect(t.result()).toBe(9n);
    expect(t.sections).toEqual(['enter', 'leave', 'enter', 'leave']);
  });

  it.each(['cas', 'hst', 'table'] as const)('%s: SC stores after its LL, and only once', (llsc) => {
    const t = createTestMmu({ llsc });
    t.mapPages(5, 1);
    t.op('ll_i32', 0x5000);
    t.op('sc_i32', 0x5000, { value: 6n });
    expect(t.result()).toBe(0n);
    t.op('sc_i32', 0x5000, { value: 7n });
    expect(t.result()).toBe(1n);
    t.op('load_i32', 0x5000);
    expect(t.result()).toBe(6n);
  });

  it.each(['hst', 'table'] as const)('%s: a store to the other half breaks a reservation of 8 bytes', (llsc) => {
    const t = createTestMmu({ llsc });
    t.mapPages(5, 1);
    t.op('ll_i64', 0x5000);
    // Core 3 stores what is there already, so only the tracking can tell.
    t.i32[(t.base + CORE.at.index) >>> 2] = 3;
    t.mmu.add({ ...t.core, index: 3 });
    if (llsc === 'hst') t.op('store_i32', 0x5004, { value: 0n });
    else {
      const [host, bytes] = [t.word(CORE.at.exclusiveHost), t.word(CORE.at.exclusiveBytes)];
      t.op('ll_i32', 0x5004);
      t.op('sc_i32', 0x5004, { value: 0n });
      t.i32[(t.base + CORE.at.exclusiveHost) >>> 2] = host;
      t.i32[(t.base + CORE.at.exclusiveBytes) >>> 2] = bytes;
    }
    t.i32[(t.base + CORE.at.index) >>> 2] = 0;
    t.op('sc_i64', 0x5000, { value: 1n });
    expect(t.result()).toBe(1n);
  });

  it.each([0x5001, 0x5ffd])(
    'hst: a misaligned atomic at %i breaks a reservation although it changes nothing',
    (place) => {
      const t = createTestMmu({ llsc: 'hst' });
      t.mapPages(5, 1, 2);
      const word = (place + 3) & ~3;
      t.op('ll_i32', word);
      t.i32[(t.base + CORE.at.index) >>> 2] = 3;
      const other = { ...t.core, index: 3 };
      t.mmu.add(other);
      t.op('rmw_add_i32', place, { value: 0n });
      t.i32[(t.base + CORE.at.index) >>> 2] = 0;
      t.op('sc_i32', word, { value: 1n });
      expect(t.result()).toBe(1n);
    },
  );

  it('SC at another address or of another size than its LL fails', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.op('ll_i32', 0x5000);
    t.op('sc_i32', 0x5004, { value: 1n });
    expect(t.result()).toBe(1n);
    t.op('ll_i32', 0x5000);
    t.op('sc_16_i32', 0x5000, { value: 1n });
    expect(t.result()).toBe(1n);
  });
});

describe('pages that are watched', () => {
  it('a store beside translated code just stores; one into it invalidates; into the running code it must be retried', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    const hits: number[][] = [];
    t.code.onHit = (host, bytes) => {
      hits.push([host - RAM_HOST, bytes]);
    };
    t.code.mark(RAM_HOST + 0x1100, 16);
    t.op('store_i32', 0x5000, { value: 1n });
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000 | TLB_FLAG.CODE]);
    expect(hits).toEqual([]);
    t.op('store_i32', 0x5104, { value: 2n });
    expect(hits).toEqual([[0x1104, 4]]);
    t.hooks.runsHere = true;
    expect(t.op('store_i32', 0x5108, { value: 3n })).toBe(EXIT.RETRY);
    expect(t.core.selfModifying).toBe(true);
    expect(t.view.getInt32(RAM_HOST + 0x1108, true)).toBe(0);
  });

  it('the first code on a page takes the fast stores from TLBs that hold it, and the last one gives them back', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.op('store_i32', 0x5000, { value: 1n });
    t.code.mark(RAM_HOST + 0x1000, 4);
    t.tlb.flagPage(RAM_HOST + 0x1000, TLB_FLAG.CODE);
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000 | TLB_FLAG.CODE]);
    t.code.onHit = (host) => {
      t.code.set(host, 0);
    };
    t.op('store_i32', 0x5000, { value: 2n });
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000]);
  });

  it('a page whose code is replaced again and again stays watched without code, until stores find none for long', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    const page = RAM_HOST + 0x1000;
    t.code.onHit = (host) => {
      t.code.emptied(host);
      t.code.set(host, 0);
    };
    t.op('store_i32', 0x5000, { value: 1n });
    const replace = () => {
      t.code.mark(page, 4);
      const isNew = t.code.beginWatch(page);
      t.tlb.flagPage(page, isNew ? TLB_FLAG.CODE : 0);
      t.op('store_i32', 0x5000, { value: 2n });
      return isNew;
    };
    expect([1, 2, 3, 4, 5, 6, 7].map(replace)).toEqual([true, true, true, true, true, false, false]);
    t.tlb.flushAll();
    t.op('load_i32', 0x5000);
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000 | TLB_FLAG.CODE]);
    for (let n = 0; n < 70; n++) t.op('store_i32', 0x5800, { value: 3n });
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000]);
    expect(replace()).toBe(true);
  });

  it('a tracked page becomes dirty at its first store', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.code.setTrack(RAM_HOST + 0x1000, PAGE_TRACK.TRACKED);
    t.op('load_i32', 0x5000);
    expect(t.code.track(RAM_HOST + 0x1000)).toBe(PAGE_TRACK.TRACKED);
    t.op('store_i32', 0x5000, { value: 1n });
    expect(t.code.track(RAM_HOST + 0x1000)).toBe(PAGE_TRACK.TRACKED | PAGE_TRACK.DIRTY);
    expect(t.tags(0x5000)).toEqual([0x5000, 0x5000]);
  });

  it('a watchpoint stops the accesses that it names before they happen', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.watchpoints.set([{ lo: 0x5010, hi: 0, bytes: 4, accesses: 1 << ACCESS.WRITE }]);
    expect(t.op('store_i32', 0x500c, { value: 1n })).toBe(0);
    expect(t.op('load_i32', 0x5010)).toBe(0);
    expect(t.op('store_i32', 0x5012, { value: 1n })).toBe(EXIT.GUEST);
    expect(t.view.getInt32(RAM_HOST + 0x1012, true)).toBe(0);
  });
});

describe('instruction fetches', () => {
  it('are cached by page and mode, and fault as fetches', () => {
    const t = createTestMmu();
    t.mapPages(5, 1);
    t.mapPages(6, 2, 1, RW);
    expect(t.mmu.fetchPage(t.core, 0x5abc, 0)).toBe(1);
    expect(t.mmu.fetchPage(t.core, 0x5000, 0)).toBe(1);
    expect(t.walks.length).toBe(1);
    expect(t.mmu.fetchPage(t.core, 0x6000, 0)).toBe(-1);
    expect(t.fault()).toEqual([17, ACCESS.FETCH, 0x6000]);
  });
});

/** Costs of the slow path and of flushes, printed as a table: `node bench/costs.ts`. Medians. */
import { memOperand, OPCODE } from '@tutti/ir';
import { createTestMmu } from '../test/support/test-mmu.ts';

const BATCHES = 41;

/** Median nanoseconds of one call. */
function cost(calls: number, call: (n: number) => void): string {
  const times = Array.from({ length: BATCHES }, () => {
    const start = performance.now();
    for (let n = 0; n < calls; n++) call(n);
    return ((performance.now() - start) * 1e6) / calls;
  }).sort((a, b) => a - b);
  return `${times[BATCHES >> 1]?.toFixed(0)} ns (least ${times[0]?.toFixed(0)})`;
}

const t = createTestMmu();
t.mapPages(0, 0, 31);
t.mapPages(40, 0x80);
const plain = memOperand(0, 0, 0, 0);
const load = OPCODE.load_i32;
const rows: [string, string][] = [];
const slow = (address: number): number => t.mmu.slow(t.base, load, plain, address, 0);
rows.push(['slow path, entry present', cost(20_000, () => slow(0x5004))]);
rows.push(['slow path with fill (walk is a Map look-up)', cost(20_000, (n) => slow((n % 31) << 12))]);
rows.push([
  'slow path, device read',
  cost(20_000, () => {
    slow(40 << 12);
    t.log.length = 0;
  }),
]);
rows.push(['slow path, load that crosses pages', cost(5000, () => slow(0x5ffe))]);
rows.push([
  'flush everything (16 entries, 16 jumps)',
  cost(2000, () => {
    for (let n = 0; n < 16; n++) {
      slow(n << 12);
      t.tlb.setJump(n << 6, 0, 0, 64);
    }
    t.tlb.flushAll();
  }),
]);
rows.push(['flush one page', cost(20_000, () => t.tlb.flushPage(0x5000, 0))]);

for (const [what, value] of rows) console.log(what.padEnd(48), value);

/**
 * Costs of the runtime's own paths, printed as a table: `node bench/costs.ts`. Medians.
 */
import { memOperand, OPCODE } from '@tutti/ir';
import { CoreTlb } from '@tutti/softmmu';
import { createTestMmu } from '../../softmmu/src/testing/test-mmu.ts';
import { Gate } from '../src/gate.ts';
import { initialiseMemory } from '../src/machine-memory.ts';
import { allocateMemory } from '../src/memory-plan.ts';
import { CoreQueue } from '../src/queue.ts';
import { Shootdown } from '../src/shootdown.ts';
import { Signals } from '../src/signals.ts';
import { runStress } from '../src/testing/stress.ts';
import { toyArchitecture } from '../src/testing/toy-guest.ts';
import { toySetup } from '../src/testing/toy-machine.ts';

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

/** Signal a core that runs on another thread, and wait until it was at a safe point: what a broadcast costs when it must wait. */
async function roundTrip(): Promise<string> {
  const { plan } = toySetup({ cores: 2, threads: 2, programs: {} });
  const memory = allocateMemory(plan);
  initialiseMemory(memory, plan);
  const words = [0, 64, 128].map((at) => plan.devices.base + at);
  const body = new URL('../src/testing/stress-bodies.ts', import.meta.url).href;
  const [ns] = await runStress([
    { module: body, name: 'roundTrips', data: { memory, plan, words, thread: 0, rounds: 1000 } },
    { module: body, name: 'answerSignals', data: { memory, plan, words, thread: 1, rounds: 0 } },
  ]);
  return `${(ns as number).toFixed(0)} ns`;
}

/** A page broadcast with its barrier to a core that holds nothing of the page. */
function skipped(): string {
  const { plan } = toySetup({ cores: 2, threads: 2, programs: {} });
  const memory = allocateMemory(plan);
  initialiseMemory(memory, plan);
  const i32 = new Int32Array(memory.buffer);
  const signals = new Signals(i32, plan);
  const tlbs = plan.cores.map(
    (place) => new CoreTlb(i32, toyArchitecture().shape, { base: place.base, meta: place.meta }),
  );
  for (const tlb of tlbs) tlb.initialise();
  tlbs[1]?.fill(tlbs[1].entry(0, 0x9000), 0x9000, 0, 0, 9, 0, 0, true);
  const queues = plan.cores.map((place) => new CoreQueue(i32, place.queue));
  const shootdown = new Shootdown(i32, plan, 0, {
    peers: [1],
    tlbs,
    queues,
    gate: new Gate(i32, plan, signals, 0),
    signals,
  });
  return cost(20_000, () => {
    shootdown.flushPage(0x5000, 0);
    if (shootdown.pending) shootdown.complete();
  });
}

rows.push(['page broadcast to a core without the page', skipped()]);
rows.push(['safe point of a running core, there and back', await roundTrip()]);
for (const [what, value] of rows) console.log(what.padEnd(56), value);

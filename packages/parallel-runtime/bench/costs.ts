/**
 * Costs of the runtime's own paths, printed as a table: `node bench/costs.ts`. Medians.
 */
import { CoreTlb } from '@tutti/softmmu';
import { Gate } from '../src/gate.ts';
import { initialiseMemory } from '../src/machine-memory.ts';
import { allocateMemory } from '../src/memory-plan.ts';
import { CoreQueue } from '../src/queue.ts';
import { Shootdown } from '../src/shootdown.ts';
import { Signals } from '../src/signals.ts';
import { runStress } from '../test/support/stress.ts';
import { toyArchitecture } from '../test/support/toy-guest.ts';
import { toySetup } from '../test/support/toy-machine.ts';

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

const rows: [string, string][] = [];

/** Signal a core that runs on another thread, and wait until it was at a safe point: what a broadcast costs when it must wait. */
async function roundTrip(): Promise<string> {
  const { plan } = toySetup({ cores: 2, threads: 2, programs: {} });
  const memory = allocateMemory(plan);
  initialiseMemory(memory, plan);
  const words = [0, 64, 128].map((at) => plan.devices.base + at);
  const body = new URL('../test/support/stress-bodies.ts', import.meta.url).href;
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

import { CORE, SIGNAL } from '@tutti/ir';
import type { CoreTlb } from '@tutti/softmmu';
import { CORE_CONTROL, FLUSH } from './control.ts';
import type { Gate } from './gate.ts';
import type { CorePlace, MemoryPlan } from './memory-plan.ts';
import type { CoreQueue } from './queue.ts';
import { MESSAGE } from './queue-layout.ts';
import type { Signals } from './signals.ts';

/** Counters of one core's broadcasts. */
export interface ShootdownCounts {
  sent: number;
  skipped: number;
  waits: number;
}

/**
 * TLB broadcasts of one core. A request goes only to cores that may hold what is to be dropped: the generation is bumped first, so a
 * fill that is under way starts over. The others get a message or the collapse flag `flushPending` and handle it before they
 * run guest code again, so the barrier need only wait for cores that are in guest code now, until they leave it once.
 */
export class Shootdown {
  readonly #i32: Int32Array;
  readonly #plan: MemoryPlan;
  readonly #core: number;
  readonly #peers: readonly number[];
  readonly #tlbs: readonly CoreTlb[];
  readonly #queues: readonly CoreQueue[];
  readonly #gate: Gate;
  readonly #signals: Signals;
  /** 1 for each core that has a request of ours since the last barrier. */
  readonly #pending: Uint8Array;
  #anyPending = false;
  readonly counts: ShootdownCounts = { sent: 0, skipped: 0, waits: 0 };

  /** @param peers  cores of the same architecture, this one left out */
  constructor(
    i32: Int32Array,
    plan: MemoryPlan,
    core: number,
    parts: {
      readonly peers: readonly number[];
      readonly tlbs: readonly CoreTlb[];
      readonly queues: readonly CoreQueue[];
      readonly gate: Gate;
      readonly signals: Signals;
    },
  ) {
    this.#i32 = i32;
    this.#plan = plan;
    this.#core = core;
    this.#peers = parts.peers;
    this.#tlbs = parts.tlbs;
    this.#queues = parts.queues;
    this.#gate = parts.gate;
    this.#signals = parts.signals;
    this.#pending = new Uint8Array(plan.cores.length);
  }

  /** Tell every peer that any translation may have changed. */
  flushAll(): void {
    this.counts.sent += 1;
    for (const peer of this.#peers) {
      this.#bump(peer);
      if ((this.#tlbs[peer] as CoreTlb).mayHoldAny()) this.#collapse(peer);
      else this.counts.skipped += 1;
    }
  }

  /** Ask every peer to drop its present address space; what is global stays. */
  flushNonGlobal(): void {
    this.counts.sent += 1;
    for (const peer of this.#peers) {
      this.#bump(peer);
      if (!(this.#tlbs[peer] as CoreTlb).mayHoldAny()) this.counts.skipped += 1;
      else if ((this.#queues[peer] as CoreQueue).push(MESSAGE.FLUSH_NON_GLOBAL, 0, 0)) this.#note(peer);
      else this.#collapse(peer);
    }
  }

  /** Ask every peer to drop one page. */
  flushPage(lo: number, hi: number): void {
    this.counts.sent += 1;
    for (const peer of this.#peers) {
      this.#bump(peer);
      if (!(this.#tlbs[peer] as CoreTlb).mayHold(lo, hi)) this.counts.skipped += 1;
      else if ((this.#queues[peer] as CoreQueue).push(MESSAGE.FLUSH_PAGE, lo, hi)) this.#note(peer);
      else this.#collapse(peer);
    }
  }

  get pending(): boolean {
    return this.#anyPending;
  }

  /** Signal what was asked since the last barrier; nothing is waited for. */
  publish(): void {
    for (const peer of this.#peers) if (this.#pending[peer] === 1) this.#signals.raiseQuietly(peer, SIGNAL.QUEUE);
  }

  /** Wait until every request has taken effect. This core is outside (Gate.leave or pauseInBlock). */
  complete(): void {
    this.publish();
    for (const peer of this.#peers) {
      if (this.#pending[peer] !== 1) continue;
      this.#pending[peer] = 0;
      const own = (this.#plan.cores[peer] as CorePlace).thread === (this.#plan.cores[this.#core] as CorePlace).thread;
      if (!own && this.#gate.waitOutside(peer, this.#gate.guestWord(peer))) this.counts.waits += 1;
    }
    this.#anyPending = false;
  }

  #bump(peer: number): void {
    Atomics.add(this.#i32, ((this.#plan.cores[peer] as CorePlace).base + CORE.at.tlbGeneration) >>> 2, 1);
  }

  #collapse(peer: number): void {
    const flush = ((this.#plan.cores[peer] as CorePlace).control + CORE_CONTROL.at.flushPending) >>> 2;
    Atomics.or(this.#i32, flush, FLUSH.CHANGED);
    this.#note(peer);
  }

  #note(peer: number): void {
    this.#pending[peer] = 1;
    this.#anyPending = true;
  }
}

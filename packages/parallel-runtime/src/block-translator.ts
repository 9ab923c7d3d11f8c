import {
  BLOCK,
  type BlockAssembler,
  type BlockFinisher,
  createBuilder,
  type GuestShape,
  TLB_FLAG,
  type Translator,
} from '@tutti/ir';
import type { CodePages, CoreTlb, MmuCore, SoftMmu } from '@tutti/softmmu';
import { type CodeCache, MAX_INSNS, type NewBlock, writeBlock } from './code-cache.ts';
import { GuestCodeWindow } from './code-window.ts';
import { SCRATCH_BLOCK_BYTES } from './memory-plan.ts';
import { NextPage } from './next-page.ts';
import { Retranslations } from './retranslations.ts';
import type { ThreadPoints } from './thread-points.ts';
import type { TranslationLocks } from './translation-locks.ts';

/** Counter of a block outside the cache: a back end that compiled it would keep the code for the next block in its place. */
const NEVER_HOT = 0x7fff_ffff;

/** Code that is translated so often gets its immediates from memory: stores to them are no reason to translate it again. */
const PATCHED_FROM = 4;

/** Where translation is asked for. */
export interface TranslationRequest {
  readonly core: MmuCore;
  readonly pc: number;
  readonly pcHi: number;
  readonly mode: number;
  readonly gpaPage: number;
  /** Host offset of the first byte. */
  readonly host: number;
}

/** What a translator works with. */
export interface TranslatorParts {
  readonly shape: GuestShape;
  readonly translator: Translator;
  /** The back end's, if it has one. */
  readonly finish: BlockFinisher | undefined;
  readonly locks: TranslationLocks;
  readonly code: CodePages;
  readonly mmu: SoftMmu;
  /** TLBs of every core of the machine: code pages lose their fast stores there. */
  readonly tlbs: readonly CoreTlb[];
  readonly hotThreshold: number;
  /** Blocks end before a breakpoint, and none that begins at one is found in the cache. */
  readonly points: Pick<ThreadPoints, 'breaksAt' | 'breaksInside'>;
}

/** Translates blocks on one thread: reads guest code, runs the front-end, puts the result into the cache. */
export class BlockTranslator {
  readonly #i32: Int32Array;
  readonly #builder: BlockAssembler;
  readonly #parts: TranslatorParts;
  readonly #window: GuestCodeWindow;
  readonly #next: NextPage;
  readonly #retranslations = new Retranslations();
  /** The block under translation may read its immediates when it runs. */
  #patched = false;
  #words = new Int32Array(1 << 14);
  #gpaPage2 = -1;
  #request: TranslationRequest | null = null;
  /** Blocks translated by this thread. */
  count = 0;

  constructor(buffer: SharedArrayBuffer, parts: TranslatorParts) {
    this.#i32 = new Int32Array(buffer);
    this.#builder = createBuilder(parts.shape);
    this.#parts = parts;
    this.#next = new NextPage(parts.mmu);
    this.#window = new GuestCodeWindow(
      this.#i32,
      parts.locks,
      parts.code,
      () => this.#nextPage(),
      (hostPage) => {
        for (const tlb of parts.tlbs) tlb.flagPage(hostPage, TLB_FLAG.CODE);
      },
    );
  }

  /**
   * The block for a request: found, or translated and inserted. A block whose last instruction could not be fetched whole, or that
   * the full cache has no room for, goes to `scratch` and is not found again.
   * @returns its byte offset
   */
  obtain(cache: CodeCache, request: TranslationRequest, scratch: number): number {
    if (this.#parts.points.breaksAt(request.pc, request.pcHi)) return this.alone(request, scratch);
    const { locks } = this.#parts;
    const page = request.host >>> 12;
    const next = this.#next.aim(request.core, request.pc, request.pcHi);
    for (let page2 = -1; ; page2 = this.#window.host2 >>> 12) {
      locks.acquire(page, page2);
      let block = cache.find(request.host, request.pc, request.pcHi, request.mode, request.gpaPage, next);
      if (block === 0 && page2 === -1) this.#patched = this.#isPatched(cache, request);
      const made = block === 0 ? this.#upToBreakpoint(request, page2) : null;
      if (made !== null) block = this.#window.refused ? 0 : cache.insert(made);
      if (made !== null) this.#window.settle(block === 0 ? 0 : made.guestBytes);
      locks.release(page, page2);
      if (block !== 0) return block;
      if (made !== null) return this.#place(made, scratch);
    }
  }

  #isPatched(cache: CodeCache, { host, pc, mode }: TranslationRequest): boolean {
    return this.#retranslations.count(host, pc, mode, cache.generation()) >= PATCHED_FROM;
  }

  /** Translate the single instruction of a request into `scratch`. @returns `scratch` */
  alone(request: TranslationRequest, scratch: number): number {
    this.#patched = false;
    const { locks } = this.#parts;
    const page = request.host >>> 12;
    for (let page2 = -1; ; page2 = this.#window.host2 >>> 12) {
      locks.acquire(page, page2);
      const made = this.#translate(request, 1, page2);
      if (made !== null) this.#window.settle(0);
      locks.release(page, page2);
      if (made !== null) return this.#place(made, scratch);
    }
  }

  #place(block: NewBlock, scratch: number): number {
    writeBlock(this.#i32, scratch, { ...block, counter: NEVER_HOT });
    Atomics.store(this.#i32, (scratch + BLOCK.at.live) >>> 2, 1);
    return scratch;
  }

  /** A block as long as breakpoints allow. @returns as `#translate` */
  #upToBreakpoint(request: TranslationRequest, lockedPage2: number): NewBlock | null {
    let made = this.#translate(request, MAX_INSNS, lockedPage2);
    while (made !== null && made.insns > 1 && this.#parts.points.breaksInside(made.pc, made.pcHi, made.guestBytes)) {
      this.#window.settle(0);
      made = this.#translate(request, made.insns - 1, lockedPage2);
    }
    return made;
  }

  /** @returns null when the second page's lock is taken: begin again with both locks, in order */
  #translate(request: TranslationRequest, maxInsns: number, lockedPage2: number): NewBlock | null {
    const { pc, pcHi, mode, host } = request;
    const window = this.#window;
    this.#request = request;
    window.begin(host, lockedPage2, this.#patched);
    const b = this.#builder;
    b.begin(pc, pcHi, mode);
    this.#parts.translator.translate(b, window, pc, pcHi, mode, maxInsns);
    if (window.blocked) {
      window.settle(0);
      return null;
    }
    const bound = b.wordsBound();
    if (bound > this.#words.length) this.#words = new Int32Array(2 * bound);
    const wordCount = b.finish(this.#words, 0);
    this.#parts.finish?.(this.#words, 0, wordCount);
    if (BLOCK.size + 4 * wordCount + 8 > SCRATCH_BLOCK_BYTES)
      throw new RangeError(`block of ${wordCount} words at ${pc >>> 0}`);
    this.count += 1;
    const crosses = (host % 4096) + b.byteCount > 4096;
    return {
      pc,
      pcHi,
      mode,
      gpaPage: request.gpaPage,
      gpaPage2: crosses ? this.#gpaPage2 : -1,
      host,
      host2: crosses ? window.host2 : -1,
      insns: b.insnCount,
      guestBytes: b.byteCount,
      words: this.#words,
      wordCount,
      counter: this.#parts.hotThreshold,
      source: window.source,
      sourceWords: this.#patched ? window.takeSource(b.byteCount) : 0,
    };
  }

  /** Host offset of the page behind that of the request, or -1. */
  #nextPage(): number {
    const { core, pc, pcHi } = this.#request as TranslationRequest;
    this.#gpaPage2 = this.#next.aim(core, pc, pcHi).gpaPage();
    return this.#gpaPage2 < 0 ? -1 : core.map.hostOf((this.#gpaPage2 >>> 0) * 4096);
  }
}

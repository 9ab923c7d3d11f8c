import type { MmuCore, SoftMmu } from '@tutti/softmmu';

/** The page behind that of a pc, for blocks whose last instruction reaches into it: walked only when such a block is at hand. */
export class NextPage {
  readonly #mmu: SoftMmu;
  #core: MmuCore | undefined;
  #pc = 0;
  #pcHi = 0;

  constructor(mmu: SoftMmu) {
    this.#mmu = mmu;
  }

  /** Say whose code is looked at, and where it starts. */
  aim(core: MmuCore, pc: number, pcHi: number): this {
    this.#core = core;
    this.#pc = pc;
    this.#pcHi = pcHi;
    return this;
  }

  /** @returns its 4 KiB guest physical page as int32; a negative `Fault` when code cannot be fetched from it */
  gpaPage(): number {
    const lo = ((this.#pc | 0xfff) + 1) | 0;
    return this.#mmu.fetchPage(this.#core!, lo, lo === 0 && this.#pcHi !== 0 ? (this.#pcHi + 1) | 0 : this.#pcHi);
  }
}

import { type CoreArea, type GuestShape, JUMP, jumpIndex, jumpsOfPage, PAGE_BYTES } from '@tutti/ir';

/** Entries remembered one by one, so that a flush costs what was set. */
const REMEMBERED = 4096;

/** The jump cache of one core: blocks by pc and mode, where generated code finds them too. Owner is the core's thread. */
export class JumpCache {
  readonly #i32: Int32Array;
  readonly #shape: GuestShape;
  readonly #area: CoreArea;
  /** Word index of the first entry. */
  readonly #start: number;
  readonly #set = new Int32Array(REMEMBERED);
  #count = 0;

  /** @param base  byte offset of the core's state */
  constructor(i32: Int32Array, shape: GuestShape, area: CoreArea, base: number) {
    this.#i32 = i32;
    this.#shape = shape;
    this.#area = area;
    this.#start = (base + area.jumpCache) / 4;
  }

  /** Whatever memory holds, the next flush empties all of it. */
  distrust(): void {
    this.#count = REMEMBERED + 1;
  }

  /** Block for a pc and mode, else 0. */
  find(pc: number, pcHi: number, mode: number): number {
    const i32 = this.#i32;
    const entry = this.#entry(pc);
    const hit = i32[entry] === pc && i32[entry + JUMP.at.pcHi / 4] === pcHi && i32[entry + JUMP.at.mode / 4] === mode;
    return hit ? (i32[entry + JUMP.at.block / 4] as number) : 0;
  }

  /** @returns word index of the entry that has it now */
  set(pc: number, pcHi: number, mode: number, block: number): number {
    const i32 = this.#i32;
    const entry = this.#entry(pc);
    if (this.#count < REMEMBERED) this.#set[this.#count] = entry;
    this.#count += 1;
    i32[entry + JUMP.at.pc / 4] = pc;
    i32[entry + JUMP.at.pcHi / 4] = pcHi;
    i32[entry + JUMP.at.mode / 4] = mode;
    i32[entry + JUMP.at.block / 4] = block;
    return entry;
  }

  drop(pc: number): void {
    this.#i32[this.#entry(pc) + JUMP.at.block / 4] = 0;
  }

  /** Drop all jumps to a page. @param lo  an address in it */
  dropPage(lo: number, hi: number): void {
    const i32 = this.#i32;
    const { first, count } = jumpsOfPage(this.#shape, this.#area, lo & -PAGE_BYTES);
    const words = JUMP.size / 4;
    let entry = this.#start + first * words;
    for (let i = 0; i < count; i++, entry += words) {
      const same = (((i32[entry] as number) ^ lo) & -PAGE_BYTES) === 0 && i32[entry + JUMP.at.pcHi / 4] === hi;
      if (same) i32[entry + JUMP.at.block / 4] = 0;
    }
  }

  /** Empty it. */
  flush(): void {
    const i32 = this.#i32;
    if (this.#count <= REMEMBERED) {
      for (let i = 0; i < this.#count; i++) i32[(this.#set[i] as number) + JUMP.at.block / 4] = 0;
    } else {
      i32.fill(0, this.#start, this.#start + (this.#area.jumpEntries * JUMP.size) / 4);
    }
    this.#count = 0;
  }

  #entry(pc: number): number {
    return this.#start + (JUMP.size / 4) * jumpIndex(this.#shape, this.#area, pc);
  }
}

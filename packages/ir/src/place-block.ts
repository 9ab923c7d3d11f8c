import { BLOCK } from './block.ts';
import type { BlockAssembler } from './build/block-builder.ts';

/**
 * Finish a block and write it with its header, live. Links between blocks and the physical pages are the caller's:
 * they are cleared, `gpaPage` is the page of the pc.
 * @param words    memory as 32-bit words
 * @param block    byte offset of the block, a multiple of 64
 * @param counter  executions before the block is reported hot; 0: never
 * @returns bytes written, header included
 */
export function placeBlock(b: BlockAssembler, words: Int32Array, block: number, counter: number): number {
  const header = block >> 2;
  words.fill(0, header, header + (BLOCK.size >> 2));
  const count = b.finish(words, (block + BLOCK.size) >> 2);
  words[(block + BLOCK.at.counter) >> 2] = counter;
  words[(block + BLOCK.at.pc) >> 2] = b.pc;
  words[(block + BLOCK.at.pcHi) >> 2] = b.pcHi;
  words[(block + BLOCK.at.mode) >> 2] = b.mode;
  words[(block + BLOCK.at.gpaPage) >> 2] = b.pc >>> 12;
  words[(block + BLOCK.at.gpaPage2) >> 2] = -1;
  words[(block + BLOCK.at.insns) >> 2] = b.insnCount;
  words[(block + BLOCK.at.guestBytes) >> 2] = b.byteCount;
  words[(block + BLOCK.at.words) >> 2] = count;
  Atomics.store(words, (block + BLOCK.at.live) >> 2, 1);
  return BLOCK.size + 4 * count;
}

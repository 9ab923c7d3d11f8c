import { expect, it } from 'vitest';
import { memoryBlock, overlayBlock, SECTOR_BYTES } from './block.ts';

it('what was written over a disk is saved, and takes the place of other writes', () => {
  const image = new Uint8Array(4 * SECTOR_BYTES).fill(1);
  const [one, other] = [overlayBlock(memoryBlock(image)), overlayBlock(memoryBlock(image))];
  one.write(SECTOR_BYTES, new Uint8Array(2 * SECTOR_BYTES).fill(2));
  other.write(0, new Uint8Array(SECTOR_BYTES).fill(3));
  other.written?.restore(one.written!.save());
  const read = new Uint8Array(4 * SECTOR_BYTES);
  other.read(0, read);
  expect([0, 1, 2, 3].map((sector) => read[sector * SECTOR_BYTES])).toEqual([1, 2, 2, 1]);
});

import { crc32 } from 'node:zlib';

const HEADER_BYTES = 64;
const MAGIC = 0x27051956;
const OS_LINUX = 5;
const ARCH_ARM = 2;
const TYPE_KERNEL = 2;
const UNCOMPRESSED = 0;

/**
 * An unpacked kernel as U-Boot's legacy image: the form in which QEMU loads one at the address that it was linked for.
 * @param loadAt  physical address of its first byte, and of its first instruction
 */
export function uImage(kernel: Uint8Array, loadAt: number): Uint8Array {
  const image = Buffer.alloc(HEADER_BYTES + kernel.length);
  image.writeUInt32BE(MAGIC, 0);
  image.writeUInt32BE(kernel.length, 12);
  image.writeUInt32BE(loadAt, 16);
  image.writeUInt32BE(loadAt, 20);
  image.writeUInt32BE(crc32(kernel), 24);
  image.set([OS_LINUX, ARCH_ARM, TYPE_KERNEL, UNCOMPRESSED], 28);
  image.write('Linux', 32);
  image.writeUInt32BE(crc32(image.subarray(0, HEADER_BYTES)), 4);
  image.set(kernel, HEADER_BYTES);
  return image;
}

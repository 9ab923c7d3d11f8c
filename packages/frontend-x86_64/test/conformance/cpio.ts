import { gunzipSync } from 'node:zlib';

const HEADER = 110;

/** One file out of a gzipped initramfs (cpio "newc"). Undefined when it is not there. */
export function fileFromInitramfs(archive: Uint8Array, path: string): Uint8Array | undefined {
  const cpio = gunzipSync(archive);
  const align = (n: number): number => (n + 3) & ~3;
  let at = 0;
  while (at + HEADER <= cpio.length && cpio.toString('latin1', at, at + 6) === '070701') {
    const field = (i: number): number => Number.parseInt(cpio.toString('latin1', at + 6 + i * 8, at + 14 + i * 8), 16);
    const size = field(6);
    const nameSize = field(11);
    const name = cpio.toString('latin1', at + HEADER, at + HEADER + nameSize - 1);
    const dataAt = align(at + HEADER + nameSize);
    if (name.replace(/^\.\//, '') === path && size > 0) return cpio.subarray(dataAt, dataAt + size);
    at = align(dataAt + size);
  }
  return undefined;
}

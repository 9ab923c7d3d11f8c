import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pngOf, ppmOf } from './picture-files.ts';

const PICTURE = { width: 2, height: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) };
/** Where the data of the second chunk begins: signature, header chunk of 13 bytes, length and type. */
const DATA_AT = 8 + 25 + 8;

describe('pictures in files', () => {
  it('PPM is a header and the pixels', () => {
    expect(Buffer.from(ppmOf(PICTURE)).toString('latin1')).toBe('P6\n2 1\n255\n\x01\x02\x03\x04\x05\x06');
  });

  it('PNG has the size in its header and the lines compressed', () => {
    const png = Buffer.from(pngOf(PICTURE));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 1]);
    const length = png.readUInt32BE(DATA_AT - 8);
    expect([...inflateSync(png.subarray(DATA_AT, DATA_AT + length))]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

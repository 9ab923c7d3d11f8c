import { describe, expect, it } from 'vitest';
import { drawFramebuffer } from './screen.ts';

const AT = 0x1000;
const draw = (
  format: 'xrgb8888' | 'xbgr8888' | 'rgb565' | 'pal1' | 'rgb888',
  width: number,
  bytes: number[],
  palette?: number[],
) =>
  drawFramebuffer(
    { gpa: AT, width, height: 1, strideBytes: bytes.length, format, ...(palette && { palette }) },
    (gpa, into) => into.set(bytes.slice(gpa - AT, gpa - AT + into.length)),
  )?.rgb;

describe('pixels of a frame buffer', () => {
  it('xrgb8888 has blue first', () => expect(draw('xrgb8888', 1, [1, 2, 3, 9])).toEqual(Uint8Array.of(3, 2, 1)));
  it('xbgr8888 has red first', () => expect(draw('xbgr8888', 1, [1, 2, 3, 9])).toEqual(Uint8Array.of(1, 2, 3)));
  it('rgb888 has three bytes', () =>
    expect(draw('rgb888', 2, [1, 2, 3, 4, 5, 6])).toEqual(Uint8Array.of(3, 2, 1, 6, 5, 4)));
  it('rgb565 is widened to all of a byte', () =>
    expect(draw('rgb565', 1, [0xe0, 0xff])).toEqual(Uint8Array.of(255, 255, 0)));
  it('pal1 begins at the low bit', () =>
    expect(draw('pal1', 2, [0b10], [0x010203, 0x040506])).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6)));
  it('a picture without lines is none', () => expect(draw('pal1', 0, [])).toBeUndefined());
});

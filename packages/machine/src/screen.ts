import type { DeviceSet, Framebuffer, Picture, PixelFormat } from '@tutti/devices-core';

/** Bits of a pixel, and its colour as 0xrrggbb from the pixel's value. */
interface Format {
  readonly bits: number;
  readonly colour: (value: number, palette: readonly number[]) => number;
}

const widen5 = (v: number): number => (v << 3) | (v >>> 2);
const widen6 = (v: number): number => (v << 2) | (v >>> 4);
const join = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;
const swap = (colour: number): number => join(colour & 0xff, (colour >>> 8) & 0xff, (colour >>> 16) & 0xff);
const rgb565 = (v: number): number => join(widen5((v >>> 11) & 31), widen6((v >>> 5) & 63), widen5(v & 31));
const xrgb1555 = (v: number): number => join(widen5((v >>> 10) & 31), widen5((v >>> 5) & 31), widen5(v & 31));
const indexed = (bits: number): Format => ({ bits, colour: (value, palette) => palette[value] ?? 0 });

const FORMATS: Readonly<Record<PixelFormat, Format>> = {
  rgb888: { bits: 24, colour: (v) => v },
  xrgb8888: { bits: 32, colour: (v) => v & 0xff_ffff },
  xbgr8888: { bits: 32, colour: swap },
  rgb565: { bits: 16, colour: rgb565 },
  bgr565: { bits: 16, colour: (v) => swap(rgb565(v)) },
  xrgb1555: { bits: 16, colour: xrgb1555 },
  xbgr1555: { bits: 16, colour: (v) => swap(xrgb1555(v)) },
  pal8: indexed(8),
  pal4: indexed(4),
  pal2: indexed(2),
  pal1: indexed(1),
};
/** Larger pictures are a guest's mistake. */
const MAX_PIXELS = 1 << 24;

/** Draw what a display controller shows from guest memory. @returns undefined when its size makes no sense */
export function drawFramebuffer(
  { gpa, width, height, strideBytes, format, palette = [] }: Framebuffer,
  readBytes: (gpa: number, into: Uint8Array) => void,
): Picture | undefined {
  if (width < 1 || height < 1 || width * height > MAX_PIXELS) return undefined;
  const { bits, colour } = FORMATS[format];
  const rgb = new Uint8Array(3 * width * height);
  const line = new Uint8Array(Math.ceil((width * bits) / 8));
  for (let y = 0; y < height; y++) {
    readBytes(gpa + y * strideBytes, line);
    for (let x = 0; x < width; x++) {
      const value = colour(pixel(line, x, bits), palette);
      rgb.set([(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff], 3 * (y * width + x));
    }
  }
  return { width, height, rgb };
}

/** Pixels smaller than a byte begin at its low bits. */
function pixel(line: Uint8Array, x: number, bits: number): number {
  if (bits < 8) return ((line[(x * bits) >>> 3] ?? 0) >>> ((x * bits) & 7)) & (2 ** bits - 1);
  const bytes = bits / 8;
  let value = 0;
  for (let i = 0; i < bytes; i++) value |= (line[x * bytes + i] ?? 0) << (8 * i);
  return value;
}

/** What the first display of these devices that shows something shows. */
export function drawScreen(
  devices: DeviceSet,
  readBytes: (gpa: number, into: Uint8Array) => void,
): Picture | undefined {
  for (const name of devices.names) {
    const shown = devices.get(name).display();
    if (shown !== undefined) return 'rgb' in shown ? shown : drawFramebuffer(shown, readBytes);
  }
  return undefined;
}

/** The text on the first screen that shows text. */
export function readScreen(devices: DeviceSet): string | undefined {
  for (const name of devices.names) {
    const text = devices.get(name).text();
    if (text !== undefined) return text;
  }
  return undefined;
}

import type { Framebuffer, Picture, PixelFormat } from '@tutti/devices-core';
import { pciBarAddress } from '@tutti/devices-core';
import { DISPI, DISPI_ENABLE, GRAPHICS, SEQUENCER, type Vga } from './vga-map.ts';

/** Indexes of CRT controller registers. */
const CRTC = {
  COLUMNS: 1,
  OVERFLOW: 7,
  CELL: 9,
  CURSOR_START: 10,
  CURSOR_END: 11,
  START: 12,
  CURSOR: 14,
  ROWS: 18,
  PITCH: 19,
} as const;
const DOUBLE_SCAN = 0x80;
const CELL_WIDTH = 8;
const FONT_STRIDE = 32;
/** A font is 8 KiB of plane 2; these are their places by number. */
const FONTS = [0, 2, 4, 6, 1, 3, 5, 7] as const;
/** No mode of a VGA is larger. */
const MAX_SIDE = 2048;
const PALETTE_ON = 0x20;

const crtc = ({ state }: Vga, index: number): number => state.crtc[index] ?? 0;
const isGraphics = ({ state }: Vga): boolean => ((state.graphics[GRAPHICS.MISC] ?? 0) & 1) !== 0;
const startOf = (dev: Vga): number => crtc(dev, CRTC.START) * 256 + crtc(dev, CRTC.START + 1);
const pitchOf = (dev: Vga): number => 2 * crtc(dev, CRTC.PITCH);
const cellHeight = (dev: Vga): number => (crtc(dev, CRTC.CELL) & 0x1f) + 1;

/** Lines on the screen less one: ten bits in two registers. */
function lines(dev: Vga): number {
  const overflow = crtc(dev, CRTC.OVERFLOW);
  return Math.min(MAX_SIDE, (crtc(dev, CRTC.ROWS) | ((overflow & 2) << 7) | ((overflow & 0x40) << 3)) + 1);
}

/** A colour of the palette as 0xrrggbb. */
function dacColour({ state }: Vga, index: number): number {
  const wide = ((state.dispi[DISPI.ENABLE] ?? 0) & DISPI_ENABLE.DAC_8_BITS) !== 0;
  const part = (i: number): number => {
    const value = state.dac[3 * (index & state.PEL_MASK) + i] ?? 0;
    return wide ? value : ((value & 0x3f) << 2) | ((value & 0x3f) >>> 4);
  };
  return (part(0) << 16) | (part(1) << 8) | part(2);
}

/** The sixteen colours of text and planar modes, through both palettes. */
function sixteen(dev: Vga): number[] {
  const { attribute } = dev.state;
  const mode = attribute[0x10] ?? 0;
  const select = attribute[0x14] ?? 0;
  return Array.from({ length: 16 }, (_, i) => {
    const low = attribute[i] ?? 0;
    const index = (mode & 0x80) !== 0 ? (low & 15) | ((select & 15) << 4) : (low & 0x3f) | ((select & 12) << 4);
    return dacColour(dev, index);
  });
}

/** Columns and rows of the text on the screen; undefined while it shows no text. */
export function textSize(dev: Vga): { columns: number; rows: number } | undefined {
  if (isGraphics(dev) || isLinear(dev) || (dev.state.attributeIndex & PALETTE_ON) === 0) return undefined;
  return { columns: crtc(dev, CRTC.COLUMNS) + 1, rows: Math.max(1, Math.floor(lines(dev) / cellHeight(dev))) };
}

/** Character (bits 7-0) and attribute (bits 15-8) at a place of the text. */
function cell(dev: Vga, column: number, row: number): number {
  const at = 4 * ((startOf(dev) + row * pitchOf(dev) + column) & 0xffff);
  return (dev.bytes[at] ?? 0) | ((dev.bytes[at + 1] ?? 0) << 8);
}

/** The text on the screen, a line a row; undefined while it shows no text. Characters are of code page 437; others than ASCII show as `?`. */
export function screenText(dev: Vga): string | undefined {
  const size = textSize(dev);
  if (size === undefined) return undefined;
  const character = (code: number): string =>
    code === 0 ? ' ' : code >= 32 && code < 127 ? String.fromCharCode(code) : '?';
  const row = (_: unknown, y: number): string =>
    Array.from({ length: size.columns }, (_unused, x) => character(cell(dev, x, y) & 0xff))
      .join('')
      .trimEnd();
  return Array.from({ length: size.rows }, row).join('\n');
}

class Canvas implements Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgb = new Uint8Array(3 * width * height);
  }

  set(x: number, y: number, colour: number): void {
    const at = 3 * (y * this.width + x);
    this.rgb[at] = colour >>> 16;
    this.rgb[at + 1] = (colour >>> 8) & 0xff;
    this.rgb[at + 2] = colour & 0xff;
  }
}

function textPicture(dev: Vga, columns: number, rows: number): Picture {
  const height = cellHeight(dev);
  const canvas = new Canvas(columns * CELL_WIDTH, rows * height);
  const colours = sixteen(dev);
  const fonts = dev.state.sequencer[SEQUENCER.FONT] ?? 0;
  // Attribute bit 3 chooses between two fonts; both are the same unless software set them apart.
  const fontA = FONTS[((fonts >>> 2) & 3) | ((fonts >>> 3) & 4)] ?? 0;
  const fontB = FONTS[(fonts & 3) | ((fonts >>> 2) & 4)] ?? 0;
  const cursorAt = crtc(dev, CRTC.CURSOR) * 256 + crtc(dev, CRTC.CURSOR + 1) - startOf(dev);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const both = cell(dev, column, row);
      const attribute = both >>> 8;
      const font = (attribute & 8) !== 0 ? fontA : fontB;
      const isCursor = cursorAt === row * pitchOf(dev) + column;
      for (let y = 0; y < height; y++) {
        const glyph = dev.bytes[4 * (0x2000 * font + FONT_STRIDE * (both & 0xff) + y) + 2] ?? 0;
        const bits = isCursor && inCursor(dev, y) ? 0xff : glyph;
        for (let x = 0; x < CELL_WIDTH; x++) {
          const ink = (bits & (0x80 >>> x)) !== 0 ? attribute & 15 : (attribute >>> 4) & 15;
          canvas.set(column * CELL_WIDTH + x, row * height + y, colours[ink] ?? 0);
        }
      }
    }
  }
  return canvas;
}

const inCursor = (dev: Vga, line: number): boolean =>
  (crtc(dev, CRTC.CURSOR_START) & 0x20) === 0 &&
  line >= (crtc(dev, CRTC.CURSOR_START) & 0x1f) &&
  line <= (crtc(dev, CRTC.CURSOR_END) & 0x1f);

/** Sixteen colours in four planes, or 256 colours of a byte each. */
function graphicsPicture(dev: Vga): Picture {
  const chain = ((dev.state.graphics[GRAPHICS.MODE] ?? 0) & 0x40) !== 0;
  const repeats = cellHeight(dev) * ((crtc(dev, CRTC.CELL) & DOUBLE_SCAN) !== 0 ? 2 : 1);
  const characters = crtc(dev, CRTC.COLUMNS) + 1;
  const canvas = new Canvas(characters * (chain ? 4 : 8), Math.ceil(lines(dev) / repeats));
  const colours = chain ? Array.from({ length: 256 }, (_, i) => dacColour(dev, i)) : sixteen(dev);
  for (let y = 0; y < canvas.height; y++) {
    const row = 4 * (startOf(dev) + y * pitchOf(dev));
    for (let x = 0; x < canvas.width; x++)
      canvas.set(x, y, colours[chain ? (dev.bytes[row + x] ?? 0) : planar(dev, row, x)] ?? 0);
  }
  return canvas;
}

function planar(dev: Vga, row: number, x: number): number {
  const at = row + 4 * (x >>> 3);
  const shift = 7 - (x & 7);
  let colour = 0;
  for (let plane = 0; plane < 4; plane++) colour |= (((dev.bytes[at + plane] ?? 0) >>> shift) & 1) << plane;
  return colour & (dev.state.attribute[0x12] ?? 0);
}

const FORMATS: Readonly<Record<number, PixelFormat>> = {
  8: 'pal8',
  15: 'xrgb1555',
  16: 'rgb565',
  24: 'rgb888',
  32: 'xrgb8888',
};

const isLinear = ({ state }: Vga): boolean => ((state.dispi[DISPI.ENABLE] ?? 0) & DISPI_ENABLE.ON) !== 0;

/** The linear frame buffer where the guest has put display memory. */
function linear(dev: Vga): Framebuffer | undefined {
  const { dispi } = dev.state;
  const of = (register: number): number => dispi[register] ?? 0;
  const bits = of(DISPI.BITS);
  const format = FORMATS[bits];
  const base = pciBarAddress(dev.state.pciConfig, 0, { space: 'memory', size: dev.bytes.length });
  if (format === undefined || base < 0) return undefined;
  const bytesPerPixel = (bits + 1) >>> 3;
  const strideBytes = of(DISPI.VIRTUAL_WIDTH) * bytesPerPixel;
  const picture = {
    gpa: base + of(DISPI.Y) * strideBytes + of(DISPI.X) * bytesPerPixel,
    width: of(DISPI.WIDTH),
    height: of(DISPI.HEIGHT),
    strideBytes,
    format,
  };
  return bits > 8 ? picture : { ...picture, palette: Array.from({ length: 256 }, (_, i) => dacColour(dev, i)) };
}

/** What the monitor shows; undefined: nothing, as after power on. */
export function picture(dev: Vga): Framebuffer | Picture | undefined {
  if (isLinear(dev)) return linear(dev);
  if ((dev.state.attributeIndex & PALETTE_ON) === 0) return undefined;
  const text = textSize(dev);
  return text === undefined ? graphicsPicture(dev) : textPicture(dev, text.columns, text.rows);
}

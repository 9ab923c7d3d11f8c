import { DISPI, DISPI_ENABLE, GRAPHICS, LEGACY_BYTES, SEQUENCER, type Vga } from './vga-map.ts';

const CHAIN_4 = 8;
const ODD_EVEN = 0x10;
const READ_COMPARE = 8;
/** Start and bytes of the window in A0000h-BFFFFh, by bits 3-2 of the miscellaneous graphics register. */
const WINDOWS = [
  [0, LEGACY_BYTES],
  [0, 0x1_0000],
  [0x1_0000, 0x8000],
  [0x1_8000, 0x8000],
] as const;

const graphics = ({ state }: Vga, index: number): number => state.graphics[index] ?? 0;
const mapMask = ({ state }: Vga): number => state.sequencer[SEQUENCER.MAP_MASK] ?? 0;
/** Bytes of four planes as one word, a byte of each from its bit. */
const spread = (bits: number): number =>
  (bits & 1 ? 0xff : 0) | (bits & 2 ? 0xff00 : 0) | (bits & 4 ? 0xff_0000 : 0) | (bits & 8 ? 0xff00_0000 : 0) | 0;
const repeat = (byte: number): number => Math.imul(byte & 0xff, 0x0101_0101);

/** Place in the window of an offset from A0000h, with the bank of the Bochs extension; -1: not decoded. */
function place(dev: Vga, offset: number): number {
  const [start, bytes] = WINDOWS[((graphics(dev, GRAPHICS.MISC) >>> 2) & 3) as 0 | 1 | 2 | 3];
  const at = offset - start;
  if (at < 0 || at >= bytes) return -1;
  const { dispi } = dev.state;
  const banked = ((dispi[DISPI.ENABLE] ?? 0) & DISPI_ENABLE.ON) !== 0;
  return banked ? at + (dispi[DISPI.BANK] ?? 0) * 0x1_0000 : at;
}

/**
 * Byte of display memory and its plane where a byte belongs to one plane: four planes side by side (chain 4), or even and odd bytes
 * in planes 0 and 1. Planes are interleaved in memory, so chained modes are linear.
 */
function chained(dev: Vga, at: number): number {
  if (((dev.state.sequencer[SEQUENCER.MODE] ?? 0) & CHAIN_4) !== 0) return at;
  if ((graphics(dev, GRAPHICS.MODE) & ODD_EVEN) !== 0) return ((at & ~1) << 1) | (at & 1);
  return -1;
}

/** A byte that the guest reads at an offset from A0000h. */
export function readMemory(dev: Vga, offset: number): number {
  const at = place(dev, offset);
  if (at < 0) return 0xff;
  const { bytes, state } = dev;
  const single = chained(dev, at);
  if (single >= 0) return bytes[single] ?? 0xff;
  const first = 4 * at;
  const latch =
    (bytes[first] ?? 0) |
    ((bytes[first + 1] ?? 0) << 8) |
    ((bytes[first + 2] ?? 0) << 16) |
    ((bytes[first + 3] ?? 0) << 24);
  state.latch = latch >>> 0;
  if ((graphics(dev, GRAPHICS.MODE) & READ_COMPARE) === 0)
    return (latch >>> (8 * (graphics(dev, GRAPHICS.READ_MAP) & 3))) & 0xff;
  const differs = (latch ^ spread(graphics(dev, GRAPHICS.COMPARE))) & spread(graphics(dev, GRAPHICS.DONT_CARE));
  return ~(differs | (differs >>> 8) | (differs >>> 16) | (differs >>> 24)) & 0xff;
}

/** A byte that the guest writes at an offset from A0000h. */
export function writeMemory(dev: Vga, offset: number, value: number): void {
  const at = place(dev, offset);
  if (at < 0) return;
  const { bytes } = dev;
  const single = chained(dev, at);
  if (single >= 0) {
    if ((mapMask(dev) & (1 << (single & 3))) !== 0 && single < bytes.length) bytes[single] = value;
    return;
  }
  const first = 4 * at;
  if (first + 4 > bytes.length) return;
  const word = planes(dev, value);
  for (let plane = 0; plane < 4; plane++) {
    if ((mapMask(dev) & (1 << plane)) !== 0) bytes[first + plane] = (word >>> (8 * plane)) & 0xff;
  }
}

/** What a byte becomes in each plane, by write mode. @see VGA: graphics controller, mode register */
function planes(dev: Vga, value: number): number {
  const mode = graphics(dev, GRAPHICS.MODE) & 3;
  const latch = dev.state.latch | 0;
  if (mode === 1) return latch;
  const rotate = graphics(dev, GRAPHICS.ROTATE);
  const count = rotate & 7;
  const rotated = ((value >>> count) | (value << (8 - count))) & 0xff;
  const setReset = spread(graphics(dev, GRAPHICS.SET_RESET));
  let mask = repeat(graphics(dev, GRAPHICS.BIT_MASK));
  let word: number;
  if (mode === 0) {
    const enabled = spread(graphics(dev, GRAPHICS.ENABLE_SET_RESET));
    word = (repeat(rotated) & ~enabled) | (setReset & enabled);
  } else if (mode === 2) word = spread(value);
  else {
    mask &= repeat(rotated);
    word = setReset;
  }
  return (combine((rotate >>> 3) & 3, word, latch) & mask) | (latch & ~mask);
}

function combine(operation: number, word: number, latch: number): number {
  if (operation === 1) return word & latch;
  if (operation === 2) return word | latch;
  return operation === 3 ? word ^ latch : word;
}

import { DISPI, DISPI_ENABLE, type Vga } from './vga-map.ts';

const ID = { FIRST: 0xb0c0, LAST: 0xb0c5 } as const;
const MAX = { WIDTH: 2560, HEIGHT: 1600, BITS: 32 } as const;
const DEPTHS: readonly number[] = [8, 15, 16, 24, 32];
const BANK_BYTES = 0x1_0000;

const of = ({ state }: Vga, register: number): number => state.dispi[register] ?? 0;
const bytesPerPixel = (dev: Vga): number => (of(dev, DISPI.BITS) + 1) >>> 3;

/** The selected register, or what is the most that it takes. */
export function readDispi(dev: Vga, index: number): number {
  if (index === DISPI.MEMORY) return dev.bytes.length / BANK_BYTES;
  if ((of(dev, DISPI.ENABLE) & DISPI_ENABLE.CAPABILITIES) !== 0) {
    if (index === DISPI.WIDTH) return MAX.WIDTH;
    if (index === DISPI.HEIGHT) return MAX.HEIGHT;
    if (index === DISPI.BITS) return MAX.BITS;
  }
  return of(dev, index);
}

/** Mode switch: the picture begins at the start of memory, which is cleared unless software says otherwise. */
function enable(dev: Vga, value: number): void {
  const { dispi } = dev.state;
  const wasOn = (of(dev, DISPI.ENABLE) & DISPI_ENABLE.ON) !== 0;
  const turnsOn = (value & DISPI_ENABLE.ON) !== 0 && !wasOn;
  dispi[DISPI.ENABLE] = value;
  if ((value & DISPI_ENABLE.ON) === 0) dispi[DISPI.BANK] = 0;
  if (!turnsOn) return;
  for (const register of [DISPI.X, DISPI.Y, DISPI.BANK]) dispi[register] = 0;
  setVirtualWidth(dev, of(dev, DISPI.WIDTH));
  if ((value & DISPI_ENABLE.KEEP_MEMORY) === 0)
    dev.bytes.fill(0, 0, bytesPerPixel(dev) * of(dev, DISPI.WIDTH) * of(dev, DISPI.HEIGHT));
}

/** A line is as long as software wants, but not shorter than the picture; the rest of memory is its height. */
function setVirtualWidth(dev: Vga, value: number): void {
  const { dispi } = dev.state;
  const width = Math.max(value, of(dev, DISPI.WIDTH));
  const bytes = Math.max(1, width * bytesPerPixel(dev));
  if (Math.floor(dev.bytes.length / bytes) < of(dev, DISPI.HEIGHT)) return;
  dispi[DISPI.VIRTUAL_WIDTH] = width;
  dispi[DISPI.VIRTUAL_HEIGHT] = Math.min(0xffff, Math.floor(dev.bytes.length / bytes));
}

const setSide =
  (register: number, most: number) =>
  (dev: Vga, value: number): void => {
    const isOn = (of(dev, DISPI.ENABLE) & DISPI_ENABLE.ON) !== 0;
    if (!isOn && value > 0 && value <= most) dev.state.dispi[register] = value;
  };

const WRITES: Readonly<Record<number, (dev: Vga, value: number) => void>> = {
  [DISPI.ID]: (dev, value) => {
    if (value >= ID.FIRST && value <= ID.LAST) dev.state.dispi[DISPI.ID] = value;
  },
  [DISPI.WIDTH]: setSide(DISPI.WIDTH, MAX.WIDTH),
  [DISPI.HEIGHT]: setSide(DISPI.HEIGHT, MAX.HEIGHT),
  [DISPI.BITS]: (dev, value) => {
    const bits = value === 0 ? 8 : value;
    if (DEPTHS.includes(bits)) setSide(DISPI.BITS, MAX.BITS)(dev, bits);
  },
  [DISPI.ENABLE]: (dev, value) => {
    const needs = of(dev, DISPI.WIDTH) * of(dev, DISPI.HEIGHT) * bytesPerPixel(dev);
    if ((value & DISPI_ENABLE.ON) === 0 || (needs > 0 && needs <= dev.bytes.length)) enable(dev, value);
    else dev.trace('guest_errors', () => `a mode of ${needs} bytes does not fit display memory`);
  },
  [DISPI.BANK]: (dev, value) => {
    if (value < dev.bytes.length / BANK_BYTES) dev.state.dispi[DISPI.BANK] = value;
  },
  [DISPI.VIRTUAL_WIDTH]: setVirtualWidth,
  [DISPI.X]: (dev, value) => {
    if (value + of(dev, DISPI.WIDTH) <= of(dev, DISPI.VIRTUAL_WIDTH)) dev.state.dispi[DISPI.X] = value;
  },
  [DISPI.Y]: (dev, value) => {
    if (value + of(dev, DISPI.HEIGHT) <= of(dev, DISPI.VIRTUAL_HEIGHT)) dev.state.dispi[DISPI.Y] = value;
  },
};

export function writeDispi(dev: Vga, index: number, value: number): void {
  WRITES[index]?.(dev, value);
}

export function resetDispi(dev: Vga): void {
  dev.state.dispi[DISPI.ID] = ID.LAST;
  dev.state.dispi[DISPI.BITS] = 8;
}

import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { vga } from './vga.ts';
import { VGA, VGA_AT } from './vga-map.ts';

const bench = (): Bench => new Bench([{ name: 'vga', type: 'vga' }], { vga });
type Index = 'SEQUENCER' | 'GRAPHICS' | 'CRTC';
const set = (b: Bench, unit: Index, ...values: readonly (readonly [index: number, value: number])[]): void => {
  // Index and data in one access, as firmware writes them.
  for (const [index, value] of values) b.write('vga', VGA.at[`${unit}_INDEX`], index | (value << 8), 2);
};
const attribute = (b: Bench, index: number, value: number): void => {
  b.read('vga', VGA.at.STATUS1, 1);
  b.write('vga', VGA.at.ATTRIBUTE, index, 1);
  b.write('vga', VGA.at.ATTRIBUTE, value, 1);
};
const showPalette = (b: Bench): void => {
  b.read('vga', VGA.at.STATUS1, 1);
  b.write('vga', VGA.at.ATTRIBUTE, 0x20, 1);
};
const memory = VGA_AT.MEMORY;
const dispi = (b: Bench, index: number, value: number): void => {
  b.write('vga', VGA_AT.DISPI, index, 2);
  b.write('vga', VGA_AT.DISPI + 1, value, 2);
};

/** Text of 80 by 25 with cells of 8 by 16 at B8000h, as in mode 3. */
function textMode(b: Bench): void {
  set(b, 'SEQUENCER', [2, 3], [4, 2]);
  set(b, 'GRAPHICS', [5, 0x10], [6, 0x0e]);
  set(b, 'CRTC', [1, 79], [7, 0x1f], [9, 15], [10, 0x20], [18, 0x8f], [19, 40]);
  showPalette(b);
}

describe('text', () => {
  it('on the screen reads back line by line', () => {
    const b = bench();
    textMode(b);
    for (const [i, c] of [...'Hello'].entries())
      b.write('vga', memory + 0x1_8000 + 2 * (80 + i), c.charCodeAt(0) | 0x700, 2);
    const lines = b.set.get('vga').text()?.split('\n');
    expect(lines).toHaveLength(25);
    expect(lines?.slice(0, 2)).toEqual(['', 'Hello']);
  });

  it('scrolls by the start address', () => {
    const b = bench();
    textMode(b);
    b.write('vga', memory + 0x1_8000 + 160, 0x741, 2);
    set(b, 'CRTC', [12, 0], [13, 80]);
    expect(b.set.get('vga').text()?.split('\n')[0]).toBe('A');
  });

  it('is drawn with the font of plane 2 in the palette’s colours', () => {
    const b = bench();
    textMode(b);
    b.write('vga', memory + 0x1_8000, 0x0141, 2);
    attribute(b, 1, 1);
    showPalette(b);
    b.write('vga', VGA.at.DAC_WRITE, 1, 1);
    for (const part of [0x3f, 0, 0x3f]) b.write('vga', VGA.at.DAC_DATA, part, 1);
    set(b, 'SEQUENCER', [2, 4], [4, 6]);
    set(b, 'GRAPHICS', [5, 0], [6, 4], [8, 0xff]);
    b.write('vga', memory + 0x41 * 32, 0x80, 1);
    textMode(b);
    const picture = b.set.get('vga').display() as { width: number; height: number; rgb: Uint8Array };
    expect([picture.width, picture.height]).toEqual([640, 400]);
    expect([...picture.rgb.subarray(0, 6)]).toEqual([255, 0, 255, 0, 0, 0]);
  });
});

describe('memory', () => {
  it('a write reaches the planes that the map mask names, under the bit mask', () => {
    const b = bench();
    set(b, 'SEQUENCER', [2, 0x0f], [4, 6]);
    set(b, 'GRAPHICS', [5, 0], [6, 5], [8, 0xff]);
    b.write('vga', memory, 0xff, 1);
    b.read('vga', memory, 1);
    set(b, 'SEQUENCER', [2, 5]);
    set(b, 'GRAPHICS', [8, 0x0f]);
    b.write('vga', memory, 0, 1);
    expect([...b.set.get('vga').bytes.subarray(0, 4)]).toEqual([0xf0, 0xff, 0xf0, 0xff]);
  });

  it('read mode 1 compares colours', () => {
    const b = bench();
    set(b, 'GRAPHICS', [5, 8], [6, 5], [2, 3], [7, 0x0f]);
    b.set.get('vga').bytes.set([0x81, 0x80, 0, 0]);
    expect(b.read('vga', memory, 1)).toBe(0x80);
  });

  it('chain 4 is linear', () => {
    const b = bench();
    set(b, 'SEQUENCER', [2, 0x0f], [4, 0x0e]);
    set(b, 'GRAPHICS', [5, 0x40], [6, 5]);
    b.write('vga', memory + 5, 0x0403_0201, 4);
    expect([...b.set.get('vga').bytes.subarray(5, 9)]).toEqual([1, 2, 3, 4]);
  });

  it('addresses outside the window read ones', () => {
    const b = bench();
    set(b, 'GRAPHICS', [6, 0x0e]);
    expect(b.read('vga', memory, 1)).toBe(0xff);
  });
});

describe('registers', () => {
  it('the CRT controller’s first eight are locked by bit 7 of the 17th', () => {
    const b = bench();
    set(b, 'CRTC', [1, 79], [17, 0x80], [1, 39]);
    b.write('vga', VGA.at.CRTC_INDEX, 1, 1);
    expect(b.read('vga', VGA.at.CRTC_DATA, 1)).toBe(79);
  });

  it('palette entries read back in turn', () => {
    const b = bench();
    b.write('vga', VGA.at.DAC_WRITE, 7, 1);
    for (const part of [1, 2, 3]) b.write('vga', VGA.at.DAC_DATA, part, 1);
    b.write('vga', VGA.at.DAC_STATE_READ, 7, 1);
    expect([1, 2, 3].map(() => b.read('vga', VGA.at.DAC_DATA, 1))).toEqual([1, 2, 3]);
  });

  it('the retrace comes and goes', () => {
    const b = bench();
    const seen = Array.from({ length: 40 }, () => {
      b.advance(500_000);
      return b.read('vga', VGA.at.STATUS1, 1) & 8;
    });
    expect(new Set(seen)).toEqual(new Set([0, 8]));
  });
});

describe('Bochs extension', () => {
  it('a mode shows display memory where base address register 0 puts it', () => {
    const b = bench();
    b.write('vga', VGA_AT.CONFIG + 0x10, 0xe000_0000);
    b.write('vga', VGA_AT.CONFIG + 4, 2, 1);
    for (const [index, value] of [
      [1, 1024],
      [2, 768],
      [3, 32],
      [4, 0x41],
    ] as const)
      dispi(b, index, value);
    dispi(b, 9, 2);
    expect(b.set.get('vga').display()).toEqual({
      gpa: 0xe000_0000 + 2 * 4096,
      width: 1024,
      height: 768,
      strideBytes: 4096,
      format: 'xrgb8888',
    });
  });

  it('a mode that does not fit memory is refused', () => {
    const b = bench();
    for (const [index, value] of [
      [1, 2560],
      [2, 1600],
      [3, 32],
      [4, 0x41],
    ] as const)
      dispi(b, index, value);
    b.write('vga', VGA_AT.DISPI, 4, 2);
    expect(b.read('vga', VGA_AT.DISPI + 1, 2)).toBe(0);
  });

  it('its version and memory can be asked for', () => {
    const b = bench();
    b.write('vga', VGA_AT.DISPI, 0, 2);
    expect(b.read('vga', VGA_AT.DISPI + 1, 2)).toBe(0xb0c5);
    b.write('vga', VGA_AT.DISPI, 10, 2);
    expect(b.read('vga', VGA_AT.DISPI + 1, 2)).toBe(128);
  });
});

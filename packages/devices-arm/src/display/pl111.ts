import { type Device, defineDevice, type Framebuffer, type PixelFormat, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

const INTERRUPTS = { FUF: [1, 1], LNBU: [2, 1], VCOMP: [3, 1], MBERROR: [4, 1] } as const;

export const PL111 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0293C, chapter 3' },
  {
    LCDTiming: { at: 0x000, mode: 'rw', count: 4, doc: 'horizontal, vertical, clock and line end timing' },
    LCDUPBASE: { at: 0x010, mode: 'rw', fields: { Address: [3, 29] }, doc: 'frame base of the upper panel' },
    LCDLPBASE: { at: 0x014, mode: 'rw', fields: { Address: [3, 29] }, doc: 'frame base of the lower panel' },
    LCDControl: {
      at: 0x018,
      mode: 'rw',
      fields: {
        LcdEn: [0, 1],
        LcdBpp: [1, 3],
        LcdBW: [4, 1],
        LcdTFT: [5, 1],
        LcdMono8: [6, 1],
        LcdDual: [7, 1],
        BGR: [8, 1],
        BEBO: [9, 1],
        BEPO: [10, 1],
        LcdPwr: [11, 1],
        LcdVComp: [12, 2],
        WATERMARK: [16, 1],
      },
      doc: 'control',
    },
    LCDIMSC: { at: 0x01c, mode: 'rw', fields: INTERRUPTS, doc: 'interrupt mask' },
    LCDRIS: { at: 0x020, mode: 'r', fields: INTERRUPTS, doc: 'raw interrupts' },
    LCDMIS: { at: 0x024, mode: 'r', virtual: true, doc: 'masked interrupts' },
    LCDICR: { at: 0x028, mode: 'w', fields: INTERRUPTS, doc: 'interrupt clear' },
    LCDUPCURR: { at: 0x02c, mode: 'r', virtual: true, doc: 'address that is shown' },
    LCDLPCURR: { at: 0x030, mode: 'r', virtual: true, doc: 'address that is shown' },
    LCDPalette: { at: 0x200, mode: 'rw', count: 128, doc: 'two colours of 5:5:5 bits in each word' },
    CursorImage: { at: 0x800, mode: 'rw', count: 256, doc: 'cursor image' },
    ClcdCrsrCtrl: {
      at: 0xc00,
      mode: 'rw',
      unimplemented: { CrsrOn: [0, 1], CrsrNumber: [4, 2] },
      fields: {},
      doc: 'cursor control: no cursor is shown',
    },
    ClcdCrsrConfig: { at: 0xc04, mode: 'rw', doc: 'cursor configuration' },
    ClcdCrsrPalette: { at: 0xc08, mode: 'rw', count: 2, doc: 'cursor colours' },
    ClcdCrsrXY: { at: 0xc10, mode: 'rw', doc: 'cursor position' },
    ClcdCrsrClip: { at: 0xc14, mode: 'rw', doc: 'cursor clip' },
    ClcdCrsrIMSC: { at: 0xc20, mode: 'rw', doc: 'cursor interrupt mask' },
    ClcdCrsrICR: { at: 0xc24, mode: 'w', doc: 'cursor interrupt clear' },
    ClcdCrsrRIS: { at: 0xc28, mode: 'r', const: 0, doc: 'cursor interrupt' },
    ClcdCrsrMIS: { at: 0xc2c, mode: 'r', const: 0, doc: 'cursor interrupt' },
    ...primecellIds(0x111, 2),
  },
);

type Dev = Device<typeof PL111>;

const { LcdEn, LcdPwr, LcdBpp, BGR } = PL111.bits.LCDControl;
const { LNBU, VCOMP } = PL111.bits.LCDRIS;
const FRAME_NS = 1e9 / 60;
/** LcdBpp to bits of a pixel and format, as RGB and as BGR. Code 7 (12 bits) has no format here and shows as 1:5:5:5. */
const FORMATS: readonly (readonly [bits: number, rgb: PixelFormat, bgr: PixelFormat])[] = [
  [1, 'pal1', 'pal1'],
  [2, 'pal2', 'pal2'],
  [4, 'pal4', 'pal4'],
  [8, 'pal8', 'pal8'],
  [16, 'xbgr1555', 'xrgb1555'],
  [32, 'xbgr8888', 'xrgb8888'],
  [16, 'bgr565', 'rgb565'],
  [16, 'xbgr1555', 'xrgb1555'],
];

function update(dev: Dev): void {
  dev.irq('intr').set((dev.state.LCDRIS & dev.state.LCDIMSC) !== 0);
}

/** Frames only pass while somebody waits for one. */
function arm(dev: Dev): void {
  const { LCDControl, LCDIMSC, LCDRIS } = dev.state;
  const waits = (LCDControl & LcdEn) !== 0 && (LCDIMSC & ~LCDRIS & (VCOMP | LNBU)) !== 0;
  if (!waits) dev.timer('frame').cancel();
  else if (dev.timer('frame').deadlineNs < 0) dev.timer('frame').arm(nextFrameNs(dev));
  update(dev);
}

const nextFrameNs = (dev: Dev) => Math.ceil((Math.floor(dev.clock.nowNs() / FRAME_NS) + 1) * FRAME_NS);

/** 5:5:5 with red lowest, or highest with BGR, to 0xrrggbb. */
function colour(dev: Dev, index: number): number {
  const half = ((dev.state.LCDPalette[index >>> 1] ?? 0) >>> (16 * (index & 1))) & 0xffff;
  const part = (shift: number) => (((half >>> shift) & 31) * 255) / 31;
  const [low, mid, high] = [part(0), part(5), part(10)].map(Math.round) as [number, number, number];
  return dev.state.LCDControl & BGR ? (high << 16) | (mid << 8) | low : (low << 16) | (mid << 8) | high;
}

function display(dev: Dev): Framebuffer | undefined {
  const { LCDControl, LCDTiming, LCDUPBASE } = dev.state;
  if ((LCDControl & LcdEn) === 0 || (LCDControl & LcdPwr) === 0) return undefined;
  const [bits, rgb, bgr] = FORMATS[(LCDControl & LcdBpp) >>> 1] ?? [16, 'rgb565', 'bgr565'];
  const width = ((((LCDTiming[0] ?? 0) >>> 2) & 0x3f) + 1) * 16;
  const height = ((LCDTiming[1] ?? 0) & 0x3ff) + 1;
  const format = LCDControl & BGR ? bgr : rgb;
  const picture = { gpa: LCDUPBASE, width, height, strideBytes: (width * bits) / 8, format };
  return bits > 8 ? picture : { ...picture, palette: Array.from({ length: 2 ** bits }, (_, i) => colour(dev, i)) };
}

/** Display controller: registers and a description of the picture; the host reads the pixels itself. */
export const pl111 = defineDevice(
  PL111,
  {},
  {
    LCDControl: { wrote: arm },
    LCDIMSC: { wrote: arm },
    LCDMIS: { read: (dev) => dev.state.LCDRIS & dev.state.LCDIMSC },
    LCDICR: {
      write: (dev, value) => {
        dev.state.LCDRIS &= ~value;
        arm(dev);
      },
    },
    LCDUPCURR: { read: (dev) => dev.state.LCDUPBASE },
    LCDLPCURR: { read: (dev) => dev.state.LCDLPBASE },
  },
  {
    doc: 'PL111 display controller',
    irqs: { intr: { doc: 'CLCDINTR' } },
    timers: {
      frame: {
        fired: (dev) => {
          dev.state.LCDRIS |= VCOMP | LNBU;
          arm(dev);
        },
      },
    },
    display,
  },
);

import { type Device, PCI_STATE, pciConfigRegister, registerMap } from '@tutti/devices-core';

/** First port of the range 3B0h-3DFh. */
const PORTS_AT = 0x3b0;
const port = (number: number): number => number - PORTS_AT;

/** Places in the map: ports 3B0h-3DFh, ports 1CEh-1D0h, configuration space, memory A0000h-BFFFFh. */
export const VGA_AT = { PORTS: 0, DISPI: 0x40, CONFIG: 0x100, MEMORY: 0x2_0000 } as const;
/** Display memory, and what of it appears below 1 MiB. */
export const DISPLAY_BYTES = 8 << 20;
export const LEGACY_BYTES = 0x2_0000;

const PORT = { mode: 'rw', virtual: true } as const;

/** Registers of a VGA, and Bochs' extension for larger modes. Those that have an index are arrays in the state. */
export const VGA = registerMap(
  {
    width: 8,
    size: VGA_AT.MEMORY + LEGACY_BYTES,
    spec: 'IBM PS/2 hardware interface technical reference, video subsystem; Bochs VBE display interface',
  },
  {
    MONO_CRTC_INDEX: { at: port(0x3b4), ...PORT, doc: 'CRT controller index, monochrome address' },
    MONO_CRTC_DATA: { at: port(0x3b5), ...PORT, doc: 'CRT controller data, monochrome address' },
    MONO_STATUS1: { at: port(0x3ba), ...PORT, doc: 'input status 1, monochrome address' },
    ATTRIBUTE: { at: port(0x3c0), ...PORT, doc: 'attribute controller: index and data in turn' },
    ATTRIBUTE_DATA: { at: port(0x3c1), mode: 'r', virtual: true, doc: 'attribute controller data' },
    STATUS0_MISC: { at: port(0x3c2), ...PORT, doc: 'input status 0; miscellaneous output' },
    SEQUENCER_INDEX: { at: port(0x3c4), mode: 'rw', doc: 'sequencer index' },
    SEQUENCER_DATA: { at: port(0x3c5), ...PORT, doc: 'sequencer data' },
    PEL_MASK: { at: port(0x3c6), mode: 'rw', reset: 0xff, doc: 'mask of palette indexes' },
    DAC_STATE_READ: { at: port(0x3c7), ...PORT, doc: 'palette state; index of the next colour to read' },
    DAC_WRITE: { at: port(0x3c8), ...PORT, doc: 'index of the next colour to write' },
    DAC_DATA: { at: port(0x3c9), ...PORT, doc: 'red, green, blue in turn, 6 bits each' },
    FEATURE: { at: port(0x3ca), mode: 'r', doc: 'feature control' },
    MISC: { at: port(0x3cc), mode: 'r', doc: 'miscellaneous output' },
    GRAPHICS_INDEX: { at: port(0x3ce), mode: 'rw', doc: 'graphics controller index' },
    GRAPHICS_DATA: { at: port(0x3cf), ...PORT, doc: 'graphics controller data' },
    CRTC_INDEX: { at: port(0x3d4), mode: 'rw', doc: 'CRT controller index' },
    CRTC_DATA: { at: port(0x3d5), ...PORT, doc: 'CRT controller data' },
    STATUS1: { at: port(0x3da), ...PORT, doc: 'input status 1; feature control' },
    CONFIG: pciConfigRegister(VGA_AT.CONFIG),
  },
);

/** Registers of the Bochs extension by index. */
export const DISPI = {
  ID: 0,
  WIDTH: 1,
  HEIGHT: 2,
  BITS: 3,
  ENABLE: 4,
  BANK: 5,
  VIRTUAL_WIDTH: 6,
  VIRTUAL_HEIGHT: 7,
  X: 8,
  Y: 9,
  MEMORY: 10,
} as const;
export const DISPI_REGISTERS = 11;
export const DISPI_ENABLE = { ON: 1, CAPABILITIES: 2, DAC_8_BITS: 0x20, KEEP_MEMORY: 0x80 } as const;

export const VGA_STATE = {
  ...PCI_STATE,
  sequencer: { type: 'u8', count: 8 },
  graphics: { type: 'u8', count: 16 },
  crtc: { type: 'u8', count: 64 },
  attribute: { type: 'u8', count: 32 },
  attributeIndex: { type: 'u32', doc: 'with bit 5: the palette is in use' },
  attributeData: { type: 'u32', doc: '1: the next write of ATTRIBUTE is data' },
  dac: { type: 'u8', count: 768, doc: 'red, green, blue of each colour' },
  dacPlace: { type: 'u32', doc: 'byte of `dac` that comes next' },
  dacReading: { type: 'u32' },
  latch: { type: 'u32', doc: 'a byte of each plane, as read last' },
  dispiIndex: { type: 'u32' },
  dispi: { type: 'u16', count: DISPI_REGISTERS },
} as const;

export type Vga = Device<typeof VGA, typeof VGA_STATE>;

/** Indexes of registers that decide how memory is seen. */
export const SEQUENCER = { MAP_MASK: 2, FONT: 3, MODE: 4 } as const;
export const GRAPHICS = {
  SET_RESET: 0,
  ENABLE_SET_RESET: 1,
  COMPARE: 2,
  ROTATE: 3,
  READ_MAP: 4,
  MODE: 5,
  MISC: 6,
  DONT_CARE: 7,
  BIT_MASK: 8,
} as const;

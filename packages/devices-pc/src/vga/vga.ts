import {
  defineDevice,
  type PciFunction,
  pciConfigCallbacks,
  pciReset,
  type RegisterCallbacks,
} from '@tutti/devices-core';
import { readDispi, resetDispi, writeDispi } from './dispi.ts';
import { DISPI_REGISTERS, DISPLAY_BYTES, LEGACY_BYTES, VGA, VGA_AT, VGA_STATE, type Vga } from './vga-map.ts';
import { readMemory, writeMemory } from './vga-memory.ts';
import { picture, screenText } from './vga-picture.ts';

const FRAME_NS = 16_683_000;
const RETRACE_NS = 1_000_000;
const LINE_NS = 31_778;
const LINE_RETRACE_NS = 6_000;
const STATUS1 = { BLANK: 1, RETRACE: 8 } as const;
const SENSE = 0x10;
/** Registers 0 to 7 of the CRT controller are locked by bit 7 of register 17, but for the line compare bit of register 7. */
const CRTC = { LOCK: 17, LOCKED: 7, OVERFLOW: 7, LINE_COMPARE: 0x10 } as const;
const DAC_BYTES = 768;
const DAC_READ = 3;

/** Display controller with its memory in base address register 0. Bochs' identity, which firmware and drivers know. */
const FUNCTION: PciFunction = {
  vendor: 0x1234,
  device: 0x1111,
  classCode: 0x03_0000,
  subsystem: [0x1af4, 0x1100],
  pin: 0,
  bars: { 0: { space: 'memory', size: DISPLAY_BYTES } },
};

const indexed = (
  field: 'sequencer' | 'graphics',
  index: 'SEQUENCER_INDEX' | 'GRAPHICS_INDEX',
): RegisterCallbacks<Vga> => ({
  read: ({ state }) => state[field][state[index]] ?? 0,
  write: ({ state }, value) => {
    if (state[index] < state[field].length) state[field][state[index]] = value;
  },
});

const CRTC_INDEX: RegisterCallbacks<Vga> = {
  read: ({ state }) => state.CRTC_INDEX,
  write: ({ state }, value) => {
    state.CRTC_INDEX = value;
  },
};
const CRTC_DATA: RegisterCallbacks<Vga> = {
  read: ({ state }) => state.crtc[state.CRTC_INDEX] ?? 0,
  write: ({ state }, value) => {
    const index = state.CRTC_INDEX;
    if (index >= state.crtc.length) return;
    const locked = index <= CRTC.LOCKED && ((state.crtc[CRTC.LOCK] ?? 0) & 0x80) !== 0;
    if (!locked) state.crtc[index] = value;
    else if (index === CRTC.OVERFLOW) {
      state.crtc[index] = ((state.crtc[index] ?? 0) & ~CRTC.LINE_COMPARE) | (value & CRTC.LINE_COMPARE);
    }
  },
};

/** Retraces by the clock; reading makes the next write of ATTRIBUTE an index. */
const STATUS_1: RegisterCallbacks<Vga> = {
  read(dev) {
    dev.state.attributeData = 0;
    const inFrame = dev.clock.nowNs() % FRAME_NS;
    if (inFrame < RETRACE_NS) return STATUS1.BLANK | STATUS1.RETRACE;
    return inFrame % LINE_NS < LINE_RETRACE_NS ? STATUS1.BLANK : 0;
  },
  write: ({ state }, value) => {
    state.FEATURE = value;
  },
};

function writeAttribute({ state }: Vga, value: number): void {
  if (state.attributeData === 0) state.attributeIndex = value & 0x3f;
  else state.attribute[state.attributeIndex & 0x1f] = value;
  state.attributeData ^= 1;
}

function nextColour({ state }: Vga, reading: boolean): number {
  const place = state.dacPlace;
  state.dacPlace = (place + 1) % DAC_BYTES;
  state.dacReading = reading ? 1 : 0;
  return place;
}

/** Accesses wider than a byte to memory are those of its bytes, and the extension has words at odd ports. */
function readOther(dev: Vga, offset: number, bytes: number): number {
  if (offset < VGA_AT.MEMORY) {
    if (offset === VGA_AT.DISPI) return dev.state.dispiIndex;
    return offset < VGA_AT.CONFIG ? readDispi(dev, dev.state.dispiIndex) : 0;
  }
  let value = 0;
  for (let i = 0; i < bytes; i++) value |= readMemory(dev, offset - VGA_AT.MEMORY + i) << (8 * i);
  return value;
}

function writeOther(dev: Vga, offset: number, bytes: number, value: number): void {
  if (offset >= VGA_AT.MEMORY) {
    for (let i = 0; i < bytes; i++) writeMemory(dev, offset - VGA_AT.MEMORY + i, (value >>> (8 * i)) & 0xff);
  } else if (offset === VGA_AT.DISPI) dev.state.dispiIndex = Math.min(value, DISPI_REGISTERS);
  else if (offset > VGA_AT.DISPI && offset < VGA_AT.CONFIG) writeDispi(dev, dev.state.dispiIndex, value & 0xffff);
}

/** VGA with Bochs' extension: text, planar and 256-colour modes, and linear frame buffers of up to 32 bits a pixel. */
export const vga = defineDevice(
  VGA,
  VGA_STATE,
  {
    MONO_CRTC_INDEX: CRTC_INDEX,
    MONO_CRTC_DATA: CRTC_DATA,
    MONO_STATUS1: STATUS_1,
    ATTRIBUTE: { read: ({ state }) => state.attributeIndex, write: writeAttribute },
    ATTRIBUTE_DATA: { read: ({ state }) => state.attribute[state.attributeIndex & 0x1f] ?? 0 },
    STATUS0_MISC: {
      read: () => SENSE,
      write: ({ state }, value) => {
        state.MISC = value;
      },
    },
    SEQUENCER_DATA: indexed('sequencer', 'SEQUENCER_INDEX'),
    DAC_STATE_READ: {
      read: ({ state }) => (state.dacReading !== 0 ? DAC_READ : 0),
      write: ({ state }, value) => {
        state.dacPlace = 3 * value;
        state.dacReading = 1;
      },
    },
    DAC_WRITE: {
      read: ({ state }) => Math.trunc(state.dacPlace / 3),
      write: ({ state }, value) => {
        state.dacPlace = 3 * value;
        state.dacReading = 0;
      },
    },
    DAC_DATA: {
      read: (dev) => dev.state.dac[nextColour(dev, true)] ?? 0,
      write: (dev, value) => {
        dev.state.dac[nextColour(dev, false)] = value;
      },
    },
    GRAPHICS_DATA: indexed('graphics', 'GRAPHICS_INDEX'),
    CRTC_DATA,
    STATUS1: STATUS_1,
    CONFIG: pciConfigCallbacks<Vga>(() => FUNCTION),
  },
  {
    doc: 'VGA with the Bochs display interface',
    windows: {
      ports: { offset: VGA_AT.PORTS, size: 0x30 },
      dispi: { offset: VGA_AT.DISPI, size: 3 },
      memory: { offset: VGA_AT.MEMORY, size: LEGACY_BYTES },
      config: { offset: VGA_AT.CONFIG, size: 0x100 },
    },
    bars: FUNCTION.bars,
    bytes: () => DISPLAY_BYTES,
    display: picture,
    text: screenText,
    other: { read: readOther, write: writeOther },
    reset: (dev) => {
      pciReset(dev, FUNCTION);
      resetDispi(dev);
    },
  },
);

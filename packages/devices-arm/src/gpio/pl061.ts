import { type Device, defineDevice, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

const LINES = { Lines: [0, 8] } as const;

export const PL061 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0190B, chapter 3' },
  {
    GPIODATA: {
      at: 0x000,
      mode: 'rw',
      virtual: true,
      count: 256,
      fields: LINES,
      doc: 'levels; address bits 9-2 say which lines are meant',
    },
    GPIODIR: { at: 0x400, mode: 'rw', fields: LINES, doc: '1: output' },
    GPIOIS: { at: 0x404, mode: 'rw', fields: LINES, doc: '1: interrupt by level' },
    GPIOIBE: { at: 0x408, mode: 'rw', fields: LINES, doc: '1: both edges' },
    GPIOIEV: { at: 0x40c, mode: 'rw', fields: LINES, doc: '1: rising edge or high level' },
    GPIOIE: { at: 0x410, mode: 'rw', fields: LINES, doc: 'interrupt mask' },
    GPIORIS: { at: 0x414, mode: 'r', virtual: true, doc: 'raw interrupts' },
    GPIOMIS: { at: 0x418, mode: 'r', virtual: true, doc: 'masked interrupts' },
    GPIOIC: { at: 0x41c, mode: 'w', fields: LINES, doc: 'clears edges' },
    GPIOAFSEL: { at: 0x420, mode: 'rw', fields: LINES, doc: 'hardware control of lines: nothing drives them then' },
    ...primecellIds(0x061, 0),
  },
);

const STATE = {
  inputs: { type: 'u32', doc: 'levels from outside' },
  data: { type: 'u32', doc: 'levels of outputs' },
  edges: { type: 'u32', doc: 'edges seen since they were cleared' },
} as const;
type Dev = Device<typeof PL061, typeof STATE>;

const LINE_COUNT = 8;

const levels = ({ state }: Dev) => (state.data & state.GPIODIR) | (state.inputs & ~state.GPIODIR);

/** Lines by level count while they last; by edge once seen (2.3.2). */
function raw(dev: Dev): number {
  const { GPIOIS, GPIOIEV, edges } = dev.state;
  return ((edges & ~GPIOIS) | (GPIOIS & ~(levels(dev) ^ GPIOIEV))) & 0xff;
}

/** @param before  levels before the change */
function update(dev: Dev, before: number): void {
  const { state } = dev;
  const now = levels(dev);
  const changed = now ^ before;
  const wanted = state.GPIOIBE | ~(now ^ state.GPIOIEV);
  state.edges |= changed & wanted & ~state.GPIOIS & 0xff;
  for (let i = 0; i < LINE_COUNT; i++) dev.irq('out', i).set(state.data & state.GPIODIR & (1 << i));
  dev.irq('intr').set((raw(dev) & state.GPIOIE) !== 0);
}

/** A register whose change may move levels or interrupts. */
const stored = (name: 'GPIODIR' | 'GPIOIS' | 'GPIOIBE' | 'GPIOIEV' | 'GPIOIE') => ({
  write: (dev: Dev, value: number) => {
    const before = levels(dev);
    dev.state[name] = value;
    update(dev, before);
  },
});

/** Eight general-purpose lines. */
export const pl061 = defineDevice(
  PL061,
  STATE,
  {
    GPIODATA: {
      read: (dev, mask) => levels(dev) & mask,
      write: (dev, value, mask) => {
        const before = levels(dev);
        dev.state.data = (dev.state.data & ~mask) | (value & mask);
        update(dev, before);
      },
    },
    GPIODIR: stored('GPIODIR'),
    GPIOIS: stored('GPIOIS'),
    GPIOIBE: stored('GPIOIBE'),
    GPIOIEV: stored('GPIOIEV'),
    GPIOIE: stored('GPIOIE'),
    GPIORIS: { read: raw },
    GPIOMIS: { read: (dev) => raw(dev) & dev.state.GPIOIE },
    GPIOIC: {
      write: (dev, value) => {
        dev.state.edges &= ~value;
        update(dev, levels(dev));
      },
    },
  },
  {
    doc: 'PL061 GPIO',
    irqs: { intr: { doc: 'GPIOINTR' }, out: { count: LINE_COUNT, doc: 'lines that are outputs' } },
    inputs: {
      in: {
        count: LINE_COUNT,
        doc: 'lines that are inputs',
        changed: (dev, index, level) => {
          const before = levels(dev);
          dev.state.inputs = level ? dev.state.inputs | (1 << index) : dev.state.inputs & ~(1 << index);
          update(dev, before);
        },
      },
    },
    keep: ['inputs'],
  },
);

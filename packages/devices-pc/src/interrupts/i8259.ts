import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

/**
 * Two cascaded 8259A interrupt controllers, with the edge/level registers of a PC chip set. Offsets 0-1 are the master, 2-3 the
 * slave, 4-5 ELCR; `INTACK` is the processor's acknowledge cycle and is not on the bus.
 */
export const I8259 = registerMap(
  { width: 8, size: 0x10, spec: 'Intel 8259A data sheet (231468), programming' },
  {
    MASTER_COMMAND: { at: 0, mode: 'rw', virtual: true, doc: 'ICW1, OCW2, OCW3; reads IRR or ISR' },
    MASTER_DATA: { at: 1, mode: 'rw', virtual: true, doc: 'ICW2-4, OCW1; reads the mask' },
    SLAVE_COMMAND: { at: 2, mode: 'rw', virtual: true, doc: 'as the master' },
    SLAVE_DATA: { at: 3, mode: 'rw', virtual: true, doc: 'as the master' },
    ELCR: { at: 4, mode: 'rw', count: 2, doc: 'edge (0) or level (1) of each input' },
    INTACK: { at: 8, mode: 'r', virtual: true, doc: 'vector of the interrupt that is acknowledged' },
  },
);

const CHIPS = 2;
const STATE = {
  levels: { type: 'u32', count: CHIPS, doc: 'input levels' },
  irr: { type: 'u32', count: CHIPS, doc: 'requests' },
  isr: { type: 'u32', count: CHIPS, doc: 'in service' },
  imr: { type: 'u32', count: CHIPS, doc: 'mask' },
  base: { type: 'u32', count: CHIPS, doc: 'vector of input 0 (ICW2)' },
  step: { type: 'u32', count: CHIPS, doc: 'next ICW in an initialisation: 2, 3, 4; 0 outside one' },
  icw4: { type: 'u32', count: CHIPS, doc: 'ICW4 will come (bit 0), auto end of interrupt (bit 1)' },
  readIsr: { type: 'u32', count: CHIPS, doc: 'OCW3 selected ISR for reads' },
  lowest: { type: 'u32', count: CHIPS, doc: 'input with the lowest priority (rotation)' },
  special: { type: 'u32', count: CHIPS, doc: 'special mask mode' },
  poll: { type: 'u32', count: CHIPS, doc: 'the next read is a poll' },
} as const;
type Dev = Device<typeof I8259, typeof STATE>;

const MASTER = 0;
const SLAVE = 1;
const CASCADE = 2;

/** Inputs in order of priority, highest first. */
const ranked = (dev: Dev, chip: number, rank: number): number => ((dev.state.lowest[chip] ?? 0) + 1 + rank) & 7;

/** The input that may interrupt now, or -1: requested, not masked, above everything in service. */
function pending(dev: Dev, chip: number): number {
  const { state } = dev;
  const requests = (state.irr[chip] ?? 0) & ~(state.imr[chip] ?? 0);
  // In special mask mode what is in service only blocks itself.
  const special = state.special[chip] !== 0;
  for (let rank = 0; rank < 8; rank++) {
    const input = ranked(dev, chip, rank);
    const requested = (requests & (1 << input)) !== 0;
    const inService = ((state.isr[chip] ?? 0) & (1 << input)) !== 0;
    // The slave's own priorities decide between its inputs: the master's cascade input stays open to them.
    if (inService && !special) return requested && chip === MASTER && input === CASCADE ? input : -1;
    if (requested && !inService) return input;
  }
  return -1;
}

function update(dev: Dev): void {
  setRequest(dev, MASTER, CASCADE, pending(dev, SLAVE) >= 0);
  dev.irq('intr').set(pending(dev, MASTER) >= 0);
}

/** The cascade is a level: it follows the slave's output. */
function setRequest(dev: Dev, chip: number, input: number, on: boolean): void {
  const now = dev.state.irr[chip] ?? 0;
  dev.state.irr[chip] = on ? now | (1 << input) : now & ~(1 << input);
}

const isLevel = (dev: Dev, chip: number, input: number): boolean => ((dev.state.ELCR[chip] ?? 0) & (1 << input)) !== 0;

function inputChanged(dev: Dev, irq: number, level: boolean): void {
  const chip = irq >> 3;
  const input = irq & 7;
  const bit = 1 << input;
  const before = dev.state.levels[chip] ?? 0;
  dev.state.levels[chip] = level ? before | bit : before & ~bit;
  if (isLevel(dev, chip, input)) setRequest(dev, chip, input, level);
  else if (level && (before & bit) === 0) setRequest(dev, chip, input, true);
  // An edge request is withdrawn when the line falls before the acknowledge (the processor then sees a spurious interrupt 7).
  else if (!level) setRequest(dev, chip, input, false);
  update(dev);
}

/** @returns the vector's low bits; 7 when nothing is pending any more (spurious) */
function acknowledgeChip(dev: Dev, chip: number): number {
  const input = pending(dev, chip);
  if (input < 0) return 7;
  const { state } = dev;
  if (((state.icw4[chip] ?? 0) & 2) === 0) state.isr[chip] = (state.isr[chip] ?? 0) | (1 << input);
  if (!isLevel(dev, chip, input)) setRequest(dev, chip, input, false);
  return input;
}

function acknowledge(dev: Dev): number {
  const input = acknowledgeChip(dev, MASTER);
  let vector = (dev.state.base[MASTER] ?? 0) | input;
  if (input === CASCADE) vector = (dev.state.base[SLAVE] ?? 0) | acknowledgeChip(dev, SLAVE);
  update(dev);
  return vector;
}

function command(dev: Dev, chip: number, value: number): void {
  const { state } = dev;
  if ((value & 0x10) !== 0) initialise(dev, chip, value);
  else if ((value & 0x08) !== 0) {
    if ((value & 0x04) !== 0) state.poll[chip] = 1;
    if ((value & 0x02) !== 0) state.readIsr[chip] = value & 1;
    if ((value & 0x40) !== 0) state.special[chip] = (value >>> 5) & 1;
  } else endOfInterrupt(dev, chip, value);
  update(dev);
}

function initialise(dev: Dev, chip: number, icw1: number): void {
  const { state } = dev;
  state.step[chip] = 2;
  state.icw4[chip] = icw1 & 1;
  state.imr[chip] = 0;
  state.isr[chip] = 0;
  state.irr[chip] = (state.levels[chip] ?? 0) & (state.ELCR[chip] ?? 0);
  state.lowest[chip] = 7;
  state.special[chip] = 0;
  state.readIsr[chip] = 0;
}

/** OCW2: bit 5 ends an interrupt, bit 6 names which one, bit 7 rotates priorities. */
function endOfInterrupt(dev: Dev, chip: number, value: number): void {
  const { state } = dev;
  const specific = (value & 0x40) !== 0;
  let input = value & 7;
  if (!specific) {
    input = -1;
    for (let rank = 7; rank >= 0; rank--) {
      const candidate = ranked(dev, chip, rank);
      if (((state.isr[chip] ?? 0) & (1 << candidate)) !== 0) input = candidate;
    }
  }
  if ((value & 0x20) !== 0 && input >= 0) state.isr[chip] = (state.isr[chip] ?? 0) & ~(1 << input);
  if ((value & 0x80) !== 0 && input >= 0) state.lowest[chip] = input;
}

function data(dev: Dev, chip: number, value: number): void {
  const { state } = dev;
  const step = state.step[chip] ?? 0;
  if (step === 0) state.imr[chip] = value;
  else if (step === 2) state.base[chip] = value & 0xf8;
  else if (step === 4) state.icw4[chip] = (value & 2) | 1;
  const last = step === 4 || (step === 3 && ((state.icw4[chip] ?? 0) & 1) === 0);
  state.step[chip] = step === 0 || last ? 0 : step + 1;
  update(dev);
}

function readCommand(dev: Dev, chip: number): number {
  const { state } = dev;
  if (state.poll[chip] !== 0) {
    state.poll[chip] = 0;
    const waiting = pending(dev, chip) >= 0;
    const input = acknowledgeChip(dev, chip);
    update(dev);
    return waiting ? 0x80 | input : 0;
  }
  return (state.readIsr[chip] !== 0 ? state.isr[chip] : state.irr[chip]) ?? 0;
}

const commandPort = (chip: number) => ({
  read: (dev: Dev) => readCommand(dev, chip),
  write: (dev: Dev, value: number) => command(dev, chip, value),
});
const dataPort = (chip: number) => ({
  read: (dev: Dev) => dev.state.imr[chip] ?? 0,
  write: (dev: Dev, value: number) => data(dev, chip, value),
});

/** The interrupt controllers of a PC. The machine reads INTACK when a core takes an external interrupt. */
export const i8259 = defineDevice(
  I8259,
  STATE,
  {
    MASTER_COMMAND: commandPort(MASTER),
    MASTER_DATA: dataPort(MASTER),
    SLAVE_COMMAND: commandPort(SLAVE),
    SLAVE_DATA: dataPort(SLAVE),
    INTACK: { read: acknowledge },
  },
  {
    doc: 'Two 8259A interrupt controllers',
    windows: {
      master: { offset: 0, size: 2 },
      slave: { offset: 2, size: 2 },
      elcr: { offset: 4, size: 2 },
    },
    irqs: { intr: { doc: 'INTR of the master' } },
    inputs: { irq: { count: 16, doc: 'ISA interrupts; 2 is the cascade', shared: true, changed: inputChanged } },
    reset: (dev) => {
      dev.state.imr.fill(0xff);
      dev.state.lowest.fill(7);
    },
  },
);

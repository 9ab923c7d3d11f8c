import {
  defineDevice,
  type PciFunction,
  pciConfigCallbacks,
  pciReset,
  type RegisterCallbacks,
} from '@tutti/devices-core';
import { ataCommand, isDma, startDmaWhenReady } from './ata.ts';
import { atapiCommand, offerPiece, packetDone, runPacket } from './atapi.ts';
import { busy, finish, interrupt, offerBlock, resetChannel, update } from './channel.ts';
import {
  BM,
  BUFFER_BYTES,
  bufferOf,
  CHANNELS,
  CONTROL,
  DRIVES,
  driveOf,
  IDE_AT,
  IDE_OPTIONS,
  IDE_STATE,
  type Ide,
  kindOf,
  PIIX_IDE,
  pinOf,
  SECTOR_BYTES,
  STATUS,
  TRANSFER,
} from './ide-map.ts';
import { channelWork } from './io-work.ts';

/** Function 1 of the PIIX3: both channels at their fixed ports, bus master in BAR 4. */
const FUNCTION: PciFunction = {
  vendor: 0x8086,
  device: 0x7010,
  classCode: 0x01_0180,
  subsystem: [0, 0],
  pin: 0,
  bars: { 4: { space: 'io', size: 16, window: 'busmaster' } },
};
/** Channels are enabled (IDETIM, bit 15 of each). */
const IDETIM_AT = 0x40;

/** Words a channel has at its data port. */
const DATA_WORDS = 4;
const PIO: readonly number[] = [TRANSFER.READ, TRANSFER.WRITE, TRANSFER.PACKET, TRANSFER.REPLY, TRANSFER.CD_READ];
const TO_DRIVE: readonly number[] = [TRANSFER.WRITE, TRANSFER.PACKET];

/** A register that keeps the byte written before, for 48-bit commands; CONTROL chooses which one reads. */
const doubled = (field: 'count' | 'lbaLow' | 'lbaMid' | 'lbaHigh'): RegisterCallbacks<Ide> => ({
  read: (dev, channel) => {
    const both = dev.state[field][channel] ?? 0;
    if (kindOf(dev, driveOf(dev, channel)) === 'none') return 0;
    return ((dev.state.control[channel] ?? 0) & CONTROL.HIGH_ORDER) !== 0 ? both >>> 8 : both & 0xff;
  },
  write: (dev, value, channel) => {
    dev.state[field][channel] = (((dev.state[field][channel] ?? 0) & 0xff) << 8) | value;
  },
});

/** An absent drive reads 0, as a cable with nobody at its end. */
function status(dev: Ide, channel: number): number {
  return kindOf(dev, driveOf(dev, channel)) === 'none' ? 0 : (dev.state.status[channel] ?? 0);
}

function command(dev: Ide, code: number, channel: number): void {
  const { state } = dev;
  const kind = kindOf(dev, driveOf(dev, channel));
  const isReset = kind === 'cdrom' && code === 0x08;
  if (kind === 'none' || (((state.status[channel] ?? 0) & (STATUS.BUSY | STATUS.DRQ)) !== 0 && !isReset)) return;
  state.generation[channel] = (state.generation[channel] ?? 0) + 1;
  state.pending[channel] = 0;
  state.error[channel] = 0;
  state.transfer[channel] = TRANSFER.NONE;
  update(dev, channel);
  if (kind === 'cdrom') atapiCommand(dev, channel, code);
  else ataCommand(dev, channel, code);
}

/** Software moved a whole block: what comes next. */
function blockMoved(dev: Ide, channel: number): void {
  const { state } = dev;
  const transfer = state.transfer[channel] ?? 0;
  if (transfer === TRANSFER.PACKET) {
    runPacket(dev, channel);
    return;
  }
  if ((state.position[channel] ?? 0) < (state.filled[channel] ?? 0)) {
    if (transfer === TRANSFER.CD_READ) offerPiece(dev, channel);
    else {
      offerBlock(dev, channel);
      interrupt(dev, channel);
    }
    return;
  }
  if (transfer === TRANSFER.WRITE || (transfer !== TRANSFER.REPLY && state.left[channel] !== 0)) busy(dev, channel);
  else if (transfer === TRANSFER.CD_READ) packetDone(dev, channel);
  else ended(dev, channel);
}

/** The last block of a read was taken: no interrupt follows it. */
function ended(dev: Ide, channel: number): void {
  const pending = dev.state.pending[channel] ?? 0;
  finish(dev, channel);
  dev.state.pending[channel] = pending;
  update(dev, channel);
}

const canMove = (dev: Ide, channel: number): boolean =>
  ((dev.state.status[channel] ?? 0) & STATUS.DRQ) !== 0 && PIO.includes(dev.state.transfer[channel] ?? 0);

function advance(dev: Ide, channel: number): void {
  const position = (dev.state.position[channel] ?? 0) + 2;
  dev.state.position[channel] = position;
  if (position >= (dev.state.blockEnd[channel] ?? 0)) blockMoved(dev, channel);
}

function readData(dev: Ide, word: number): number {
  const channel = Math.trunc(word / DATA_WORDS);
  if (!canMove(dev, channel) || TO_DRIVE.includes(dev.state.transfer[channel] ?? 0)) return 0;
  const buffer = bufferOf(dev, channel);
  const at = dev.state.position[channel] ?? 0;
  const value = (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8);
  advance(dev, channel);
  return value;
}

function writeData(dev: Ide, value: number, word: number): void {
  const channel = Math.trunc(word / DATA_WORDS);
  if (!canMove(dev, channel) || !TO_DRIVE.includes(dev.state.transfer[channel] ?? 0)) return;
  const buffer = bufferOf(dev, channel);
  const at = dev.state.position[channel] ?? 0;
  buffer[at] = value & 0xff;
  buffer[at + 1] = value >>> 8;
  advance(dev, channel);
}

/** Software reset: drives are busy while the bit is set, and show their signature after. */
function writeControl(dev: Ide, value: number, channel: number): void {
  const before = dev.state.control[channel] ?? 0;
  dev.state.control[channel] = value;
  if ((value & CONTROL.RESET) !== 0) dev.state.status[channel] = STATUS.BUSY;
  else if ((before & CONTROL.RESET) !== 0) resetChannel(dev, channel);
  update(dev, channel);
}

function startBusMaster(dev: Ide, value: number, channel: number): void {
  const { state } = dev;
  const before = state.bmCommand[channel] ?? 0;
  state.bmCommand[channel] = value & (BM.START | BM.TO_MEMORY);
  if ((value & BM.START) === 0) state.bmStatus[channel] = (state.bmStatus[channel] ?? 0) & ~BM.ACTIVE;
  else if ((before & BM.START) === 0) {
    state.bmStatus[channel] = (state.bmStatus[channel] ?? 0) | BM.ACTIVE;
    if (isDma(dev, channel)) startDmaWhenReady(dev, channel);
  }
}

/** IDE controller with disks (ATA) and CD drives (ATAPI), at the ports of a PC. Disks are read and written on the I/O thread. */
export const piixIde = defineDevice(
  PIIX_IDE,
  IDE_STATE,
  {
    DATA: { read: readData, write: writeData },
    FEATURES: {
      read: (dev, channel) => (kindOf(dev, driveOf(dev, channel)) === 'none' ? 0 : (dev.state.error[channel] ?? 0)),
      write: (dev, value, channel) => {
        dev.state.features[channel] = value;
      },
    },
    COUNT: doubled('count'),
    LBA_LOW: doubled('lbaLow'),
    LBA_MID: doubled('lbaMid'),
    LBA_HIGH: doubled('lbaHigh'),
    DEVICE: {
      read: (dev, channel) => (dev.state.device[channel] ?? 0) | 0xa0,
      write: (dev, value, channel) => {
        dev.state.device[channel] = value;
      },
    },
    COMMAND: {
      read: (dev, channel) => {
        dev.state.pending[channel] = 0;
        update(dev, channel);
        return status(dev, channel);
      },
      write: command,
    },
    CONTROL: { read: status, write: writeControl },
    BM_COMMAND: { read: (dev, channel) => dev.state.bmCommand[channel] ?? 0, write: startBusMaster },
    BM_STATUS: {
      read: (dev, channel) => dev.state.bmStatus[channel] ?? 0,
      write: (dev, value, channel) => {
        const now = dev.state.bmStatus[channel] ?? 0;
        const kept = now & ~(value & (BM.ERROR | BM.INTERRUPT)) & ~BM.CAPABLE;
        dev.state.bmStatus[channel] = kept | (value & BM.CAPABLE);
      },
    },
    CONFIG: pciConfigCallbacks<Ide>(() => FUNCTION),
  },
  {
    doc: 'PIIX IDE controller',
    options: IDE_OPTIONS,
    windows: {
      data0: { offset: IDE_AT.DATA, size: 8 },
      data1: { offset: IDE_AT.DATA + 8, size: 8 },
      task0: { offset: IDE_AT.TASK + 1, size: 7 },
      task1: { offset: IDE_AT.TASK + 9, size: 7 },
      control0: { offset: IDE_AT.CONTROL, size: 1 },
      control1: { offset: IDE_AT.CONTROL + 8, size: 1 },
      busmaster: { offset: IDE_AT.BUS_MASTER, size: 16 },
      config: { offset: IDE_AT.CONFIG, size: 0x100 },
    },
    bars: FUNCTION.bars,
    bytes: () => CHANNELS * BUFFER_BYTES,
    irqs: { intr: { count: CHANNELS, doc: 'interrupt of each channel (ISA 14 and 15)' } },
    blocks: {
      drive0: { doc: 'first channel, drive 0' },
      drive1: { doc: 'first channel, drive 1' },
      drive2: { doc: 'second channel, drive 0' },
      drive3: { doc: 'second channel, drive 1' },
    },
    works: { channel0: (dev) => channelWork(dev, 0), channel1: (dev) => channelWork(dev, 1) },
    keep: ['sectors', 'readOnly'],
    attached: (dev) => {
      for (let drive = 0; drive < DRIVES; drive++) {
        const disk = dev.block(pinOf(drive));
        dev.state.sectors[drive] = Math.floor((disk?.sizeBytes ?? 0) / SECTOR_BYTES);
        dev.state.readOnly[drive] = disk?.readOnly === true ? 1 : 0;
      }
    },
    reset: (dev) => {
      pciReset(dev, FUNCTION);
      dev.state.pciConfig[IDETIM_AT + 1] = 0x80;
      dev.state.pciConfig[IDETIM_AT + 3] = 0x80;
      for (let channel = 0; channel < CHANNELS; channel++) resetChannel(dev, channel);
    },
  },
);

import { CD_SECTOR_BYTES, runPacket as outcomeOf, PACKET_BYTES, SENSE } from '../ata/packets.ts';
import { identifyDevice, startDmaWhenReady } from './ata.ts';
import { abort, busy, finish, interrupt, offerBlock, signature } from './channel.ts';
import { bufferOf, driveOf, type Ide, SECTOR_BYTES, STATUS, TRANSFER } from './ide-map.ts';

const SECTORS_PER_CD_SECTOR = CD_SECTOR_BYTES / SECTOR_BYTES;

/** Reason of an interrupt, in the count register: command or data, and its direction (ATA-6, 7.10). */
const REASON = { COMMAND: 1, TO_HOST: 2 } as const;
const DMA = 1;

const COMMANDS: Readonly<Record<number, (dev: Ide, channel: number, drive: number) => void>> = {
  0: (dev, channel) => finish(dev, channel),
  // DEVICE RESET answers with the signature and no interrupt.
  8: (dev, channel, drive) => signature(dev, channel, drive),
  160: awaitPacket,
  161: identifyDevice,
  225: (dev, channel) => finish(dev, channel),
  229: (dev, channel) => finish(dev, channel),
  239: (dev, channel) => finish(dev, channel),
};

/** A command of a CD drive. IDENTIFY DEVICE is refused with the signature, so that software finds out. */
export function atapiCommand(dev: Ide, channel: number, code: number): void {
  const drive = driveOf(dev, channel);
  const run = COMMANDS[code];
  if (run !== undefined) {
    run(dev, channel, drive);
    return;
  }
  if (code === 0xec || code === 0x20) signature(dev, channel, drive);
  abort(dev, channel);
}

function awaitPacket(dev: Ide, channel: number): void {
  const { state } = dev;
  state.transfer[channel] = TRANSFER.PACKET;
  state.filled[channel] = PACKET_BYTES;
  state.position[channel] = 0;
  state.block[channel] = PACKET_BYTES;
  state.count[channel] = REASON.COMMAND;
  offerBlock(dev, channel);
}

/** The command succeeded, and has no (more) data. */
export function packetDone(dev: Ide, channel: number): void {
  dev.state.count[channel] = REASON.COMMAND | REASON.TO_HOST;
  finish(dev, channel);
}

export function packetFailed(dev: Ide, channel: number, key: number, code: number): void {
  const drive = driveOf(dev, channel);
  dev.state.senseKey[drive] = key;
  dev.state.senseCode[drive] = code;
  dev.state.count[channel] = REASON.COMMAND | REASON.TO_HOST;
  finish(dev, channel, (key << 4) | 4);
}

/** Bytes that software takes at a time: what it allowed, even, at least a sector where that makes sense. */
function byteLimit(dev: Ide, channel: number): number {
  const limit = ((dev.state.lbaHigh[channel] ?? 0) & 0xff) * 256 + ((dev.state.lbaMid[channel] ?? 0) & 0xff);
  return Math.max(2, (limit === 0 || limit === 0xffff ? 0xfffe : limit) & ~1);
}

/** Offer the next piece of an answer, with its length in the task file. */
export function offerPiece(dev: Ide, channel: number): void {
  const { state } = dev;
  offerBlock(dev, channel);
  const bytes = (state.blockEnd[channel] ?? 0) - (state.position[channel] ?? 0);
  state.count[channel] = REASON.TO_HOST;
  state.lbaMid[channel] = bytes & 0xff;
  state.lbaHigh[channel] = bytes >>> 8;
  interrupt(dev, channel);
}

function answer(dev: Ide, channel: number, bytes: Uint8Array): void {
  const { state } = dev;
  bufferOf(dev, channel).set(bytes);
  state.filled[channel] = bytes.length;
  state.left[channel] = 0;
  send(dev, channel, TRANSFER.REPLY_DMA);
}

function readSectors(dev: Ide, channel: number, first: number, count: number): void {
  const { state } = dev;
  state.sector[channel] = first * SECTORS_PER_CD_SECTOR;
  state.left[channel] = count * SECTORS_PER_CD_SECTOR;
  state.filled[channel] = 0;
  send(dev, channel, TRANSFER.CD_READ_DMA);
}

/** Data for software: by DMA when the features register asked for that, else in pieces. */
function send(dev: Ide, channel: number, byDma: number): void {
  const { state } = dev;
  state.position[channel] = 0;
  state.block[channel] = byteLimit(dev, channel);
  if (((state.features[channel] ?? 0) & DMA) !== 0) {
    state.transfer[channel] = byDma;
    startDmaWhenReady(dev, channel);
    return;
  }
  state.transfer[channel] = TRANSFER.CD_READ;
  if (state.filled[channel] === 0) busy(dev, channel);
  else offerPiece(dev, channel);
}

/** The packet is in the buffer: carry it out. */
export function runPacket(dev: Ide, channel: number): void {
  const { state } = dev;
  const drive = driveOf(dev, channel);
  const disc = {
    sectors: Math.floor((state.sectors[drive] ?? 0) / SECTORS_PER_CD_SECTOR),
    senseKey: state.senseKey[drive] ?? 0,
    senseCode: state.senseCode[drive] ?? 0,
  };
  const outcome = outcomeOf(disc, bufferOf(dev, channel).slice(0, PACKET_BYTES));
  state.status[channel] = STATUS.BUSY;
  switch (outcome.kind) {
    case 'done':
      packetDone(dev, channel);
      break;
    case 'failed':
      packetFailed(dev, channel, outcome.key, outcome.code);
      break;
    case 'read':
      readSectors(dev, channel, outcome.first, outcome.count);
      break;
    case 'data':
      if (outcome.clearsSense) {
        state.senseKey[drive] = SENSE.NONE;
        state.senseCode[drive] = 0;
      }
      answer(dev, channel, outcome.bytes);
  }
}

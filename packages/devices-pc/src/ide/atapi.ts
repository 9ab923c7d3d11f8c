import { reply, startDmaWhenReady } from './ata.ts';
import { abort, busy, finish, interrupt, offerBlock, signature } from './channel.ts';
import { bufferOf, driveOf, type Ide, SECTOR_BYTES, STATUS, TRANSFER } from './ide-map.ts';
import { identify } from './identify.ts';

export const PACKET_BYTES = 12;
/** Bytes of a sector of a data CD. */
export const CD_SECTOR_BYTES = 2048;
const SECTORS_PER_CD_SECTOR = CD_SECTOR_BYTES / SECTOR_BYTES;

/** Reason of an interrupt, in the count register: command or data, and its direction (ATA-6, 7.10). */
const REASON = { COMMAND: 1, TO_HOST: 2 } as const;
const SENSE = { NONE: 0, NOT_READY: 2, ILLEGAL: 5 } as const;
const CODE = { INVALID_COMMAND: 0x20, OUT_OF_RANGE: 0x21, INVALID_FIELD: 0x24, NO_MEDIUM: 0x3a } as const;
const DMA = 1;

const COMMANDS: Readonly<Record<number, (dev: Ide, channel: number, drive: number) => void>> = {
  0: (dev, channel) => finish(dev, channel),
  // DEVICE RESET answers with the signature and no interrupt.
  8: (dev, channel, drive) => signature(dev, channel, drive),
  160: awaitPacket,
  161: (dev, channel, drive) => reply(dev, channel, identify(dev, drive)),
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

function answer(dev: Ide, channel: number, bytes: Uint8Array, most: number): void {
  const { state } = dev;
  const part = bytes.subarray(0, Math.min(bytes.length, most));
  if (part.length === 0) {
    packetDone(dev, channel);
    return;
  }
  bufferOf(dev, channel).set(part);
  state.filled[channel] = part.length;
  state.position[channel] = 0;
  state.left[channel] = 0;
  state.block[channel] = byteLimit(dev, channel);
  if (((state.features[channel] ?? 0) & DMA) !== 0) {
    state.transfer[channel] = TRANSFER.REPLY_DMA;
    startDmaWhenReady(dev, channel);
  } else {
    state.transfer[channel] = TRANSFER.CD_READ;
    offerPiece(dev, channel);
  }
}

const be32 = (value: number): number[] => [24, 16, 8, 0].map((s) => (value >>> s) & 0xff);
const cdSectors = (dev: Ide, drive: number): number =>
  Math.floor((dev.state.sectors[drive] ?? 0) / SECTORS_PER_CD_SECTOR);

type Packet = DataView;
type Run = (dev: Ide, channel: number, drive: number, packet: Packet) => void;

const inquiry: Run = (dev, channel, _drive, packet) => {
  const text = 'TUTTI   CD-ROM          1.0 ';
  const bytes = Uint8Array.from([5, 0x80, 0, 0x21, 31, 0, 0, 0, ...[...text].map((c) => c.charCodeAt(0))]);
  answer(dev, channel, bytes, packet.getUint8(4));
};

const requestSense: Run = (dev, channel, drive, packet) => {
  const bytes = new Uint8Array(18);
  bytes.set([0x70, 0, dev.state.senseKey[drive] ?? 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, dev.state.senseCode[drive] ?? 0]);
  dev.state.senseKey[drive] = SENSE.NONE;
  dev.state.senseCode[drive] = 0;
  answer(dev, channel, bytes, packet.getUint8(4));
};

const readCapacity: Run = (dev, channel, drive) =>
  answer(dev, channel, Uint8Array.from([...be32(cdSectors(dev, drive) - 1), ...be32(CD_SECTOR_BYTES)]), 8);

/** One data track, then the lead-out; or the one session. */
const readToc: Run = (dev, channel, drive, packet) => {
  const format = (packet.getUint8(9) >>> 6) | (packet.getUint8(2) & 15);
  const minutes = (packet.getUint8(1) & 2) !== 0;
  const place = (lba: number): number[] => {
    const frames = lba + 150;
    return minutes ? [0, Math.floor(frames / 4500), Math.floor(frames / 75) % 60, frames % 75] : be32(lba);
  };
  const track = (number: number, lba: number): number[] => [0, 0x14, number, 0, ...place(lba)];
  const rows = format === 1 ? track(1, 0) : [...track(1, 0), ...track(0xaa, cdSectors(dev, drive))];
  if (format > 1) packetFailed(dev, channel, SENSE.ILLEGAL, CODE.INVALID_FIELD);
  else answer(dev, channel, Uint8Array.from([0, rows.length + 2, 1, 1, ...rows]), packet.getUint16(7));
};

/** The medium does not change. */
const eventStatus: Run = (dev, channel, _drive, packet) =>
  answer(dev, channel, Uint8Array.of(0, 6, 4, 0x10, 0, 2, 0, 0), packet.getUint16(7));

/** Profile: a CD-ROM is in the drive. */
const configuration: Run = (dev, channel, _drive, packet) =>
  answer(dev, channel, Uint8Array.of(0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 3, 4, 0, 8, 1, 0), packet.getUint16(7));

/** Capabilities page (2Ah) of a plain reader, whichever page was asked for. */
const modeSense: Run = (dev, channel, _drive, packet) => {
  const page = [0x2a, 18, 0, 0, 0x70, 0, 0x29, 0, 2, 0xc2, 0, 2, 2, 0, 2, 0xc2, 0, 0, 0, 0];
  answer(dev, channel, Uint8Array.from([0, page.length + 6, 1, 0, 0, 0, 0, 0, ...page]), packet.getUint16(7));
};

const discInformation: Run = (dev, channel, _drive, packet) =>
  answer(
    dev,
    channel,
    Uint8Array.from([0, 32, 0x0e, 1, 1, 1, 1, ...new Array<number>(27).fill(0)]),
    packet.getUint16(7),
  );

const ok: Run = (dev, channel) => packetDone(dev, channel);

function readSectors(dev: Ide, channel: number, drive: number, first: number, count: number): void {
  const { state } = dev;
  if (first + count > cdSectors(dev, drive)) {
    packetFailed(dev, channel, SENSE.ILLEGAL, CODE.OUT_OF_RANGE);
    return;
  }
  if (count === 0) {
    packetDone(dev, channel);
    return;
  }
  state.sector[channel] = first * SECTORS_PER_CD_SECTOR;
  state.left[channel] = count * SECTORS_PER_CD_SECTOR;
  state.position[channel] = 0;
  state.filled[channel] = 0;
  state.block[channel] = byteLimit(dev, channel);
  if (((state.features[channel] ?? 0) & DMA) !== 0) {
    state.transfer[channel] = TRANSFER.CD_READ_DMA;
    startDmaWhenReady(dev, channel);
  } else {
    state.transfer[channel] = TRANSFER.CD_READ;
    busy(dev, channel);
  }
}

const read10: Run = (dev, channel, drive, packet) =>
  readSectors(dev, channel, drive, packet.getUint32(2), packet.getUint16(7));
const read12: Run = (dev, channel, drive, packet) =>
  readSectors(dev, channel, drive, packet.getUint32(2), packet.getUint32(6));

/** Packet commands, by code; those of `NEEDS_MEDIUM` fail without a disc. @see SFF-8020i, MMC-3 */
const PACKETS: Readonly<Record<number, Run>> = {
  0: ok,
  3: requestSense,
  18: inquiry,
  27: ok,
  30: ok,
  37: readCapacity,
  40: read10,
  67: readToc,
  70: configuration,
  74: eventStatus,
  81: discInformation,
  90: modeSense,
  168: read12,
};
const NEEDS_MEDIUM: readonly number[] = [0x00, 0x25, 0x28, 0x43, 0x51, 0xa8];

/** The packet is in the buffer: carry it out. */
export function runPacket(dev: Ide, channel: number): void {
  const drive = driveOf(dev, channel);
  const copy = bufferOf(dev, channel).slice(0, PACKET_BYTES);
  const packet = new DataView(copy.buffer);
  const code = packet.getUint8(0);
  const run = PACKETS[code];
  dev.state.status[channel] = STATUS.BUSY;
  if (run === undefined) {
    dev.trace('unimp', () => `packet command 0x${code.toString(16)}`);
    packetFailed(dev, channel, SENSE.ILLEGAL, CODE.INVALID_COMMAND);
  } else if (NEEDS_MEDIUM.includes(code) && cdSectors(dev, drive) === 0)
    packetFailed(dev, channel, SENSE.NOT_READY, CODE.NO_MEDIUM);
  else run(dev, channel, drive, packet);
}

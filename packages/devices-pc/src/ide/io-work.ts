import { SENSE, SENSE_CODE } from '../ata/packets.ts';
import { askForData } from './ata.ts';
import { offerPiece, packetDone, packetFailed } from './atapi.ts';
import { descriptorTable } from './bus-master.ts';
import { finish, interrupt, offerBlock } from './channel.ts';
import {
  BM,
  BUFFER_SECTORS,
  bufferOf,
  CONTROL,
  driveOf,
  ERROR,
  type Ide,
  pinOf,
  SECTOR_BYTES,
  STATUS,
  TRANSFER,
} from './ide-map.ts';

const { READ, WRITE, READ_DMA, WRITE_DMA, REPLY_DMA, CD_READ, CD_READ_DMA } = TRANSFER;

/** What the lock was given up for: one command of one channel. */
interface Job {
  readonly channel: number;
  readonly drive: number;
  readonly transfer: number;
  readonly sector: number;
  readonly left: number;
  readonly filled: number;
  readonly generation: number;
}

const jobOf = (dev: Ide, channel: number): Job | undefined => {
  const { state } = dev;
  if (((state.status[channel] ?? 0) & STATUS.BUSY) === 0 || ((state.control[channel] ?? 0) & CONTROL.RESET) !== 0)
    return undefined;
  const of = (field: ArrayLike<number>): number => field[channel] ?? 0;
  return {
    channel,
    drive: driveOf(dev, channel),
    transfer: of(state.transfer),
    sector: of(state.sector),
    left: of(state.left),
    filled: of(state.filled),
    generation: of(state.generation),
  };
};

/** Apply the outcome of a job, unless a reset came meanwhile. */
function complete(dev: Ide, { channel, generation }: Job, outcome: () => void): void {
  dev.locked(() => {
    if (dev.state.generation[channel] === generation) outcome();
  });
}

/** What a channel waits for, on the I/O thread. */
export function channelWork(dev: Ide, channel: number): void {
  const job = dev.locked(() => jobOf(dev, channel));
  if (job === undefined) return;
  switch (job.transfer) {
    case READ:
    case CD_READ:
      readMore(dev, job);
      break;
    case WRITE:
      writeOut(dev, job);
      break;
    case READ_DMA:
    case WRITE_DMA:
    case CD_READ_DMA:
      moveByDma(dev, job);
      break;
    case REPLY_DMA:
      replyByDma(dev, job);
      break;
    default:
      flush(dev, job);
  }
}

/** Fill the buffer with what a read still lacks. */
function readMore(dev: Ide, job: Job): void {
  const { channel } = job;
  const sectors = Math.min(job.left, BUFFER_SECTORS);
  const buffer = bufferOf(dev, channel).subarray(0, sectors * SECTOR_BYTES);
  const read = dev.block(pinOf(job.drive))?.read(job.sector * SECTOR_BYTES, buffer) === true;
  complete(dev, job, () => {
    const { state } = dev;
    if (!read) {
      if (job.transfer === CD_READ) packetFailed(dev, channel, SENSE.MEDIUM, SENSE_CODE.UNREADABLE);
      else finish(dev, channel, ERROR.UNCORRECTABLE);
      return;
    }
    state.sector[channel] = job.sector + sectors;
    state.left[channel] = job.left - sectors;
    state.filled[channel] = sectors * SECTOR_BYTES;
    state.position[channel] = 0;
    if (job.transfer === CD_READ) offerPiece(dev, channel);
    else {
      offerBlock(dev, channel);
      interrupt(dev, channel);
    }
  });
}

/** Software has filled the buffer: write it to the disk, then ask for more or end. */
function writeOut(dev: Ide, job: Job): void {
  const { channel } = job;
  const buffer = bufferOf(dev, channel).subarray(0, job.filled);
  const written = dev.block(pinOf(job.drive))?.write(job.sector * SECTOR_BYTES, buffer) === true;
  complete(dev, job, () => {
    if (!written) finish(dev, channel, ERROR.UNCORRECTABLE);
    else if (job.left === 0) finish(dev, channel);
    else {
      dev.state.sector[channel] = job.sector + job.filled / SECTOR_BYTES;
      askForData(dev, channel);
      interrupt(dev, channel);
    }
  });
}

function moveByDma(dev: Ide, job: Job): void {
  const { channel, drive } = job;
  const table = dev.locked(() => dev.state.BM_TABLE[channel] ?? 0);
  const disk = dev.block(pinOf(drive));
  const buffer = bufferOf(dev, channel);
  const memory = descriptorTable(dev.memory, table);
  let good = disk !== undefined;
  for (let done = 0; good && done < job.left; ) {
    const sectors = Math.min(job.left - done, BUFFER_SECTORS);
    const part = buffer.subarray(0, sectors * SECTOR_BYTES);
    const offset = (job.sector + done) * SECTOR_BYTES;
    good =
      job.transfer === WRITE_DMA
        ? memory.gather(part) && disk?.write(offset, part) === true
        : disk?.read(offset, part) === true && memory.scatter(part);
    done += sectors;
  }
  complete(dev, job, () => {
    if (!good) dev.state.bmStatus[channel] = (dev.state.bmStatus[channel] ?? 0) | BM.ERROR;
    if (job.transfer !== CD_READ_DMA) finish(dev, channel, good ? 0 : ERROR.ABORTED);
    else if (good) packetDone(dev, channel);
    else packetFailed(dev, channel, SENSE.MEDIUM, SENSE_CODE.UNREADABLE);
  });
}

function replyByDma(dev: Ide, job: Job): void {
  const { channel } = job;
  const table = dev.locked(() => dev.state.BM_TABLE[channel] ?? 0);
  descriptorTable(dev.memory, table).scatter(bufferOf(dev, channel).subarray(0, job.filled));
  complete(dev, job, () => packetDone(dev, channel));
}

function flush(dev: Ide, job: Job): void {
  const flushed = dev.block(pinOf(job.drive))?.flush() === true;
  complete(dev, job, () => finish(dev, job.channel, flushed ? 0 : ERROR.ABORTED));
}

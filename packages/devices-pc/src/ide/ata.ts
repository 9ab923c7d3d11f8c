import { GEOMETRY, identify } from '../ata/identify.ts';
import { abort, busy, finish, interrupt, offerBlock, signature } from './channel.ts';
import {
  BUFFER_SECTORS,
  bufferOf,
  driveOf,
  ERROR,
  type Ide,
  kindOf,
  SECTOR_BYTES,
  STATUS,
  TRANSFER,
} from './ide-map.ts';

/** How a command that moves data does it. */
interface Move {
  readonly transfer: number;
  /** 48-bit addresses. */
  readonly wide?: boolean;
  /** Blocks of SET MULTIPLE MODE. */
  readonly multiple?: boolean;
}

const { READ, WRITE, READ_DMA, WRITE_DMA } = TRANSFER;

/** Commands that move sectors, by code. @see ATA/ATAPI-6, chapter 8 */
const MOVES: Readonly<Record<number, Move>> = {
  32: { transfer: READ },
  33: { transfer: READ },
  36: { transfer: READ, wide: true },
  37: { transfer: READ_DMA, wide: true },
  41: { transfer: READ, wide: true, multiple: true },
  48: { transfer: WRITE },
  49: { transfer: WRITE },
  52: { transfer: WRITE, wide: true },
  53: { transfer: WRITE_DMA, wide: true },
  57: { transfer: WRITE, wide: true, multiple: true },
  196: { transfer: READ, multiple: true },
  197: { transfer: WRITE, multiple: true },
  200: { transfer: READ_DMA },
  201: { transfer: READ_DMA },
  202: { transfer: WRITE_DMA },
  203: { transfer: WRITE_DMA },
};

const NOTHING = (dev: Ide, channel: number): void => finish(dev, channel);

/** Other commands of disks: RECALIBRATE, READ VERIFY, SEEK, INITIALIZE PARAMETERS, STANDBY, IDLE, CHECK POWER, SLEEP, SET FEATURES. */
const DISK_COMMANDS: Readonly<Record<number, (dev: Ide, channel: number, drive: number) => void>> = {
  16: NOTHING,
  64: (dev, channel, drive) => verify(dev, channel, drive, false),
  66: (dev, channel, drive) => verify(dev, channel, drive, true),
  112: NOTHING,
  145: NOTHING,
  198: setMultiple,
  224: NOTHING,
  225: NOTHING,
  226: NOTHING,
  227: NOTHING,
  229: powerMode,
  230: NOTHING,
  // FLUSH CACHE: on the I/O thread, in order with writes.
  231: busy,
  234: busy,
  236: identifyDevice,
  239: NOTHING,
  248: nativeMaximum,
};

function setMultiple(dev: Ide, channel: number, drive: number): void {
  const count = (dev.state.count[channel] ?? 0) & 0xff;
  if (count > GEOMETRY.MAX_MULTIPLE || (count & (count - 1)) !== 0) abort(dev, channel);
  else {
    dev.state.multiple[drive] = count;
    finish(dev, channel);
  }
}

function powerMode(dev: Ide, channel: number): void {
  dev.state.count[channel] = 0xff;
  finish(dev, channel);
}

function nativeMaximum(dev: Ide, channel: number, drive: number): void {
  const last = Math.max(0, Math.min(dev.state.sectors[drive] ?? 0, 0x0fff_ffff) - 1);
  dev.state.lbaLow[channel] = last & 0xff;
  dev.state.lbaMid[channel] = (last >>> 8) & 0xff;
  dev.state.lbaHigh[channel] = (last >>> 16) & 0xff;
  dev.state.device[channel] = ((dev.state.device[channel] ?? 0) & 0xf0) | ((last >>> 24) & 15);
  finish(dev, channel);
}

export function identifyDevice(dev: Ide, channel: number, drive: number): void {
  reply(
    dev,
    channel,
    identify({
      kind: kindOf(dev, drive) === 'cdrom' ? 'cdrom' : 'disk',
      number: drive,
      sectors: dev.state.sectors[drive] ?? 0,
      multiple: dev.state.multiple[drive] ?? 0,
    }),
  );
}

/** Data that the drive has at hand, as one block. */
export function reply(dev: Ide, channel: number, bytes: Uint8Array): void {
  const { state } = dev;
  bufferOf(dev, channel).set(bytes);
  state.transfer[channel] = TRANSFER.REPLY;
  state.filled[channel] = bytes.length;
  state.position[channel] = 0;
  state.block[channel] = bytes.length;
  offerBlock(dev, channel);
  interrupt(dev, channel);
}

/** First sector and number of sectors that the task file names. */
function address(dev: Ide, channel: number, wide: boolean): { sector: number; count: number } {
  const { state } = dev;
  const [count = 0, low = 0, mid = 0, high = 0, device = 0] = [
    state.count,
    state.lbaLow,
    state.lbaMid,
    state.lbaHigh,
    state.device,
  ].map((f) => f[channel] ?? 0);
  if (wide) {
    const lower = ((high & 0xff) << 16) | ((mid & 0xff) << 8) | (low & 0xff);
    const upper = ((high & 0xff00) << 8) | (mid & 0xff00) | (low >>> 8);
    return { sector: upper * 2 ** 24 + lower, count: count === 0 ? 65536 : (count & 0xff) | (count & 0xff00) };
  }
  const sectors = count & 0xff || 256;
  if ((device & 0x40) !== 0) {
    return {
      sector: (device & 15) * 2 ** 24 + (((high & 0xff) << 16) | ((mid & 0xff) << 8) | (low & 0xff)),
      count: sectors,
    };
  }
  const cylinder = ((high & 0xff) << 8) | (mid & 0xff);
  return {
    sector: (cylinder * GEOMETRY.HEADS + (device & 15)) * GEOMETRY.SECTORS_PER_TRACK + (low & 0xff) - 1,
    count: sectors,
  };
}

/** READ VERIFY SECTORS: nothing moves; sectors that do not exist are told. */
function verify(dev: Ide, channel: number, drive: number, wide: boolean): void {
  const { sector, count } = address(dev, channel, wide);
  finish(dev, channel, isThere(dev, drive, sector, count) ? 0 : ERROR.NOT_FOUND);
}

const isThere = (dev: Ide, drive: number, sector: number, count: number): boolean =>
  sector >= 0 && sector + count <= (dev.state.sectors[drive] ?? 0);

function move(dev: Ide, channel: number, drive: number, { transfer, wide = false, multiple = false }: Move): void {
  const { state } = dev;
  const { sector, count } = address(dev, channel, wide);
  const sectorsPerBlock = multiple ? (state.multiple[drive] ?? 0) : 1;
  if (sectorsPerBlock === 0) {
    abort(dev, channel);
    return;
  }
  if (!isThere(dev, drive, sector, count)) {
    finish(dev, channel, ERROR.NOT_FOUND);
    return;
  }
  const writes = transfer === WRITE || transfer === WRITE_DMA;
  if (writes && state.readOnly[drive] !== 0) {
    abort(dev, channel);
    return;
  }
  state.transfer[channel] = transfer;
  state.sector[channel] = sector;
  state.left[channel] = count;
  state.block[channel] = sectorsPerBlock * SECTOR_BYTES;
  state.position[channel] = 0;
  state.filled[channel] = 0;
  if (transfer === READ) busy(dev, channel);
  else if (transfer === WRITE) askForData(dev, channel);
  // DMA begins when the bus master is started; both orders occur.
  else startDmaWhenReady(dev, channel);
}

/** Let software fill the buffer with what a write still lacks. */
export function askForData(dev: Ide, channel: number): void {
  const { state } = dev;
  const sectors = Math.min(state.left[channel] ?? 0, BUFFER_SECTORS);
  state.left[channel] = (state.left[channel] ?? 0) - sectors;
  state.filled[channel] = sectors * SECTOR_BYTES;
  state.position[channel] = 0;
  offerBlock(dev, channel);
}

const DMA_TRANSFERS: readonly number[] = [
  TRANSFER.READ_DMA,
  TRANSFER.WRITE_DMA,
  TRANSFER.REPLY_DMA,
  TRANSFER.CD_READ_DMA,
];
export const isDma = (dev: Ide, channel: number): boolean => DMA_TRANSFERS.includes(dev.state.transfer[channel] ?? 0);

/** Begin a DMA transfer when both the drive and the bus master are ready for it. */
export function startDmaWhenReady(dev: Ide, channel: number): void {
  const started = ((dev.state.bmCommand[channel] ?? 0) & 1) !== 0;
  if (started && isDma(dev, channel)) busy(dev, channel);
  else dev.state.status[channel] = STATUS.READY | STATUS.SEEK | STATUS.DRQ;
}

/** EXECUTE DEVICE DIAGNOSTIC: both drives passed. */
function diagnose(dev: Ide, channel: number): void {
  dev.state.device[channel] = 0;
  signature(dev, channel, 2 * channel);
  interrupt(dev, channel);
}

const DIAGNOSE = 0x90;

/** A command of a disk. */
export function ataCommand(dev: Ide, channel: number, code: number): void {
  const drive = driveOf(dev, channel);
  if (code === DIAGNOSE) {
    diagnose(dev, channel);
    return;
  }
  const data = MOVES[code];
  if (data !== undefined) move(dev, channel, drive, data);
  else (DISK_COMMANDS[code] ?? unknown)(dev, channel, drive);
}

function unknown(dev: Ide, channel: number): void {
  dev.trace('unimp', () => `unknown ATA command for ${kindOf(dev, driveOf(dev, channel))}`);
  abort(dev, channel);
}

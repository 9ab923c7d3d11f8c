import { BUFFER_BYTES, CARD, type Pl180, TRANSFER } from './pl180-map.ts';

/** Bits of the card status that a command may report (SD Physical Layer 3.01, 4.10.1). */
const ERROR = { OUT_OF_RANGE: 0x8000_0000, ILLEGAL_COMMAND: 0x0040_0000, WP_VIOLATION: 0x0400_0000 } as const;
const READY_FOR_DATA = 0x100;
const APP_CMD = 0x20;
/** Voltages 2.7 to 3.6 V; power up done; high capacity. */
const OCR = 0xc0ff_8000;
const RCA = 0x4567;
const SECTOR = 512;
const CSD_UNIT = 1024 * SECTOR;

/** Answer to a command: words of the response, most significant first; empty: none is sent; undefined: the card stays silent. */
export type Answer = readonly number[] | undefined;

/** Bytes of the card that its description can express: units of 512 KB. */
export const cardBytes = (dev: Pl180) => Math.floor((dev.state.sectors * SECTOR) / CSD_UNIT) * CSD_UNIT;

/** The card status as a response has it: state before the command, errors of it. */
function r1(dev: Pl180, stateBefore: number): number[] {
  const { state } = dev;
  const value = state.cardStatus | (stateBefore << 9) | READY_FOR_DATA | (state.app !== 0 ? APP_CMD : 0);
  state.cardStatus = 0;
  return [value >>> 0];
}

type Command = (dev: Pl180, argument: number, before: number) => Answer;

const selected = (dev: Pl180, argument: number) => argument >>> 16 === dev.state.rca;

/** Move to a state and answer with R1. */
const goTo =
  (state: number): Command =>
  (dev, _argument, before) => {
    dev.state.card = state;
    return r1(dev, before);
  };

/** Start a transfer of blocks. High-capacity cards count in sectors. */
const blocks =
  (transfer: number, count: number): Command =>
  (dev, argument, before) => {
    const { state } = dev;
    const offset = argument * SECTOR;
    if (before !== CARD.TRAN) return illegal(dev, before);
    if (offset >= cardBytes(dev)) state.cardStatus |= ERROR.OUT_OF_RANGE;
    else if (transfer === TRANSFER.WRITE && state.readOnly !== 0) state.cardStatus |= ERROR.WP_VIOLATION;
    else {
      state.offset = offset;
      state.left = Math.min(count * SECTOR, cardBytes(dev) - offset);
      state.transfer = transfer;
      state.card = transfer === TRANSFER.READ ? CARD.DATA : CARD.RCV;
      state.bufferAt = 0;
      state.bufferEnd = transfer === TRANSFER.READ ? 0 : Math.min(BUFFER_BYTES, state.left);
    }
    return r1(dev, before);
  };

/** A register of the card that is read over the data lines. */
function sendRegister(dev: Pl180, bytes: readonly number[], before: number): Answer {
  dev.bytes.set(bytes);
  dev.state.transfer = TRANSFER.REGISTER;
  dev.state.bufferAt = 0;
  dev.state.bufferEnd = bytes.length;
  dev.state.left = 0;
  return r1(dev, before);
}

function illegal(dev: Pl180, before: number): Answer {
  dev.state.cardStatus |= ERROR.ILLEGAL_COMMAND;
  return r1(dev, before);
}

/** CID: manufacturer, name "TUTTI", revision, serial number, date (5.2). */
const CID = [0x5454_5454, 0x5554_5449, 0x1000_0000, 0x0101_4a01] as const;

/** CSD version 2: capacity is (C_SIZE + 1) * 512 KB (5.3.3). */
function csd(dev: Pl180): number[] {
  const size = Math.max(0, cardBytes(dev) / CSD_UNIT - 1);
  return [
    0x400e_0032,
    0x5b59_0000 | (size >>> 16),
    (((size & 0xffff) << 16) | 0x7f80) >>> 0,
    0x0a40_0001 | (dev.state.readOnly !== 0 ? 0x1000 : 0),
  ];
}

/** SCR: SD 2.0, 1 and 4 bit bus (5.6). */
const SCR = [0x02, 0x05, 0, 0, 0, 0, 0, 0] as const;

/** Switch function status: only the default of each group exists (4.3.10). */
const SWITCH_STATUS = Array.from(
  { length: 64 },
  (_, i) => (i < 2 ? [0, 100][i] : i >= 3 && i < 14 && i % 2 === 1 ? 1 : 0) ?? 0,
);

function stop(dev: Pl180): void {
  dev.state.transfer = TRANSFER.NONE;
  dev.state.serial += 1;
  dev.state.bufferAt = 0;
  dev.state.bufferEnd = 0;
}

const COMMANDS: Readonly<Record<number, Command>> = {
  // GO_IDLE_STATE
  0: (dev) => {
    stop(dev);
    dev.state.card = CARD.IDLE;
    dev.state.rca = 0;
    return [];
  },
  // ALL_SEND_CID
  2: (dev, _argument, before) => {
    if (before !== CARD.READY) return undefined;
    dev.state.card = CARD.IDENT;
    return CID;
  },
  // SEND_RELATIVE_ADDR: R6 has the address above the low bits of the status
  3: (dev, _argument, before) => {
    dev.state.card = CARD.STBY;
    dev.state.rca = RCA;
    return [((RCA << 16) | (before << 9) | READY_FOR_DATA) >>> 0];
  },
  // SWITCH_FUNC
  6: (dev, _argument, before) => sendRegister(dev, SWITCH_STATUS, before),
  // SELECT_CARD; the address of another deselects without answer
  7: (dev, argument, before) => {
    dev.state.card = selected(dev, argument) ? CARD.TRAN : CARD.STBY;
    return selected(dev, argument) ? r1(dev, before) : undefined;
  },
  // SEND_IF_COND: echo of voltage and pattern
  8: (_dev, argument) => [argument & 0xfff],
  // SEND_CSD, SEND_CID
  9: (dev, argument) => (selected(dev, argument) ? csd(dev) : undefined),
  10: (dev, argument) => (selected(dev, argument) ? CID : undefined),
  // STOP_TRANSMISSION
  12: (dev, _argument, before) => {
    stop(dev);
    dev.state.card = CARD.TRAN;
    return r1(dev, before);
  },
  // SEND_STATUS
  13: (dev, argument, before) => (selected(dev, argument) ? r1(dev, before) : undefined),
  // SET_BLOCKLEN: high-capacity cards stay at 512
  16: (dev, argument, before) => {
    dev.state.blockLength = argument;
    return r1(dev, before);
  },
  17: blocks(TRANSFER.READ, 1),
  18: blocks(TRANSFER.READ, Number.POSITIVE_INFINITY),
  24: blocks(TRANSFER.WRITE, 1),
  25: blocks(TRANSFER.WRITE, Number.POSITIVE_INFINITY),
  // APP_CMD
  55: (dev, _argument, before) => {
    dev.state.app = 1;
    return r1(dev, before);
  },
};

const APP_COMMANDS: Readonly<Record<number, Command>> = {
  // SET_BUS_WIDTH
  6: goTo(CARD.TRAN),
  // SD_STATUS
  13: (dev, _argument, before) => sendRegister(dev, new Array<number>(64).fill(0), before),
  // SD_SEND_OP_COND: power up is done at once
  41: (dev, argument) => {
    if ((argument & 0x00ff_8000) !== 0) dev.state.card = CARD.READY;
    return [OCR];
  },
  // SET_CLR_CARD_DETECT
  42: goTo(CARD.TRAN),
  // SEND_SCR
  51: (dev, _argument, before) => sendRegister(dev, SCR, before),
};

/** Let the card carry out a command. Without an image there is no card, and nothing answers. @see SD Physical Layer 3.01, 4.7 */
export function runCommand(dev: Pl180, index: number, argument: number): Answer {
  const { state } = dev;
  if (state.sectors === 0) return undefined;
  const isApp = state.app !== 0;
  state.app = 0;
  const command = (isApp ? APP_COMMANDS[index] : undefined) ?? COMMANDS[index];
  if (command !== undefined) return command(dev, argument, state.card);
  dev.trace('unimp', () => `${isApp ? 'ACMD' : 'CMD'}${index}`);
  return undefined;
}

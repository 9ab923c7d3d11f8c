import type { BlockBackend } from '@tutti/devices-core';
import { identify } from '../ata/identify.ts';
import { CD_SECTOR_BYTES, PACKET_BYTES, runPacket, SENSE, SENSE_CODE } from '../ata/packets.ts';
import type { ScatterGather } from '../ata/scatter-gather.ts';
import { type Ahci, ERROR, kindOf, pinOf } from './ahci-map.ts';

const SECTOR_BYTES = 512;
const PIECE_BYTES = 128 * 1024;

/** One command as software put it into a slot. */
export interface Command {
  readonly port: number;
  /** Register FIS from host to device. */
  readonly fis: Uint8Array;
  readonly packet: Uint8Array;
  readonly memory: ScatterGather;
}

/** What came of a command. */
export interface Outcome {
  /** Bits of the error register; 0: it succeeded. */
  readonly error: number;
  /** Bytes that moved. */
  readonly bytes: number;
  /** Data came by the PIO protocol, which ends with a FIS of its own. */
  readonly pio?: true;
  /** New sense data of a CD drive. */
  readonly sense?: readonly [key: number, code: number];
  readonly count?: number;
}

const DONE: Outcome = { error: 0, bytes: 0 };
const failed = (error: number): Outcome => ({ error, bytes: 0 });

interface Move {
  readonly writes?: true;
  /** 48-bit addresses. */
  readonly wide?: true;
  readonly pio?: true;
  /** Nothing moves. */
  readonly verify?: true;
}

/** Commands that name sectors, by code. @see ATA/ATAPI-6, chapter 8 */
const MOVES: Readonly<Record<number, Move>> = {
  32: { pio: true },
  36: { pio: true, wide: true },
  37: { wide: true },
  41: { pio: true, wide: true },
  48: { writes: true },
  52: { writes: true, wide: true },
  53: { writes: true, wide: true },
  57: { writes: true, wide: true },
  64: { verify: true },
  66: { verify: true, wide: true },
  196: { pio: true },
  197: { writes: true },
  200: {},
  201: {},
  202: { writes: true },
  203: { writes: true },
};

/** RECALIBRATE, SEEK, INITIALIZE PARAMETERS, SET MULTIPLE, STANDBY, IDLE, CHECK POWER, SLEEP, SET FEATURES. */
const NOTHING: readonly number[] = [0x10, 0x70, 0x91, 0xc6, 0xe0, 0xe1, 0xe2, 0xe3, 0xe5, 0xe6, 0xef];
const CODE = { PACKET: 0xa0, IDENTIFY_PACKET: 0xa1, FLUSH: 0xe7, FLUSH_EXT: 0xea, IDENTIFY: 0xec } as const;

/** Carry a command out. On the I/O thread, without the lock. */
export function runCommand(dev: Ahci, command: Command): Outcome {
  const { port, fis } = command;
  const code = fis[2] ?? 0;
  const kind = kindOf(dev, port);
  const disk = dev.block(pinOf(port));
  if (kind === 'none') return failed(ERROR.ABORTED);
  if (kind === 'cdrom') {
    if (code === CODE.PACKET) return packet(dev, command, disk);
    if (code === CODE.IDENTIFY_PACKET) return identity(dev, command, kind);
    return code === 0xef || code === 0xe5 || code === 0 ? DONE : failed(ERROR.ABORTED);
  }
  const move = MOVES[code];
  if (move !== undefined) return moveSectors(dev, command, disk, move);
  if (code === CODE.IDENTIFY) return identity(dev, command, kind);
  if (code === CODE.FLUSH || code === CODE.FLUSH_EXT) return disk?.flush() ? DONE : failed(ERROR.ABORTED);
  if (NOTHING.includes(code)) return { ...DONE, ...(code === 0xe5 && { count: 0xff }) };
  dev.trace('unimp', () => `ATA command 0x${code.toString(16)}`);
  return failed(ERROR.ABORTED);
}

function identity(dev: Ahci, { port, memory }: Command, kind: 'disk' | 'cdrom'): Outcome {
  const bytes = identify({ kind, number: port, sectors: dev.state.sectors[port] ?? 0, multiple: 0 });
  return memory.scatter(bytes) ? { error: 0, bytes: bytes.length, pio: true } : failed(ERROR.ABORTED);
}

function address(fis: Uint8Array, wide: boolean): { sector: number; count: number } {
  const [low = 0, mid = 0, high = 0, device = 0] = fis.subarray(4, 8);
  const [low2 = 0, mid2 = 0, high2 = 0] = fis.subarray(8, 11);
  const [count = 0, count2 = 0] = fis.subarray(12, 14);
  const lower = (high << 16) | (mid << 8) | low;
  if (!wide) return { sector: (device & 15) * 2 ** 24 + lower, count: count || 256 };
  return { sector: ((high2 << 16) | (mid2 << 8) | low2) * 2 ** 24 + lower, count: count | (count2 << 8) || 65536 };
}

function moveSectors(dev: Ahci, { port, fis, memory }: Command, disk: BlockBackend | undefined, move: Move): Outcome {
  const { sector, count } = address(fis, move.wide === true);
  if (sector + count > (dev.state.sectors[port] ?? 0)) return failed(ERROR.NOT_FOUND);
  if (move.verify) return DONE;
  if (move.writes && dev.state.readOnly[port] !== 0) return failed(ERROR.ABORTED);
  const bytes = count * SECTOR_BYTES;
  if (!transfer(disk, memory, sector * SECTOR_BYTES, bytes, move.writes === true)) return failed(ERROR.UNCORRECTABLE);
  return { error: 0, bytes, ...(move.pio && { pio: true }) };
}

function transfer(
  disk: BlockBackend | undefined,
  memory: ScatterGather,
  offset: number,
  bytes: number,
  writes: boolean,
): boolean {
  if (disk === undefined) return false;
  const buffer = new Uint8Array(Math.min(bytes, PIECE_BYTES));
  for (let done = 0; done < bytes; done += buffer.length) {
    const part = buffer.subarray(0, Math.min(buffer.length, bytes - done));
    const good = writes
      ? memory.gather(part) && disk.write(offset + done, part)
      : disk.read(offset + done, part) && memory.scatter(part);
    if (!good) return false;
  }
  return true;
}

/** The error register of a packet command has the sense key. */
const packetFailed = (key: number, code: number): Outcome => ({
  error: (key << 4) | ERROR.ABORTED,
  bytes: 0,
  sense: [key, code],
  count: 3,
});

function packet(dev: Ahci, command: Command, disk: BlockBackend | undefined): Outcome {
  const { port, memory } = command;
  const outcome = runPacket(
    {
      sectors: Math.floor(((dev.state.sectors[port] ?? 0) * SECTOR_BYTES) / CD_SECTOR_BYTES),
      senseKey: dev.state.senseKey[port] ?? 0,
      senseCode: dev.state.senseCode[port] ?? 0,
    },
    command.packet.subarray(0, PACKET_BYTES),
  );
  switch (outcome.kind) {
    case 'done':
      return { ...DONE, count: 3 };
    case 'failed':
      return packetFailed(outcome.key, outcome.code);
    case 'data':
      memory.scatter(outcome.bytes);
      return {
        error: 0,
        bytes: outcome.bytes.length,
        count: 3,
        ...(outcome.clearsSense && { sense: [SENSE.NONE, 0] as const }),
      };
    case 'read': {
      const bytes = outcome.count * CD_SECTOR_BYTES;
      const read = transfer(disk, memory, outcome.first * CD_SECTOR_BYTES, bytes, false);
      return read ? { error: 0, bytes, count: 3 } : packetFailed(SENSE.MEDIUM, SENSE_CODE.UNREADABLE);
    }
  }
}

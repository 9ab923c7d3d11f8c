/** Bytes of a command packet, and of a sector of a data CD. */
export const PACKET_BYTES = 12;
export const CD_SECTOR_BYTES = 2048;

/** Why a packet command failed. */
export const SENSE = { NONE: 0, NOT_READY: 2, MEDIUM: 3, ILLEGAL: 5 } as const;
export const SENSE_CODE = {
  UNREADABLE: 0x11,
  INVALID_COMMAND: 0x20,
  OUT_OF_RANGE: 0x21,
  INVALID_FIELD: 0x24,
  NO_MEDIUM: 0x3a,
} as const;

/** A CD drive as its commands see it. */
export interface Disc {
  /** Sectors of 2048 bytes; 0: no disc. */
  readonly sectors: number;
  /** Of the command before. */
  readonly senseKey: number;
  readonly senseCode: number;
}

/** What a packet command comes to. */
export type PacketOutcome =
  | { readonly kind: 'done' }
  /** An answer, as long as software allows. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly clearsSense?: true }
  /** Sectors of 2048 bytes from the disc. */
  | { readonly kind: 'read'; readonly first: number; readonly count: number }
  | { readonly kind: 'failed'; readonly key: number; readonly code: number };

type Run = (disc: Disc, packet: DataView) => PacketOutcome;

const DONE: PacketOutcome = { kind: 'done' };
const failed = (key: number, code: number): PacketOutcome => ({ kind: 'failed', key, code });
const be32 = (value: number): number[] => [24, 16, 8, 0].map((s) => (value >>> s) & 0xff);

function data(bytes: ArrayLike<number>, most: number): PacketOutcome {
  const part = Uint8Array.from(bytes).subarray(0, most);
  return part.length === 0 ? DONE : { kind: 'data', bytes: part };
}

const inquiry: Run = (_disc, packet) => {
  const text = 'TUTTI   CD-ROM          1.0 ';
  return data([5, 0x80, 0, 0x21, 31, 0, 0, 0, ...[...text].map((c) => c.charCodeAt(0))], packet.getUint8(4));
};

const requestSense: Run = ({ senseKey, senseCode }, packet) => {
  const bytes = [0x70, 0, senseKey, 0, 0, 0, 0, 10, 0, 0, 0, 0, senseCode, 0, 0, 0, 0, 0];
  const outcome = data(bytes, packet.getUint8(4));
  return outcome.kind === 'data' ? { ...outcome, clearsSense: true } : outcome;
};

const readCapacity: Run = ({ sectors }) => data([...be32(sectors - 1), ...be32(CD_SECTOR_BYTES)], 8);

/** One data track, then the lead-out; or the one session. */
const readToc: Run = ({ sectors }, packet) => {
  const format = (packet.getUint8(9) >>> 6) | (packet.getUint8(2) & 15);
  const minutes = (packet.getUint8(1) & 2) !== 0;
  const place = (lba: number): number[] => {
    const frames = lba + 150;
    return minutes ? [0, Math.floor(frames / 4500), Math.floor(frames / 75) % 60, frames % 75] : be32(lba);
  };
  const track = (number: number, lba: number): number[] => [0, 0x14, number, 0, ...place(lba)];
  const rows = format === 1 ? track(1, 0) : [...track(1, 0), ...track(0xaa, sectors)];
  if (format > 1) return failed(SENSE.ILLEGAL, SENSE_CODE.INVALID_FIELD);
  return data([0, rows.length + 2, 1, 1, ...rows], packet.getUint16(7));
};

/** The medium does not change. */
const eventStatus: Run = (_disc, packet) => data([0, 6, 4, 0x10, 0, 2, 0, 0], packet.getUint16(7));

/** Profile: a CD-ROM is in the drive. */
const configuration: Run = (_disc, packet) =>
  data([0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 3, 4, 0, 8, 1, 0], packet.getUint16(7));

/** Capabilities page (2Ah) of a plain reader, whichever page was asked for. */
const modeSense: Run = (_disc, packet) => {
  const page = [0x2a, 18, 0, 0, 0x70, 0, 0x29, 0, 2, 0xc2, 0, 2, 2, 0, 2, 0xc2, 0, 0, 0, 0];
  return data([0, page.length + 6, 1, 0, 0, 0, 0, 0, ...page], packet.getUint16(7));
};

const discInformation: Run = (_disc, packet) =>
  data([0, 32, 0x0e, 1, 1, 1, 1, ...new Array<number>(27).fill(0)], packet.getUint16(7));

function read({ sectors }: Disc, first: number, count: number): PacketOutcome {
  if (first + count > sectors) return failed(SENSE.ILLEGAL, SENSE_CODE.OUT_OF_RANGE);
  return count === 0 ? DONE : { kind: 'read', first, count };
}

/** Packet commands, by code; those of `NEEDS_MEDIUM` fail without a disc. @see SFF-8020i, MMC-3 */
const PACKETS: Readonly<Record<number, Run>> = {
  0: () => DONE,
  3: requestSense,
  18: inquiry,
  27: () => DONE,
  30: () => DONE,
  37: readCapacity,
  40: (disc, packet) => read(disc, packet.getUint32(2), packet.getUint16(7)),
  67: readToc,
  70: configuration,
  74: eventStatus,
  81: discInformation,
  90: modeSense,
  168: (disc, packet) => read(disc, packet.getUint32(2), packet.getUint32(6)),
};
const NEEDS_MEDIUM: readonly number[] = [0x00, 0x25, 0x28, 0x43, 0x51, 0xa8];

/** Carry a command of `PACKET_BYTES` bytes out as far as no data move. */
export function runPacket(disc: Disc, packet: Uint8Array): PacketOutcome {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const code = view.getUint8(0);
  const run = PACKETS[code];
  if (run === undefined) return failed(SENSE.ILLEGAL, SENSE_CODE.INVALID_COMMAND);
  if (NEEDS_MEDIUM.includes(code) && disc.sectors === 0) return failed(SENSE.NOT_READY, SENSE_CODE.NO_MEDIUM);
  return run(disc, view);
}

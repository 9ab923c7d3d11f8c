/** What a context descriptor says of the packets after it. @see the manual, 3.3.6 */
export interface TransmitContext {
  readonly ip: ChecksumPlace;
  readonly tcp: ChecksumPlace;
  readonly isTcp: boolean;
  readonly isIpv4: boolean;
  /** Bytes of the headers, and of the data in each segment. */
  readonly headerBytes: number;
  readonly segmentBytes: number;
}

/** A checksum: over bytes `start` to `end` (0: to the end of the packet), stored at `at`. */
export interface ChecksumPlace {
  readonly start: number;
  readonly at: number;
  readonly end: number;
}

/** The fields of a context descriptor. */
export function contextOf(words: ArrayLike<number>): TransmitContext {
  const [ip = 0, tcp = 0, command = 0, sizes = 0] = Array.from(words);
  const place = (word: number): ChecksumPlace => ({ start: word & 0xff, at: (word >>> 8) & 0xff, end: word >>> 16 });
  return {
    ip: place(ip),
    tcp: place(tcp),
    isTcp: (command & 0x0100_0000) !== 0,
    isIpv4: (command & 0x0200_0000) !== 0,
    headerBytes: (sizes >>> 8) & 0xff,
    segmentBytes: sizes >>> 16,
  };
}

const get16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
function put16(bytes: Uint8Array, at: number, value: number): void {
  if (at + 2 > bytes.length) return;
  bytes[at] = (value >>> 8) & 0xff;
  bytes[at + 1] = value & 0xff;
}

/** Put the ones' complement sum in its place. What stands there is part of the sum: drivers leave that of the pseudo header. */
export function insertChecksum(frame: Uint8Array, { start, at, end }: ChecksumPlace): void {
  const last = end === 0 ? frame.length : Math.min(frame.length, end + 1);
  let sum = 0;
  for (let i = start; i < last; i += 2) sum += ((frame[i] ?? 0) << 8) | (i + 1 < last ? (frame[i + 1] ?? 0) : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  put16(frame, at, ~sum);
}

const TCP_SEQUENCE = 4;
const TCP_FLAGS = 13;
/** FIN and PSH belong to the last segment alone. */
const LAST_FLAGS = 0x09;

/**
 * Cut a packet into segments, each with the headers made right: lengths, identification, sequence number, flags.
 * @returns the frames, without checksums
 */
export function segments(packet: Uint8Array, context: TransmitContext): Uint8Array[] {
  const { headerBytes, segmentBytes, ip, tcp } = context;
  if (headerBytes === 0 || segmentBytes === 0 || headerBytes >= packet.length) return [packet];
  const data = packet.length - headerBytes;
  const count = Math.ceil(data / segmentBytes);
  return Array.from({ length: count }, (_, i) => {
    const from = headerBytes + i * segmentBytes;
    const part = packet.subarray(from, Math.min(packet.length, from + segmentBytes));
    const frame = new Uint8Array(headerBytes + part.length);
    frame.set(packet.subarray(0, headerBytes));
    frame.set(part, headerBytes);
    if (context.isIpv4) {
      put16(frame, ip.start + 2, frame.length - ip.start);
      put16(frame, ip.start + 4, (get16(packet, ip.start + 4) + i) & 0xffff);
    } else put16(frame, ip.start + 4, frame.length - ip.start - 40);
    if (context.isTcp) {
      const at = tcp.start + TCP_SEQUENCE;
      const sequence = get16(packet, at) * 0x1_0000 + get16(packet, at + 2) + i * segmentBytes;
      put16(frame, at, Math.floor(sequence / 0x1_0000) & 0xffff);
      put16(frame, at + 2, sequence & 0xffff);
      if (i < count - 1) frame[tcp.start + TCP_FLAGS] = (frame[tcp.start + TCP_FLAGS] ?? 0) & ~LAST_FLAGS;
    } else put16(frame, tcp.start + 4, frame.length - tcp.start);
    addLength(frame, tcp);
    return frame;
  });
}

/** The driver's sum of the pseudo header lacks the length, which only the segment has. */
function addLength(frame: Uint8Array, tcp: ChecksumPlace): void {
  const sum = get16(frame, tcp.at) + frame.length - tcp.start;
  put16(frame, tcp.at, (sum & 0xffff) + (sum >>> 16));
}

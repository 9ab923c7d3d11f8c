/** Ethernet and IP addresses as the packets have them: numbers of 48 and 32 bits. */
export const ETHERTYPE = { IPV4: 0x0800, ARP: 0x0806 } as const;
export const PROTOCOL = { ICMP: 1, TCP: 6, UDP: 17 } as const;
export const ETHERNET_BYTES = 14;
const IP_BYTES = 20;
const UDP_BYTES = 8;

/** One's complement sum of 16-bit words, from a partial sum (RFC 1071). */
function sum16(bytes: Uint8Array, start: number): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  return sum;
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** Internet checksum of bytes. */
export const checksum = (bytes: Uint8Array): number => fold(sum16(bytes, 0));

/** Dotted text of an address. */
export function ipText(ip: number): string {
  return [24, 16, 8, 0].map((shift) => (ip >>> shift) & 0xff).join('.');
}

/** @returns the address, or -1 when the text is none */
export function ipOf(text: string): number {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return -1;
  return parts.reduce((ip, part) => ip * 256 + part, 0);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An IPv4 packet. Fragments and options are not looked into. */
export interface Ip {
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
  readonly payload: Uint8Array;
}

/** @returns undefined when the frame holds no whole IPv4 packet */
export function parseIp(frame: Uint8Array): Ip | undefined {
  const bytes = frame.subarray(ETHERNET_BYTES);
  if (bytes.length < IP_BYTES || (bytes[0] ?? 0) >>> 4 !== 4) return undefined;
  const view = viewOf(bytes);
  const header = ((bytes[0] ?? 0) & 15) * 4;
  const total = view.getUint16(2);
  const isFragment = (view.getUint16(6) & 0x3fff) !== 0;
  if (header < IP_BYTES || total < header || total > bytes.length || isFragment) return undefined;
  return {
    protocol: bytes[9] ?? 0,
    from: view.getUint32(12),
    to: view.getUint32(16),
    payload: bytes.subarray(header, total),
  };
}

/** A frame around a payload. */
export function ethernet(to: Uint8Array, from: Uint8Array, type: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(Math.max(60, ETHERNET_BYTES + payload.length));
  frame.set(to, 0);
  frame.set(from, 6);
  viewOf(frame).setUint16(12, type);
  frame.set(payload, ETHERNET_BYTES);
  return frame;
}

export function buildIp({ protocol, from, to, payload }: Ip): Uint8Array {
  const bytes = new Uint8Array(IP_BYTES + payload.length);
  const view = viewOf(bytes);
  bytes[0] = 0x45;
  view.setUint16(2, bytes.length);
  view.setUint16(6, 0x4000);
  bytes[8] = 64;
  bytes[9] = protocol;
  view.setUint32(12, from);
  view.setUint32(16, to);
  view.setUint16(10, checksum(bytes.subarray(0, IP_BYTES)));
  bytes.set(payload, IP_BYTES);
  return bytes;
}

/** Checksum of a TCP or UDP segment with its pseudo header; its own checksum field must be 0. */
export function segmentChecksum(protocol: number, from: number, to: number, segment: Uint8Array): number {
  const pseudo = new Uint8Array(12);
  const view = viewOf(pseudo);
  view.setUint32(0, from);
  view.setUint32(4, to);
  view.setUint16(8, protocol);
  view.setUint16(10, segment.length);
  return fold(sum16(segment, sum16(pseudo, 0)));
}

export interface Udp {
  readonly fromPort: number;
  readonly toPort: number;
  readonly payload: Uint8Array;
}

export function parseUdp(bytes: Uint8Array): Udp | undefined {
  if (bytes.length < UDP_BYTES) return undefined;
  const view = viewOf(bytes);
  const length = view.getUint16(4);
  if (length < UDP_BYTES || length > bytes.length) return undefined;
  return { fromPort: view.getUint16(0), toPort: view.getUint16(2), payload: bytes.subarray(UDP_BYTES, length) };
}

export function buildUdp(from: number, to: number, { fromPort, toPort, payload }: Udp): Uint8Array {
  const bytes = new Uint8Array(UDP_BYTES + payload.length);
  const view = viewOf(bytes);
  view.setUint16(0, fromPort);
  view.setUint16(2, toPort);
  view.setUint16(4, bytes.length);
  bytes.set(payload, UDP_BYTES);
  view.setUint16(6, segmentChecksum(PROTOCOL.UDP, from, to, bytes) || 0xffff);
  return bytes;
}

export const TCP_FLAG = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16 } as const;

export interface Tcp {
  readonly fromPort: number;
  readonly toPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  /** Maximum segment size option; 0: none. */
  readonly mss: number;
  readonly payload: Uint8Array;
}

const TCP_BYTES = 20;

export function parseTcp(bytes: Uint8Array): Tcp | undefined {
  if (bytes.length < TCP_BYTES) return undefined;
  const view = viewOf(bytes);
  const header = (view.getUint8(12) >>> 4) * 4;
  if (header < TCP_BYTES || header > bytes.length) return undefined;
  return {
    fromPort: view.getUint16(0),
    toPort: view.getUint16(2),
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    flags: view.getUint8(13) & 0x3f,
    window: view.getUint16(14),
    mss: mssOption(bytes.subarray(TCP_BYTES, header)),
    payload: bytes.subarray(header),
  };
}

function mssOption(options: Uint8Array): number {
  for (let i = 0; i < options.length; ) {
    const kind = options[i] ?? 0;
    if (kind === 0) return 0;
    const length = kind === 1 ? 1 : Math.max(2, options[i + 1] ?? 2);
    if (kind === 2 && length === 4) return ((options[i + 2] ?? 0) << 8) | (options[i + 3] ?? 0);
    i += length;
  }
  return 0;
}

export function buildTcp(from: number, to: number, tcp: Tcp): Uint8Array {
  const header = tcp.mss === 0 ? TCP_BYTES : TCP_BYTES + 4;
  const bytes = new Uint8Array(header + tcp.payload.length);
  const view = viewOf(bytes);
  view.setUint16(0, tcp.fromPort);
  view.setUint16(2, tcp.toPort);
  view.setUint32(4, tcp.seq);
  view.setUint32(8, tcp.ack);
  view.setUint8(12, (header / 4) << 4);
  view.setUint8(13, tcp.flags);
  view.setUint16(14, tcp.window);
  if (tcp.mss !== 0) view.setUint32(TCP_BYTES, 0x0204_0000 | tcp.mss);
  bytes.set(tcp.payload, header);
  view.setUint16(16, segmentChecksum(PROTOCOL.TCP, from, to, bytes));
  return bytes;
}

import type { HostTcp, UserNetHost } from './host.ts';
import { TCP_FLAG, type Tcp } from './packet.ts';

const WINDOW = 0xffff;
const MSS = 1460;
/** Bytes for the guest that may wait here before the host is asked to pause. */
const HIGH_WATER = 256 * 1024;
const EMPTY = new Uint8Array(0);

/** What a relay needs around it. */
export interface RelayEnd {
  /** Put a segment on the wire to the guest. */
  send(segment: Omit<Tcp, 'fromPort' | 'toPort'>): void;
  /** The connection is over; forget it. */
  done(): void;
}

const isBefore = (a: number, b: number): boolean => ((a - b) | 0) < 0;

/**
 * One TCP connection of the guest, joined to one of the host. The wire to the guest neither loses nor reorders, so nothing is
 * sent twice; the guest's own retransmissions are acknowledged and dropped. @see RFC 9293
 */
export class TcpRelay {
  private readonly host: HostTcp;
  private readonly end: RelayEnd;
  private readonly queue: Uint8Array[] = [];
  private queued = 0;
  private seq: number;
  /** Next byte expected from the guest. */
  private expected: number;
  private acked: number;
  private window: number;
  private readonly mss: number;
  private state: 'connecting' | 'open' | 'over' = 'connecting';
  private hostEnded = false;
  private finSent = false;
  private guestEnded = false;

  constructor(network: UserNetHost, address: string, syn: Tcp, end: RelayEnd) {
    this.end = end;
    this.expected = (syn.seq + 1) >>> 0;
    // Any start will do on a wire that nobody else writes to; derived from the guest's, so that it differs between connections.
    this.seq = (syn.seq ^ 0x5a5a_5a5a) >>> 0;
    this.acked = this.seq;
    this.window = syn.window;
    this.mss = Math.min(MSS, syn.mss === 0 ? 536 : syn.mss);
    this.host = network.connectTcp(address, syn.toPort, {
      connected: () => this.connected(),
      data: (bytes) => this.fromHost(bytes),
      drained: () => this.segment(TCP_FLAG.ACK),
      ended: () => {
        this.hostEnded = true;
        this.pump();
      },
      closed: () => this.closed(),
    });
  }

  /** A segment from the guest. */
  received(tcp: Tcp): void {
    if ((tcp.flags & TCP_FLAG.RST) !== 0) {
      this.over();
      this.host.destroy();
      return;
    }
    if (this.state !== 'open' || (tcp.flags & TCP_FLAG.SYN) !== 0) return;
    this.window = tcp.window;
    if ((tcp.flags & TCP_FLAG.ACK) !== 0 && isBefore(this.acked, tcp.ack) && !isBefore(this.seq, tcp.ack))
      this.acked = tcp.ack;
    this.takeData(tcp);
    this.pump();
    if (this.finSent && this.guestEnded && this.acked === this.seq) this.over();
  }

  private takeData(tcp: Tcp): void {
    const skip = (this.expected - tcp.seq) | 0;
    const hasFin = (tcp.flags & TCP_FLAG.FIN) !== 0;
    if (tcp.payload.length === 0 && !hasFin) return;
    if (skip >= 0 && skip <= tcp.payload.length) {
      const fresh = tcp.payload.subarray(skip);
      if (fresh.length > 0) this.host.write(fresh.slice());
      this.expected = (this.expected + fresh.length) >>> 0;
      if (hasFin && !this.guestEnded) {
        this.guestEnded = true;
        this.expected = (this.expected + 1) >>> 0;
        this.host.end();
      }
    }
    this.segment(TCP_FLAG.ACK);
  }

  private connected(): void {
    if (this.state !== 'connecting') return;
    this.end.send({ ...this.header(), flags: TCP_FLAG.SYN | TCP_FLAG.ACK, mss: MSS, payload: EMPTY });
    this.seq = (this.seq + 1) >>> 0;
    this.state = 'open';
  }

  private fromHost(bytes: Uint8Array): void {
    this.queue.push(bytes);
    this.queued += bytes.length;
    if (this.queued > HIGH_WATER) this.host.pause();
    this.pump();
  }

  /** Send what the guest's window allows, then the end if the host has ended. */
  private pump(): void {
    if (this.state !== 'open') return;
    for (;;) {
      const room = this.window - ((this.seq - this.acked) >>> 0);
      const [first] = this.queue;
      if (first === undefined || room <= 0) break;
      const size = Math.min(first.length, room, this.mss);
      this.segment(TCP_FLAG.ACK | TCP_FLAG.PSH, first.subarray(0, size));
      this.seq = (this.seq + size) >>> 0;
      this.queued -= size;
      if (size === first.length) this.queue.shift();
      else this.queue[0] = first.subarray(size);
    }
    if (this.queued < HIGH_WATER / 2) this.host.resume();
    if (this.hostEnded && !this.finSent && this.queue.length === 0) {
      this.segment(TCP_FLAG.FIN | TCP_FLAG.ACK);
      this.seq = (this.seq + 1) >>> 0;
      this.finSent = true;
    }
  }

  /** The host's connection is gone: a reset, unless both sides said goodbye. What waits for the guest is still delivered after an orderly end. */
  private closed(): void {
    if (this.state === 'over' || this.hostEnded) return;
    this.segment(TCP_FLAG.RST | TCP_FLAG.ACK);
    this.over();
  }

  private over(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.end.done();
  }

  /** The window shrinks by what the host has not taken, so that a slow peer slows the guest. */
  private header(): Omit<Tcp, 'fromPort' | 'toPort' | 'flags' | 'payload'> {
    return { seq: this.seq, ack: this.expected, window: Math.max(0, WINDOW - this.host.pending), mss: 0 };
  }

  private segment(flags: number, payload: Uint8Array = EMPTY): void {
    if (this.state === 'open' || (flags & TCP_FLAG.RST) !== 0) this.end.send({ ...this.header(), flags, payload });
  }
}

import type { NetBackend } from '../backends/net.ts';
import { answerDhcp } from './dhcp.ts';
import type { HostUdp, UserNetHost } from './host.ts';
import {
  buildIp,
  buildTcp,
  buildUdp,
  checksum,
  ETHERNET_BYTES,
  ETHERTYPE,
  ethernet,
  type Ip,
  ipOf,
  ipText,
  PROTOCOL,
  parseIp,
  parseTcp,
  parseUdp,
  TCP_FLAG,
  type Tcp,
  viewOf,
} from './packet.ts';
import { TcpRelay } from './tcp-relay.ts';

/** Addresses of the private network, as QEMU's user network has them. */
const GUEST = ipOf('10.0.2.15');
const GATEWAY = ipOf('10.0.2.2');
const NAME_SERVER = ipOf('10.0.2.3');
const NETWORK = ipOf('10.0.2.0');
const BROADCAST = 0xffff_ffff;
const MAC = Uint8Array.of(0x52, 0x55, 10, 0, 2, 2);
const DHCP_SERVER_PORT = 67;
const DHCP_CLIENT_PORT = 68;
const DNS_PORT = 53;
const MAX_CONNECTIONS = 512;
const MAX_UDP = 128;

/**
 * A network for one guest that needs no rights on the host: DHCP, ARP and ping are answered here, UDP and TCP go out through the
 * host's own sockets. The guest is 10.0.2.15, the gateway and the host itself 10.0.2.2, the name server 10.0.2.3. Nothing from
 * outside reaches the guest but answers. Runs on the I/O thread.
 */
export class UserNet implements NetBackend {
  wake: (() => void) | undefined = undefined;
  private readonly host: UserNetHost;
  private readonly frames: Uint8Array[] = [];
  private readonly tcp = new Map<string, TcpRelay>();
  private readonly udp = new Map<number, HostUdp>();
  private guestMac = new Uint8Array(6).fill(0xff);

  constructor(host: UserNetHost) {
    this.host = host;
  }

  receive(): Uint8Array | undefined {
    return this.frames.shift();
  }

  send(frame: Uint8Array): void {
    if (frame.length < ETHERNET_BYTES) return;
    this.guestMac = frame.slice(6, 12);
    const type = viewOf(frame).getUint16(12);
    if (type === ETHERTYPE.ARP) this.answerArp(frame.subarray(ETHERNET_BYTES));
    if (type !== ETHERTYPE.IPV4) return;
    const ip = parseIp(frame);
    if (ip === undefined) return;
    if (ip.protocol === PROTOCOL.UDP) this.sendUdp(ip);
    else if (ip.protocol === PROTOCOL.TCP) this.sendTcp(ip);
    else if (ip.protocol === PROTOCOL.ICMP) this.answerPing(ip);
  }

  private deliver(type: number, payload: Uint8Array): void {
    this.frames.push(ethernet(this.guestMac, MAC, type, payload));
    this.wake?.();
  }

  /** Every address of the network but the guest's own is here (RFC 826). */
  private answerArp(arp: Uint8Array): void {
    if (arp.length < 28 || viewOf(arp).getUint16(6) !== 1) return;
    const target = viewOf(arp).getUint32(24);
    if (target === GUEST || (target & 0xffff_ff00) >>> 0 !== NETWORK) return;
    const reply = arp.slice(0, 28);
    const view = viewOf(reply);
    view.setUint16(6, 2);
    reply.set(MAC, 8);
    view.setUint32(14, target);
    reply.set(arp.subarray(8, 18), 18);
    this.deliver(ETHERTYPE.ARP, reply);
  }

  /** Only gateway and name server can be pinged: hosts beyond need rights that a plain program does not have. */
  private answerPing({ from, to, payload }: Ip): void {
    if ((to !== GATEWAY && to !== NAME_SERVER) || payload[0] !== 8) return;
    const reply = payload.slice();
    reply[0] = 0;
    reply.fill(0, 2, 4);
    viewOf(reply).setUint16(2, checksum(reply));
    this.deliver(ETHERTYPE.IPV4, buildIp({ protocol: PROTOCOL.ICMP, from: to, to: from, payload: reply }));
  }

  private sendUdp(ip: Ip): void {
    const udp = parseUdp(ip.payload);
    if (udp === undefined) return;
    if (udp.toPort === DHCP_SERVER_PORT && (ip.to === BROADCAST || ip.to === GATEWAY)) {
      const reply = answerDhcp(udp.payload, { guest: GUEST, gateway: GATEWAY, nameServer: NAME_SERVER });
      if (reply !== undefined) this.deliverUdp(GATEWAY, DHCP_SERVER_PORT, BROADCAST, DHCP_CLIENT_PORT, reply);
      return;
    }
    if (ip.to === BROADCAST || ip.to >>> 28 === 14) return;
    this.socketOf(udp.fromPort).send(udp.payload.slice(), this.outside(ip.to), udp.toPort);
  }

  /** One host socket for each port of the guest; the oldest gives way when there are too many. */
  private socketOf(port: number): HostUdp {
    const known = this.udp.get(port);
    if (known !== undefined) return known;
    const [oldest] = this.udp.keys();
    if (this.udp.size >= MAX_UDP && oldest !== undefined) {
      this.udp.get(oldest)?.close();
      this.udp.delete(oldest);
    }
    const socket = this.host.openUdp((bytes, address, fromPort) => {
      this.deliverUdp(this.inside(address, fromPort), fromPort, GUEST, port, bytes);
    });
    this.udp.set(port, socket);
    return socket;
  }

  private deliverUdp(from: number, fromPort: number, to: number, toPort: number, payload: Uint8Array): void {
    const segment = buildUdp(from, to, { fromPort, toPort, payload });
    this.deliver(ETHERTYPE.IPV4, buildIp({ protocol: PROTOCOL.UDP, from, to, payload: segment }));
  }

  private sendTcp(ip: Ip): void {
    const tcp = parseTcp(ip.payload);
    if (tcp === undefined) return;
    const key = `${tcp.fromPort} ${ip.to} ${tcp.toPort}`;
    const relay = this.tcp.get(key);
    if (relay !== undefined) {
      relay.received(tcp);
      return;
    }
    const isNew = (tcp.flags & (TCP_FLAG.SYN | TCP_FLAG.ACK)) === TCP_FLAG.SYN && this.tcp.size < MAX_CONNECTIONS;
    const back = (segment: Omit<Tcp, 'fromPort' | 'toPort'>) => this.deliverTcp(ip, tcp, segment);
    if (isNew) {
      this.tcp.set(
        key,
        new TcpRelay(this.host, this.outside(ip.to), tcp, { send: back, done: () => void this.tcp.delete(key) }),
      );
    } else if ((tcp.flags & TCP_FLAG.RST) === 0) {
      back({
        seq: tcp.ack,
        ack: (tcp.seq + tcp.payload.length) >>> 0,
        flags: TCP_FLAG.RST | TCP_FLAG.ACK,
        window: 0,
        mss: 0,
        payload: new Uint8Array(0),
      });
    }
  }

  private deliverTcp({ from, to }: Ip, { fromPort, toPort }: Tcp, segment: Omit<Tcp, 'fromPort' | 'toPort'>): void {
    const payload = buildTcp(to, from, { ...segment, fromPort: toPort, toPort: fromPort });
    this.deliver(ETHERTYPE.IPV4, buildIp({ protocol: PROTOCOL.TCP, from: to, to: from, payload }));
  }

  /** The host's address for one of the guest's: the gateway is the host itself. */
  private outside(ip: number): string {
    if (ip === GATEWAY) return '127.0.0.1';
    return ip === NAME_SERVER ? this.host.nameServer : ipText(ip);
  }

  private inside(address: string, port: number): number {
    if (port === DNS_PORT && address === this.host.nameServer) return NAME_SERVER;
    const ip = ipOf(address);
    return ip < 0 || ip >>> 24 === 127 ? GATEWAY : ip;
  }
}

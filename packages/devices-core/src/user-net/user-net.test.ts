import { describe, expect, it } from 'vitest';
import type { HostTcpEvents, UserNetHost } from './host.ts';
import {
  buildIp,
  buildTcp,
  buildUdp,
  ETHERTYPE,
  ethernet,
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
import { UserNet } from './user-net.ts';

const ME = ipOf('10.0.2.15');
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const ANY = new Uint8Array(6).fill(255);
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const bytesOf = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));

/** A host whose sockets are looked at and driven by the test. */
class FakeHost implements UserNetHost {
  readonly nameServer = '192.0.2.53';
  readonly log: string[] = [];
  tcp: HostTcpEvents | undefined;
  udp: ((bytes: Uint8Array, address: string, port: number) => void) | undefined;
  pending = 0;

  connectTcp(address: string, port: number, events: HostTcpEvents) {
    const { log } = this;
    const host = this;
    log.push(`connect ${address}:${port}`);
    this.tcp = events;
    return {
      get pending() {
        return host.pending;
      },
      write: (bytes: Uint8Array) => void log.push(`write ${text(bytes)}`),
      end: () => void log.push('end'),
      destroy: () => void log.push('destroy'),
      pause: () => void log.push('pause'),
      resume: () => undefined,
    };
  }

  openUdp(received: (bytes: Uint8Array, address: string, port: number) => void) {
    this.udp = received;
    return {
      send: (b: Uint8Array, address: string, port: number) => void this.log.push(`udp ${address}:${port} ${text(b)}`),
      close: () => undefined,
    };
  }
}

function network() {
  const host = new FakeHost();
  const net = new UserNet(host);
  const sendIp = (to: string, protocol: number, payload: Uint8Array) =>
    net.send(ethernet(ANY, MAC, ETHERTYPE.IPV4, buildIp({ protocol, from: ME, to: ipOf(to), payload })));
  const sendTcp = (tcp: Partial<Tcp>) => {
    const whole = {
      fromPort: 40000,
      toPort: 80,
      seq: 0,
      ack: 0,
      flags: 0,
      window: 0xffff,
      mss: 0,
      payload: new Uint8Array(0),
      ...tcp,
    };
    sendIp('198.51.100.7', PROTOCOL.TCP, buildTcp(ME, ipOf('198.51.100.7'), whole));
  };
  const nextTcp = () => parseTcp(parseIp(net.receive() ?? new Uint8Array(0))?.payload ?? new Uint8Array(0));
  return { host, net, sendIp, sendTcp, nextTcp };
}

/** An established connection. */
function connected() {
  const all = network();
  all.sendTcp({ seq: 1000, flags: TCP_FLAG.SYN, mss: 1000 });
  all.host.tcp?.connected();
  const syn = all.nextTcp();
  const seq = ((syn?.seq ?? 0) + 1) >>> 0;
  all.sendTcp({ seq: 1001, ack: seq, flags: TCP_FLAG.ACK });
  return { ...all, syn, seq };
}

describe('address protocols', () => {
  it('answers ARP for the gateway and not for the guest', () => {
    const { net } = network();
    const ask = (ip: string) => {
      const arp = new Uint8Array(28);
      arp.set([0, 1, 8, 0, 6, 4, 0, 1]);
      arp.set(MAC, 8);
      viewOf(arp).setUint32(14, ME);
      viewOf(arp).setUint32(24, ipOf(ip));
      net.send(ethernet(ANY, MAC, ETHERTYPE.ARP, arp));
      return net.receive();
    };
    const reply = ask('10.0.2.2');
    expect([...(reply ?? []).slice(0, 6)]).toEqual([...MAC]);
    expect([reply?.[21], ipText(viewOf(reply ?? new Uint8Array(60)).getUint32(28))]).toEqual([2, '10.0.2.2']);
    expect(ask('10.0.2.15')).toBeUndefined();
  });

  it('leases an address', () => {
    const { net } = network();
    const dhcp = new Uint8Array(300);
    dhcp[0] = 1;
    viewOf(dhcp).setUint32(4, 0xabcd);
    viewOf(dhcp).setUint32(236, 0x63825363);
    dhcp.set([53, 1, 1, 255], 240);
    const udp = buildUdp(0, 0xffffffff, { fromPort: 68, toPort: 67, payload: dhcp });
    net.send(
      ethernet(ANY, MAC, ETHERTYPE.IPV4, buildIp({ protocol: PROTOCOL.UDP, from: 0, to: 0xffffffff, payload: udp })),
    );
    const ip = parseIp(net.receive() ?? new Uint8Array(0));
    const offer = parseUdp(ip?.payload ?? new Uint8Array(0))?.payload ?? new Uint8Array(300);
    expect([offer[0], viewOf(offer).getUint32(4), ipText(viewOf(offer).getUint32(16)), offer[242]]).toEqual([
      2,
      0xabcd,
      '10.0.2.15',
      2,
    ]);
  });

  it('answers pings to the gateway', () => {
    const { net, sendIp } = network();
    sendIp('10.0.2.2', PROTOCOL.ICMP, Uint8Array.of(8, 0, 0xf7, 0xff, 0, 0, 0, 0));
    expect(parseIp(net.receive() ?? new Uint8Array(0))?.payload[0]).toBe(0);
  });
});

it("UDP goes out and answers come back; the name server is the host's", () => {
  const { host, net, sendIp } = network();
  sendIp(
    '10.0.2.3',
    PROTOCOL.UDP,
    buildUdp(ME, ipOf('10.0.2.3'), { fromPort: 5000, toPort: 53, payload: bytesOf('who?') }),
  );
  expect(host.log).toEqual(['udp 192.0.2.53:53 who?']);
  host.udp?.(bytesOf('me'), '192.0.2.53', 53);
  const ip = parseIp(net.receive() ?? new Uint8Array(0));
  const udp = parseUdp(ip?.payload ?? new Uint8Array(0));
  expect([ipText(ip?.from ?? 0), udp?.toPort, text(udp?.payload ?? new Uint8Array(0))]).toEqual([
    '10.0.2.3',
    5000,
    'me',
  ]);
});

describe('TCP', () => {
  it('connects when the host has connected', () => {
    const { host, syn } = connected();
    expect(host.log).toEqual(['connect 198.51.100.7:80']);
    expect([syn?.flags, syn?.ack, syn?.mss]).toEqual([TCP_FLAG.SYN | TCP_FLAG.ACK, 1001, 1460]);
  });

  it('refuses when the host is refused, and resets what it does not know', () => {
    const refused = network();
    refused.sendTcp({ seq: 5, flags: TCP_FLAG.SYN });
    refused.host.tcp?.closed();
    expect(refused.nextTcp()).toMatchObject({ flags: TCP_FLAG.RST | TCP_FLAG.ACK, ack: 6 });
    const unknown = network();
    unknown.sendTcp({ seq: 5, ack: 9, flags: TCP_FLAG.ACK });
    expect(unknown.nextTcp()).toMatchObject({ flags: TCP_FLAG.RST | TCP_FLAG.ACK, seq: 9 });
  });

  it('passes data both ways, once', () => {
    const { host, sendTcp, nextTcp, seq } = connected();
    sendTcp({ seq: 1001, ack: seq, flags: TCP_FLAG.ACK, payload: bytesOf('GET /') });
    sendTcp({ seq: 1001, ack: seq, flags: TCP_FLAG.ACK, payload: bytesOf('GET / HTTP') });
    expect([nextTcp()?.ack, nextTcp()?.ack]).toEqual([1006, 1011]);
    expect(host.log.slice(1)).toEqual(['write GET /', 'write  HTTP']);
    host.tcp?.data(bytesOf('hello'));
    expect(nextTcp()).toMatchObject({ seq, ack: 1011, payload: bytesOf('hello') });
  });

  it('keeps to the window and segment size of the guest', () => {
    const { host, sendTcp, nextTcp, seq } = connected();
    sendTcp({ seq: 1001, ack: seq, flags: TCP_FLAG.ACK, window: 1500 });
    host.tcp?.data(new Uint8Array(3000));
    expect([nextTcp()?.payload.length, nextTcp()?.payload.length, nextTcp()]).toEqual([1000, 500, undefined]);
    sendTcp({ seq: 1001, ack: seq + 1500, flags: TCP_FLAG.ACK, window: 1500 });
    expect([nextTcp()?.payload.length, nextTcp()?.payload.length]).toEqual([1000, 500]);
  });

  it('closes its window while the host is slow', () => {
    const { host, sendTcp, nextTcp, seq } = connected();
    host.pending = 0x20000;
    sendTcp({ seq: 1001, ack: seq, flags: TCP_FLAG.ACK, payload: bytesOf('x') });
    expect(nextTcp()?.window).toBe(0);
    host.pending = 0;
    host.tcp?.drained();
    expect(nextTcp()?.window).toBe(0xffff);
  });

  it('ends in order from both sides, and then forgets the connection', () => {
    const { host, sendTcp, nextTcp, seq } = connected();
    host.tcp?.data(bytesOf('bye'));
    host.tcp?.ended();
    host.tcp?.closed();
    expect([nextTcp()?.payload.length, nextTcp()?.flags]).toEqual([3, TCP_FLAG.FIN | TCP_FLAG.ACK]);
    sendTcp({ seq: 1001, ack: seq + 4, flags: TCP_FLAG.FIN | TCP_FLAG.ACK });
    expect([nextTcp()?.ack, host.log.at(-1)]).toEqual([1002, 'end']);
    sendTcp({ seq: 1002, ack: seq + 4, flags: TCP_FLAG.ACK });
    expect(nextTcp()?.flags).toBe(TCP_FLAG.RST | TCP_FLAG.ACK);
  });

  it("a reset from the guest drops the host's connection", () => {
    const { host, sendTcp } = connected();
    sendTcp({ seq: 1001, flags: TCP_FLAG.RST });
    expect(host.log.at(-1)).toBe('destroy');
  });
});

it('truncated and random frames do no harm', () => {
  const { net } = network();
  let x = 12345;
  const random = () => ((x = (x * 1103515245 + 12345) & 0x7fffffff) >>> 8) & 0xff;
  for (let i = 0; i < 3000; i++) {
    const frame = Uint8Array.from({ length: i % 90 }, random);
    frame.set(
      (i % 2 === 0 ? [8, 0, 0x45] : [8, 6]).slice(0, Math.max(0, frame.length - 12)),
      Math.min(12, frame.length),
    );
    expect(() => net.send(frame)).not.toThrow();
  }
});

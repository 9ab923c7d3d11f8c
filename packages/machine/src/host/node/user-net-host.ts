import { createSocket } from 'node:dgram';
import { getServers } from 'node:dns';
import { connect } from 'node:net';
import { type HostTcpEvents, loopbackNet, type NetBackend, UserNet, type UserNetHost } from '@tutti/devices-core';
import type { NicOption } from '../../options.ts';

/** A network of the host, and how to let go of it. */
export interface OpenNic {
  readonly backend: NetBackend;
  close(): void;
}

/** Open a network as a nic option wants it. */
export function openNic({ kind }: NicOption): OpenNic {
  if (kind === 'loopback') return { backend: loopbackNet(), close: () => undefined };
  const sockets = new Set<{ destroy(): void }>();
  return {
    backend: new UserNet(userNetHost(sockets)),
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Sockets of this process, which `sockets` lists while they live. */
function userNetHost(sockets: Set<{ destroy(): void }>): UserNetHost {
  return {
    // The guest's network is IPv4 only.
    nameServer: getServers().find((server) => /^[\d.]+$/.test(server)) ?? '127.0.0.1',
    connectTcp: (address, port, events) => openTcp(sockets, address, port, events),
    openUdp(received) {
      const socket = createSocket('udp4');
      const entry = { destroy: () => socket.close() };
      const forget = (): void => void sockets.delete(entry);
      sockets.add(entry);
      socket.on('message', (bytes, { address, port }) => received(bytes, address, port));
      // A datagram that cannot be sent is lost, as datagrams may be.
      socket.on('error', () => undefined);
      socket.on('close', forget);
      return {
        send: (bytes, address, port) => socket.send(bytes, port, address),
        close: () => socket.close(),
      };
    },
  };
}

function openTcp(sockets: Set<{ destroy(): void }>, address: string, port: number, events: HostTcpEvents) {
  const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
  sockets.add(socket);
  socket.on('connect', events.connected);
  socket.on('data', (bytes) => events.data(bytes));
  socket.on('drain', events.drained);
  socket.on('end', events.ended);
  // The event `close` follows every error, and that is what the guest gets to see.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    sockets.delete(socket);
    events.closed();
  });
  return {
    get pending() {
      return socket.writableLength;
    },
    write: (bytes: Uint8Array) => void socket.write(bytes),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => {
      if (socket.isPaused()) socket.resume();
    },
  };
}

/** A TCP connection of the host, as the user-mode network drives it. */
export interface HostTcp {
  write(bytes: Uint8Array): void;
  /** Bytes written that the peer's host has not taken yet. */
  readonly pending: number;
  /** No more bytes will be written. */
  end(): void;
  /** Drop the connection. */
  destroy(): void;
  /** Ask for more bytes, or for none for now. */
  pause(): void;
  resume(): void;
}

/** What happens on a TCP connection of the host. */
export interface HostTcpEvents {
  connected(): void;
  data(bytes: Uint8Array): void;
  /** Bytes that were pending have gone. */
  drained(): void;
  /** The peer sends no more. */
  ended(): void;
  /** The connection is gone: refused, reset or closed. */
  closed(): void;
}

/** A UDP socket of the host. */
export interface HostUdp {
  send(bytes: Uint8Array, address: string, port: number): void;
  close(): void;
}

/** The host's network, as the user-mode network needs it. Calls and events on the I/O thread. */
export interface UserNetHost {
  connectTcp(address: string, port: number, events: HostTcpEvents): HostTcp;
  openUdp(received: (bytes: Uint8Array, address: string, port: number) => void): HostUdp;
  /** Address of the name server that the host uses. */
  readonly nameServer: string;
}

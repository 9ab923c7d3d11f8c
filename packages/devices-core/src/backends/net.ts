/**
 * A network port as a device sees it: Ethernet frames without checksum (FCS), from 14 to 1518 bytes. Used on the I/O thread
 * only. Whoever has frames calls `wake`, which the device set provides; the device then takes them with `receive`.
 */
export interface NetBackend {
  send(frame: Uint8Array): void;
  /** @returns the next frame for the device, or undefined */
  receive(): Uint8Array | undefined;
  /** Set by the device set: call it when `receive` has something new. */
  wake: (() => void) | undefined;
}

const MAX_QUEUED_FRAMES = 1024;

/** A queue of frames that drops the newest when full, as a wire does. */
class Port implements NetBackend {
  wake: (() => void) | undefined = undefined;
  peer: Port = this;
  private readonly queue: Uint8Array[] = [];

  send(frame: Uint8Array): void {
    const { peer } = this;
    if (peer.queue.length >= MAX_QUEUED_FRAMES) return;
    peer.queue.push(frame.slice());
    peer.wake?.();
  }

  receive(): Uint8Array | undefined {
    return this.queue.shift();
  }
}

/** A port that hears itself: every frame sent comes back. */
export function loopbackNet(): NetBackend {
  return new Port();
}

/** Two ports joined by a cable: what one sends the other receives. */
export function netCable(): [NetBackend, NetBackend] {
  const a = new Port();
  const b = new Port();
  a.peer = b;
  b.peer = a;
  return [a, b];
}

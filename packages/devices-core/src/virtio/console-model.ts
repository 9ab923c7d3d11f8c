import type { Virtio, VirtioModel } from './transport-map.ts';
import { type Chain, gather, giveBack, hasChain, scatter, takeChain, totalLength } from './virtqueue.ts';

const FEATURE = { EMERG_WRITE: 1 << 2 } as const;
const RECEIVE = 0;
const EMERG_WR = 8;
const PIECE_BYTES = 4096;
/** How long a full sink is left alone before the next try. */
const RETRY_NS = 500_000;

/** Console with one port. @see OASIS virtio 1.2, 5.3 */
export const consoleModel: VirtioModel = {
  id: 3,
  queues: 2,
  features: () => FEATURE.EMERG_WRITE,
  config: () => new Uint8Array(12),
  writeConfig(dev, offset, value) {
    if (offset === EMERG_WR) dev.sink('tx').push(value);
  },
  run: (dev, queue) => (queue === RECEIVE ? receiveAll(dev) : transmitAll(dev)),
};

function transmitAll(dev: Virtio): void {
  for (let chain = takeChain(dev, 1); chain !== undefined; chain = takeChain(dev, 1)) {
    if (!transmit(dev, chain)) {
      putBack(dev, chain);
      return;
    }
    giveBack(dev, chain, 0);
  }
}

/** Send what is left of a buffer. @returns false when the sink became full; `progress` is how far it got */
function transmit(dev: Virtio, chain: Chain): boolean {
  const length = totalLength(chain.readable);
  const bytes = new Uint8Array(PIECE_BYTES);
  while (dev.state.progress < length) {
    const got = gather(dev, chain.readable, dev.state.progress, bytes);
    for (let i = 0; i < got; i++) {
      if (!dev.sink('tx').push(bytes[i] ?? 0)) return false;
      dev.state.progress += 1;
    }
  }
  dev.state.progress = 0;
  return true;
}

/** The buffer stays the next one; the queue is looked at again later. */
function putBack(dev: Virtio, chain: Chain): void {
  dev.locked(() => {
    if (dev.state.generation !== chain.generation) return;
    dev.state.nextAvail[chain.queue] = (dev.state.nextAvail[chain.queue] ?? 0) - 1;
    dev.timer('retry').arm(dev.clock.nowNs() + RETRY_NS);
  });
}

/** Bytes stay outside while the guest has no buffers for them. */
function receiveAll(dev: Virtio): void {
  while (dev.locked(() => hasChain(dev, RECEIVE))) {
    const first = dev.source('rx').pop();
    if (first < 0) return;
    const chain = takeChain(dev, RECEIVE);
    if (chain === undefined) return;
    const bytes = [first];
    const room = Math.min(PIECE_BYTES, totalLength(chain.writable));
    while (bytes.length < room) {
      const byte = dev.source('rx').pop();
      if (byte < 0) break;
      bytes.push(byte);
    }
    giveBack(dev, chain, scatter(dev, chain.writable, 0, Uint8Array.from(bytes)));
  }
}

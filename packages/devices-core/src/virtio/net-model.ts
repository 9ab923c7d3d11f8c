import type { Virtio, VirtioModel } from './transport-map.ts';
import { gather, giveBack, hasChain, scatter, takeChain, totalLength } from './virtqueue.ts';

const FEATURE = { MAC: 1 << 5, STATUS: 1 << 16 } as const;
const RECEIVE = 0;
const LINK_UP = 1;
const MAX_FRAME_BYTES = 1526;
const MIN_FRAME_BYTES = 14;

/** Header before each frame: 10 bytes in the legacy interface, 12 with the count of buffers that 1.0 always has (5.1.6.1). */
const headerBytes = (dev: Virtio) => (dev.options.version === 1 ? 10 : 12);

/** Network card without offloads. @see OASIS virtio 1.2, 5.1 */
export const netModel: VirtioModel = {
  id: 1,
  queues: 2,
  features: () => FEATURE.MAC | FEATURE.STATUS,
  config: (dev) => Uint8Array.of(...parseMac(dev.options.mac), LINK_UP, 0),
  run: (dev, queue) => (queue === RECEIVE ? receiveAll(dev) : transmitAll(dev)),
};

function parseMac(text: string): number[] {
  const parts = text.split(':').map((part) => Number.parseInt(part, 16) & 0xff);
  return Array.from({ length: 6 }, (_, i) => parts[i] || 0);
}

function transmitAll(dev: Virtio): void {
  const queue = 1;
  for (let chain = takeChain(dev, queue); chain !== undefined; chain = takeChain(dev, queue)) {
    const length = totalLength(chain.readable) - headerBytes(dev);
    if (length >= MIN_FRAME_BYTES && length <= MAX_FRAME_BYTES) {
      const frame = new Uint8Array(length);
      gather(dev, chain.readable, headerBytes(dev), frame);
      dev.net('net')?.send(frame);
    } else dev.trace('guest_errors', () => `a frame of ${length} bytes is dropped`);
    giveBack(dev, chain, 0);
  }
}

/** Frames stay in the back end while the guest has no buffers for them. */
function receiveAll(dev: Virtio): void {
  const backend = dev.net('net');
  while (backend !== undefined && dev.locked(() => hasChain(dev, RECEIVE))) {
    const frame = backend.receive();
    if (frame === undefined) return;
    const chain = takeChain(dev, RECEIVE);
    if (chain === undefined) return;
    const header = new Uint8Array(headerBytes(dev));
    if (header.length === 12) header[10] = 1;
    scatter(dev, chain.writable, 0, header);
    const put = scatter(dev, chain.writable, header.length, frame);
    giveBack(dev, chain, header.length + put);
  }
}

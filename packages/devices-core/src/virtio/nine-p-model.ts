import { MIN_ANSWER_BYTES } from '../backends/share.ts';
import { MAX_MESSAGE_BYTES } from '../nine-p/server.ts';
import type { Virtio, VirtioModel } from './transport-map.ts';
import { type Chain, gather, giveBack, scatter, takeChain, totalLength } from './virtqueue.ts';

const FEATURE = { MOUNT_TAG: 1 } as const;

/** Shared folder: each buffer is a message of 9P and room for its answer. @see OASIS virtio 1.3, 5.20 */
export const ninePModel: VirtioModel = {
  id: 9,
  queues: 1,
  features: () => FEATURE.MOUNT_TAG,
  config(dev) {
    const tag = new TextEncoder().encode(dev.options.tag);
    return Uint8Array.from([tag.length & 0xff, tag.length >>> 8, ...tag]);
  },
  run(dev, queue) {
    for (let chain = takeChain(dev, queue); chain !== undefined; chain = takeChain(dev, queue)) exchange(dev, chain);
  },
};

function exchange(dev: Virtio, chain: Chain): void {
  const share = dev.share('share');
  const length = totalLength(chain.readable);
  const room = totalLength(chain.writable);
  if (share === undefined || length > MAX_MESSAGE_BYTES || room < MIN_ANSWER_BYTES) {
    dev.trace('guest_errors', () => `a message of ${length} bytes with room for ${room}, or nothing is shared`);
    giveBack(dev, chain, 0);
    return;
  }
  const request = new Uint8Array(length);
  gather(dev, chain.readable, 0, request);
  giveBack(dev, chain, scatter(dev, chain.writable, 0, share.exchange(request, room)));
}

import type { Virtio, VirtioModel } from './transport-map.ts';
import { giveBack, scatter, takeChain, totalLength } from './virtqueue.ts';

const MAX_BYTES = 4096;

/**
 * Random numbers. With `seed` 0 they come from the machine's service `entropy` (32 bits a call); with another they are a
 * repeatable sequence (xorshift32), fit for repeatable runs and not for secrets. @see OASIS virtio 1.2, 5.4
 */
export const rngModel: VirtioModel = {
  id: 4,
  queues: 1,
  features: () => 0,
  config: () => new Uint8Array(0),
  run(dev, queue) {
    for (let chain = takeChain(dev, queue); chain !== undefined; chain = takeChain(dev, queue)) {
      const bytes = Uint8Array.from(
        { length: Math.min(MAX_BYTES, totalLength(chain.writable)) },
        () => nextWord(dev) & 0xff,
      );
      giveBack(dev, chain, scatter(dev, chain.writable, 0, bytes));
    }
  },
};

function nextWord(dev: Virtio): number {
  if (dev.options.seed === 0) {
    const word = dev.service('entropy', 0, 0, 0);
    if (word !== undefined) return word;
  }
  let x = dev.state.random || dev.options.seed || 0x9e37_79b9;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  dev.state.random = x >>> 0;
  return x >>> 8;
}

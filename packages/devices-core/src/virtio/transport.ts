import { SECTOR_BYTES } from '../backends/block.ts';
import type { DeviceParts } from '../framework/define-device.ts';
import type { OptionSpecs } from '../framework/options.ts';
import { blockModel } from './block-model.ts';
import { consoleModel } from './console-model.ts';
import { netModel } from './net-model.ts';
import { ninePModel } from './nine-p-model.ts';
import { rngModel } from './rng-model.ts';
import { MAX_QUEUES, type Virtio, type VirtioModel } from './transport-map.ts';
import { lowerInterrupt } from './virtio-interrupt.ts';

const MODELS: Readonly<Record<string, VirtioModel>> = {
  net: netModel,
  block: blockModel,
  console: consoleModel,
  rng: rngModel,
  '9p': ninePModel,
};

/** Bits of Status (2.1). */
const FEATURES_OK = 8;
const NEEDS_RESET = 0x40;
/** Features of the transport: INDIRECT_DESC (28), VERSION_1 (32). */
const INDIRECT_DESC = 1 << 28;
const VERSION_1 = 1;

export const modelOf = (dev: Virtio): VirtioModel | undefined => MODELS[dev.options.device];

export function features(dev: Virtio, word: number): number {
  const model = modelOf(dev);
  if (model === undefined) return 0;
  if (word === 0) return model.features(dev) | INDIRECT_DESC;
  return word === 1 && dev.options.version === 2 ? VERSION_1 : 0;
}

function acceptable(dev: Virtio): boolean {
  const [low = 0, high = 0] = dev.state.driverFeatures;
  if ((low & ~features(dev, 0)) !== 0 || (high & ~features(dev, 1)) !== 0) return false;
  return dev.options.version === 1 || (high & VERSION_1) !== 0;
}

/** Writing 0 resets; FEATURES_OK only stays when the device can do with what the driver accepted (3.1.1). */
export function setStatus(dev: Virtio, value: number): void {
  if (value === 0) {
    resetDevice(dev);
    return;
  }
  const ok = (value & FEATURES_OK) === 0 || acceptable(dev);
  dev.state.Status = (ok ? value : value & ~FEATURES_OK) | (dev.state.Status & NEEDS_RESET);
}

export function resetDevice(dev: Virtio): void {
  const { state } = dev;
  state.Status = 0;
  state.InterruptStatus = 0;
  state.notified = 0;
  state.progress = 0;
  state.generation += 1;
  for (const field of [state.driverFeatures, state.size, state.pfn, state.ready, state.nextAvail, state.nextUsed])
    field.fill(0);
  lowerInterrupt(dev);
}

export function notify(dev: Virtio, queue: number): void {
  if (queue >= (modelOf(dev)?.queues ?? 0) || (dev.state.Status & NEEDS_RESET) !== 0) return;
  dev.state.notified |= 1 << queue;
  dev.request('queues');
}

/** On the I/O thread: look at every queue that was notified. */
function runQueues(dev: Virtio): void {
  const model = modelOf(dev);
  const queues = dev.locked(() => {
    const { notified } = dev.state;
    dev.state.notified = 0;
    return notified;
  });
  for (let queue = 0; queue < MAX_QUEUES; queue++) if ((queues & (1 << queue)) !== 0) model?.run(dev, queue);
}

/** A queue that starts counts from 0 again. */
export function restartQueue(dev: Virtio, value: number): void {
  const queue = dev.state.QueueSel;
  if (value === 0 || queue >= MAX_QUEUES) return;
  dev.state.nextAvail[queue] = 0;
  dev.state.nextUsed[queue] = 0;
}

/** What a virtio device has besides its transport's registers: back ends and the work on its queues. */
export const VIRTIO_PARTS = {
  blocks: { disk: { doc: 'disk of a block device' } },
  shares: { share: { doc: 'folder of a 9P device' } },
  nets: {
    net: {
      doc: 'port of a network card',
      arrived: (dev) => {
        if (dev.options.device === 'net') netModel.run(dev, 0);
      },
    },
  },
  sinks: { tx: { doc: 'output of a console' } },
  sources: { rx: { doc: 'input of a console', arrived: (dev) => notify(dev, 0) } },
  works: { queues: runQueues },
  timers: { retry: { fired: (dev) => notify(dev, 1) } },
  keep: ['capacity', 'readOnly', 'generation'],
  attached: (dev) => {
    const disk = dev.block('disk');
    dev.state.capacity = (disk?.sizeBytes ?? 0) / SECTOR_BYTES;
    dev.state.readOnly = disk?.readOnly === true ? 1 : 0;
  },
} as const satisfies DeviceParts<Virtio, OptionSpecs>;

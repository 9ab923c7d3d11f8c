import { SECTOR_BYTES } from '../backends/block.ts';
import { defineDevice, type RegisterCallbacks } from '../framework/define-device.ts';
import { blockModel } from './block-model.ts';
import { consoleModel } from './console-model.ts';
import { netModel } from './net-model.ts';
import { rngModel } from './rng-model.ts';
import {
  MAX_QUEUES,
  QUEUE_SIZE,
  VIRTIO_MMIO,
  VIRTIO_OPTIONS,
  VIRTIO_STATE,
  type Virtio,
  type VirtioModel,
} from './transport-map.ts';
import { raise } from './virtqueue.ts';

const MODELS: Readonly<Record<string, VirtioModel>> = {
  net: netModel,
  block: blockModel,
  console: consoleModel,
  rng: rngModel,
};

/** Bits of Status (2.1). */
const FEATURES_OK = 8;
const NEEDS_RESET = 0x40;
/** Features of the transport: INDIRECT_DESC (28), VERSION_1 (32). */
const INDIRECT_DESC = 1 << 28;
const VERSION_1 = 1;

const modelOf = (dev: Virtio): VirtioModel | undefined => MODELS[dev.options.device];

function features(dev: Virtio, word: number): number {
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
function setStatus(dev: Virtio, value: number): void {
  if (value === 0) {
    resetDevice(dev);
    return;
  }
  const ok = (value & FEATURES_OK) === 0 || acceptable(dev);
  dev.state.Status = (ok ? value : value & ~FEATURES_OK) | (dev.state.Status & NEEDS_RESET);
}

function resetDevice(dev: Virtio): void {
  const { state } = dev;
  state.Status = 0;
  state.InterruptStatus = 0;
  state.notified = 0;
  state.progress = 0;
  state.generation += 1;
  for (const field of [state.driverFeatures, state.size, state.pfn, state.ready, state.nextAvail, state.nextUsed])
    field.fill(0);
  dev.irq('intr').set(0);
}

function notify(dev: Virtio, queue: number): void {
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

type Field =
  | 'size'
  | 'align'
  | 'pfn'
  | 'ready'
  | 'descLow'
  | 'descHigh'
  | 'driverLow'
  | 'driverHigh'
  | 'deviceLow'
  | 'deviceHigh';

/** A register of the selected queue. */
function queueRegister(field: Field, accept: (value: number) => number = (value) => value): RegisterCallbacks<Virtio> {
  return {
    read: (dev) => dev.state[field][dev.state.QueueSel] ?? 0,
    write: (dev, value) => {
      if (dev.state.QueueSel < (modelOf(dev)?.queues ?? 0)) dev.state[field][dev.state.QueueSel] = accept(value);
    },
  };
}

/** A queue that starts counts from 0 again. */
function restartQueue(dev: Virtio, value: number): void {
  const queue = dev.state.QueueSel;
  if (value === 0 || queue >= MAX_QUEUES) return;
  dev.state.nextAvail[queue] = 0;
  dev.state.nextUsed[queue] = 0;
}

const ready = queueRegister('ready', (value) => value & 1);
const pfn = queueRegister('pfn');

/**
 * Virtio over memory-mapped registers, modern or legacy, with a disk, a network card, a console or a source of random numbers behind it
 * (option `device`). Queues are worked off on the I/O thread. With `none` a driver finds an empty slot.
 */
export const virtioMmio = defineDevice(
  VIRTIO_MMIO,
  VIRTIO_STATE,
  {
    Version: { read: (dev) => dev.options.version },
    DeviceID: { read: (dev) => modelOf(dev)?.id ?? 0 },
    DeviceFeatures: { read: (dev) => features(dev, dev.state.DeviceFeaturesSel) },
    DriverFeatures: {
      write: (dev, value) => {
        if (dev.state.DriverFeaturesSel < 2) dev.state.driverFeatures[dev.state.DriverFeaturesSel] = value;
      },
    },
    QueueNumMax: { read: (dev) => (dev.state.QueueSel < (modelOf(dev)?.queues ?? 0) ? QUEUE_SIZE : 0) },
    QueueNum: queueRegister('size', (value) => (value <= QUEUE_SIZE ? value : 0)),
    QueueAlign: queueRegister('align', (value) => value & 0xffff),
    QueuePFN: {
      ...pfn,
      write: (dev, value, index, core) => {
        restartQueue(dev, value);
        pfn.write?.(dev, value, index, core);
      },
    },
    QueueReady: {
      ...ready,
      write: (dev, value, index, core) => {
        restartQueue(dev, value);
        ready.write?.(dev, value, index, core);
      },
    },
    QueueNotify: { write: notify },
    InterruptACK: {
      write: (dev, value) => {
        dev.state.InterruptStatus &= ~value;
        raise(dev, 0);
      },
    },
    Status: { write: setStatus },
    QueueDescLow: queueRegister('descLow'),
    QueueDescHigh: queueRegister('descHigh'),
    QueueDriverLow: queueRegister('driverLow'),
    QueueDriverHigh: queueRegister('driverHigh'),
    QueueDeviceLow: queueRegister('deviceLow'),
    QueueDeviceHigh: queueRegister('deviceHigh'),
    Config: {
      read: (dev, index) => modelOf(dev)?.config(dev)[index] ?? 0,
      write: (dev, value, index) => modelOf(dev)?.writeConfig?.(dev, index, value),
    },
  },
  {
    doc: 'virtio-mmio slot',
    options: VIRTIO_OPTIONS,
    irqs: { intr: { doc: 'used buffers or changed configuration' } },
    blocks: { disk: { doc: 'disk of a block device' } },
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
    reset: resetDevice,
  },
);

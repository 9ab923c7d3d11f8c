import { defineDevice, type RegisterCallbacks } from '../framework/define-device.ts';
import { features, modelOf, notify, resetDevice, restartQueue, setStatus, VIRTIO_PARTS } from './transport.ts';
import { QUEUE_SIZE, VIRTIO_MMIO, VIRTIO_OPTIONS, VIRTIO_STATE, type Virtio } from './transport-map.ts';
import { raise } from './virtio-interrupt.ts';

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
    ...VIRTIO_PARTS,
    reset: resetDevice,
  },
);

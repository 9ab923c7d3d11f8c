import { defineDevice, type RegisterCallbacks } from '../framework/define-device.ts';
import { type PciCapability, type PciFunction, pciConfigCallbacks, pciReset } from '../pci/function.ts';
import { msixCallbacks, msixCapability, msixReset, msixUnmasked } from '../pci/msix.ts';
import { features, modelOf, notify, resetDevice, restartQueue, setStatus, VIRTIO_PARTS } from './transport.ts';
import { QUEUE_SIZE, VIRTIO_OPTIONS, type Virtio } from './transport-map.ts';
import { lowerInterrupt } from './virtio-interrupt.ts';
import { NOTIFY_STRIDE, VIRTIO_PCI, VIRTIO_PCI_AT, VIRTIO_PCI_STATE, type VirtioPci } from './virtio-pci-map.ts';

const VENDOR = 0x1af4;
const FIRST_DEVICE = 0x1040;
const MEMORY_BAR = 4;
const MSIX_BAR = 1;
const PAGE = 0x1000;
const NO_VECTOR = 0xffff;

/** Class codes by kind of device. */
const CLASSES: Readonly<Record<string, number>> = {
  net: 0x02_0000,
  block: 0x01_0000,
  console: 0x07_8000,
  rng: 0x00_ff00,
  '9p': 0x00_0200,
};

const VENDOR_CAPABILITY = 0x09;
/** Kinds of structure that a capability can name (4.1.4). */
const STRUCTURE = { COMMON: 1, NOTIFY: 2, ISR: 3, DEVICE: 4 } as const;

const le32 = (value: number): number[] => [0, 8, 16, 24].map((s) => (value >>> s) & 0xff);

/** Where in the memory range a structure is. */
function structure(kind: number, offset: number, length: number, extra: readonly number[] = []): PciCapability {
  const bytes = [16 + extra.length, kind, MEMORY_BAR, 0, 0, 0, ...le32(offset), ...le32(length), ...extra];
  return { id: VENDOR_CAPABILITY, bytes };
}

const CAPABILITIES: readonly PciCapability[] = [
  msixCapability(MSIX_BAR, 0, VIRTIO_PCI_AT.PENDING - VIRTIO_PCI_AT.MSIX),
  structure(STRUCTURE.COMMON, VIRTIO_PCI_AT.COMMON, 0x38),
  structure(STRUCTURE.ISR, VIRTIO_PCI_AT.ISR, 1),
  structure(STRUCTURE.DEVICE, VIRTIO_PCI_AT.DEVICE, 0x100),
  structure(STRUCTURE.NOTIFY, VIRTIO_PCI_AT.NOTIFY, PAGE, le32(NOTIFY_STRIDE)),
];
const BARS = {
  [MSIX_BAR]: { space: 'memory', size: PAGE, window: 'msix' },
  [MEMORY_BAR]: { space: 'memory', size: 4 * PAGE, window: 'registers' },
} as const;

const functions = new Map(
  Object.entries(CLASSES).map(([kind, classCode], i): [string, PciFunction] => {
    const id = { net: 1, block: 2, console: 3, rng: 4, '9p': 9 }[kind] ?? i;
    return [
      kind,
      {
        vendor: VENDOR,
        device: FIRST_DEVICE + id,
        classCode,
        revision: 1,
        subsystem: [VENDOR, 0x1100],
        pin: 1,
        bars: BARS,
        capabilities: CAPABILITIES,
      },
    ];
  }),
);
const functionOf = (dev: { readonly options: { readonly device: string } }): PciFunction | undefined =>
  functions.get(dev.options.device);

const shared = (dev: VirtioPci): Virtio => dev as unknown as Virtio;
const queues = (dev: VirtioPci): number => modelOf(shared(dev))?.queues ?? 0;

type Field =
  | 'size'
  | 'ready'
  | 'descLow'
  | 'descHigh'
  | 'driverLow'
  | 'driverHigh'
  | 'deviceLow'
  | 'deviceHigh'
  | 'queueVector';

/** A register of the selected queue. */
function queueRegister(
  field: Field,
  accept: (value: number) => number = (value) => value,
): RegisterCallbacks<VirtioPci> {
  return {
    read: (dev) => (dev.state.QueueSel < queues(dev) ? (dev.state[field][dev.state.QueueSel] ?? 0) : 0),
    write: (dev, value) => {
      if (dev.state.QueueSel < queues(dev)) dev.state[field][dev.state.QueueSel] = accept(value);
    },
  };
}
const ready = queueRegister('ready', (value) => value & 1);

/** After a reset of the device, queues have their largest size and nobody wants messages. */
function resetTransport(dev: VirtioPci): void {
  resetDevice(shared(dev));
  dev.state.ConfigVector = NO_VECTOR;
  dev.state.queueVector.fill(NO_VECTOR);
  dev.state.size.fill(QUEUE_SIZE);
}

/**
 * Virtio as a PCI function, modern interface, with MSI-X: disk, network card, console, source of random numbers or shared folder
 * (option `device`).
 * With `none` the slot is empty.
 */
export const virtioPci = defineDevice(
  VIRTIO_PCI,
  VIRTIO_PCI_STATE,
  {
    DeviceFeatures: { read: (dev) => features(shared(dev), dev.state.DeviceFeaturesSel) },
    DriverFeatures: {
      read: (dev) => dev.state.driverFeatures[dev.state.DriverFeaturesSel] ?? 0,
      write: (dev, value) => {
        if (dev.state.DriverFeaturesSel < 2) dev.state.driverFeatures[dev.state.DriverFeaturesSel] = value;
      },
    },
    QueueCount: { read: queues },
    Status: { write: (dev, value) => (value === 0 ? resetTransport(dev) : setStatus(shared(dev), value)) },
    QueueNum: queueRegister('size', (value) => (value <= QUEUE_SIZE ? value : 0)),
    QueueVector: queueRegister('queueVector'),
    QueueReady: {
      ...ready,
      write: (dev, value, index, core) => {
        restartQueue(shared(dev), value);
        ready.write?.(dev, value, index, core);
      },
    },
    QueueNotifyOff: { read: (dev) => dev.state.QueueSel },
    QueueDescLow: queueRegister('descLow'),
    QueueDescHigh: queueRegister('descHigh'),
    QueueDriverLow: queueRegister('driverLow'),
    QueueDriverHigh: queueRegister('driverHigh'),
    QueueDeviceLow: queueRegister('deviceLow'),
    QueueDeviceHigh: queueRegister('deviceHigh'),
    ISR: {
      read: (dev) => {
        const bits = dev.state.InterruptStatus;
        lowerInterrupt(shared(dev));
        return bits;
      },
    },
    Config: {
      read: (dev, index) => modelOf(shared(dev))?.config(shared(dev))[index] ?? 0,
      write: (dev, value, index) => modelOf(shared(dev))?.writeConfig?.(shared(dev), index, value),
    },
    QueueNotify: { write: (dev, _value, queue) => notify(shared(dev), queue) },
    ...msixCallbacks,
    CONFIG: pciConfigCallbacks<VirtioPci>(functionOf, msixUnmasked),
  },
  {
    doc: 'virtio PCI function',
    options: VIRTIO_OPTIONS,
    windows: {
      registers: { offset: 0, size: 4 * PAGE },
      msix: { offset: VIRTIO_PCI_AT.MSIX, size: PAGE },
      config: { offset: VIRTIO_PCI_AT.CONFIG, size: 0x100 },
    },
    bars: BARS,
    irqs: { intr: { doc: 'interrupt pin' } },
    ...(VIRTIO_PARTS as object),
    reset: (dev) => {
      resetTransport(dev);
      const fn = functionOf(dev);
      if (fn === undefined) return;
      pciReset(dev, fn);
      msixReset(dev, fn);
    },
  },
);

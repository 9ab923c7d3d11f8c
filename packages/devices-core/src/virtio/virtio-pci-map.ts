import type { Device } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';
import { PCI_STATE, pciConfigRegister } from '../pci/function.ts';
import { MSIX_STATE, msixRegisters } from '../pci/msix.ts';
import { MAX_QUEUES, type VIRTIO_OPTIONS, VIRTIO_STATE } from './transport-map.ts';

/** Parts of the memory range, each on a page of its own; then what has other windows. */
export const VIRTIO_PCI_AT = {
  COMMON: 0,
  ISR: 0x1000,
  DEVICE: 0x2000,
  NOTIFY: 0x3000,
  MSIX: 0x4000,
  PENDING: 0x4800,
  CONFIG: 0x5000,
} as const;
/** Distance between the notification registers of queues. */
export const NOTIFY_STRIDE = 4;

const QUEUE = { mode: 'rw', virtual: true } as const;

/** Registers of the PCI transport, modern interface. Names are those of the other transport where they mean the same. */
export const VIRTIO_PCI = registerMap(
  { width: 32, size: 0x5100, spec: 'OASIS virtio 1.2, 4.1.4' },
  {
    DeviceFeaturesSel: { at: 0x00, mode: 'rw', doc: 'selects a word of DeviceFeatures' },
    DeviceFeatures: { at: 0x04, mode: 'r', virtual: true, doc: 'offered features, the selected word' },
    DriverFeaturesSel: { at: 0x08, mode: 'rw', doc: 'selects a word of DriverFeatures' },
    DriverFeatures: { at: 0x0c, ...QUEUE, doc: 'accepted features, the selected word' },
    ConfigVector: { at: 0x10, mode: 'rw', width: 16, reset: 0xffff, doc: 'vector of configuration changes' },
    QueueCount: { at: 0x12, mode: 'r', virtual: true, width: 16, doc: 'queues of the device' },
    Status: { at: 0x14, mode: 'rw', width: 8, doc: 'device status; 0 resets the device' },
    ConfigGeneration: { at: 0x15, mode: 'r', width: 8, doc: 'changes with the configuration' },
    QueueSel: { at: 0x16, mode: 'rw', width: 16, doc: 'selects the queue of the following registers' },
    QueueNum: { at: 0x18, ...QUEUE, width: 16, doc: 'size of the queue; reads the largest after reset' },
    QueueVector: { at: 0x1a, ...QUEUE, width: 16, doc: 'vector of the queue' },
    QueueReady: { at: 0x1c, ...QUEUE, width: 16, doc: '1: the queue is in use' },
    QueueNotifyOff: { at: 0x1e, mode: 'r', virtual: true, width: 16, doc: 'place of its notification register' },
    QueueDescLow: { at: 0x20, ...QUEUE, doc: 'address of the descriptor table' },
    QueueDescHigh: { at: 0x24, ...QUEUE, doc: 'high word' },
    QueueDriverLow: { at: 0x28, ...QUEUE, doc: 'address of the available ring' },
    QueueDriverHigh: { at: 0x2c, ...QUEUE, doc: 'high word' },
    QueueDeviceLow: { at: 0x30, ...QUEUE, doc: 'address of the used ring' },
    QueueDeviceHigh: { at: 0x34, ...QUEUE, doc: 'high word' },
    ISR: {
      at: VIRTIO_PCI_AT.ISR,
      mode: 'r',
      virtual: true,
      width: 8,
      doc: 'why the pin is asserted; reading clears it',
    },
    Config: {
      at: VIRTIO_PCI_AT.DEVICE,
      mode: 'rw',
      virtual: true,
      width: 8,
      count: 0x100,
      doc: "the device's own configuration",
    },
    QueueNotify: {
      at: VIRTIO_PCI_AT.NOTIFY,
      mode: 'w',
      width: 16,
      count: MAX_QUEUES,
      stride: NOTIFY_STRIDE,
      doc: 'there are buffers in this queue',
    },
    ...msixRegisters(VIRTIO_PCI_AT.MSIX, VIRTIO_PCI_AT.PENDING),
    CONFIG: pciConfigRegister(VIRTIO_PCI_AT.CONFIG),
  },
);

export const VIRTIO_PCI_STATE = {
  ...VIRTIO_STATE,
  ...PCI_STATE,
  ...MSIX_STATE,
  InterruptStatus: { type: 'u32', doc: 'as ISR reads it' },
  GuestPageSize: { type: 'u32', doc: 'of the legacy interface, which this transport does not have' },
  queueVector: { type: 'u16', count: MAX_QUEUES, doc: 'QueueVector' },
} as const;

export type VirtioPci = Device<typeof VIRTIO_PCI, typeof VIRTIO_PCI_STATE, typeof VIRTIO_OPTIONS>;

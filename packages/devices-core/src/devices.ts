import type { DeviceType } from './framework/define-device.ts';
import { hardwareSpinlock } from './interprocessor/hardware-spinlock.ts';
import { mailbox } from './interprocessor/mailbox.ts';
import { powerSwitch } from './interprocessor/power-switch.ts';
import { remoteStart } from './interprocessor/remote-start.ts';
import { sharedTimer } from './interprocessor/shared-timer.ts';
import { uartMux } from './interprocessor/uart-mux.ts';
import { pciEcam } from './pci/pci-ecam.ts';
import { pciSharedMemory } from './pci/pci-shared-memory.ts';
import { virtioMmio } from './virtio/virtio-mmio.ts';
import { virtioPci } from './virtio/virtio-pci.ts';

/** The devices of this package by the name that board files use; they fit boards of any architecture. */
export const DEVICES = {
  'hardware-spinlock': hardwareSpinlock,
  mailbox,
  'pci-ecam': pciEcam,
  'pci-shared-memory': pciSharedMemory,
  'power-switch': powerSwitch,
  'remote-start': remoteStart,
  'shared-timer': sharedTimer,
  'uart-mux': uartMux,
  'virtio-mmio': virtioMmio,
  'virtio-pci': virtioPci,
} as const satisfies Record<string, DeviceType>;

import type { DeviceType } from './framework/define-device.ts';
import { virtioMmio } from './virtio/virtio-mmio.ts';

/** The devices of this package by the name that board files use; they fit boards of any architecture. */
export const DEVICES = { 'virtio-mmio': virtioMmio } as const satisfies Record<string, DeviceType>;

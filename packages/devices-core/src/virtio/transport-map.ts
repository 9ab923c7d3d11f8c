import type { Device } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

/** Queues that a device of ours has at most. */
export const MAX_QUEUES = 4;
export const QUEUE_SIZE = 256;

const EACH_QUEUE = { mode: 'rw', virtual: true } as const;

/** Registers of both versions of the transport; which of them answer depends on `version`. */
export const VIRTIO_MMIO = registerMap(
  { width: 32, size: 0x200, spec: 'OASIS virtio 1.2, 4.2.2 and 4.2.4' },
  {
    MagicValue: { at: 0x000, mode: 'r', const: 0x7472_6976, doc: '"virt"' },
    Version: { at: 0x004, mode: 'r', virtual: true, doc: '2, or 1 for the legacy interface' },
    DeviceID: { at: 0x008, mode: 'r', virtual: true, doc: 'kind of device; 0: none here' },
    VendorID: { at: 0x00c, mode: 'r', const: 0x4954_5554, doc: '"TUTI"' },
    DeviceFeatures: { at: 0x010, mode: 'r', virtual: true, doc: 'offered features, the selected word' },
    DeviceFeaturesSel: { at: 0x014, mode: 'rw', doc: 'selects a word of DeviceFeatures' },
    DriverFeatures: { at: 0x020, mode: 'w', doc: 'accepted features, the selected word' },
    DriverFeaturesSel: { at: 0x024, mode: 'rw', doc: 'selects a word of DriverFeatures' },
    GuestPageSize: { at: 0x028, mode: 'rw', doc: 'legacy: unit of QueuePFN' },
    QueueSel: { at: 0x030, mode: 'rw', doc: 'selects the queue of the following registers' },
    QueueNumMax: { at: 0x034, mode: 'r', virtual: true, doc: 'largest size of the queue; 0: no such queue' },
    QueueNum: { at: 0x038, ...EACH_QUEUE, doc: 'size of the queue' },
    QueueAlign: { at: 0x03c, ...EACH_QUEUE, doc: 'legacy: alignment of the used ring' },
    QueuePFN: { at: 0x040, ...EACH_QUEUE, doc: 'legacy: page of the queue; 0 stops it' },
    QueueReady: { at: 0x044, ...EACH_QUEUE, doc: '1: the queue is in use' },
    QueueNotify: { at: 0x050, mode: 'w', doc: 'there are buffers in this queue' },
    InterruptStatus: {
      at: 0x060,
      mode: 'r',
      fields: { Used: [0, 1], Config: [1, 1] },
      doc: 'why the interrupt is asserted',
    },
    InterruptACK: { at: 0x064, mode: 'w', doc: 'clears bits of InterruptStatus' },
    Status: { at: 0x070, mode: 'rw', doc: 'device status; 0 resets the device' },
    QueueDescLow: { at: 0x080, ...EACH_QUEUE, doc: 'address of the descriptor table' },
    QueueDescHigh: { at: 0x084, ...EACH_QUEUE, doc: 'high word' },
    QueueDriverLow: { at: 0x090, ...EACH_QUEUE, doc: 'address of the available ring' },
    QueueDriverHigh: { at: 0x094, ...EACH_QUEUE, doc: 'high word' },
    QueueDeviceLow: { at: 0x0a0, ...EACH_QUEUE, doc: 'address of the used ring' },
    QueueDeviceHigh: { at: 0x0a4, ...EACH_QUEUE, doc: 'high word' },
    SHMSel: { at: 0x0ac, mode: 'w', doc: 'selects a shared memory region' },
    SHMLen: {
      at: 0x0b0,
      mode: 'r',
      count: 2,
      const: [0xffff_ffff, 0xffff_ffff],
      doc: 'length of the region: there is none',
    },
    SHMBase: { at: 0x0b8, mode: 'r', count: 2, const: [0xffff_ffff, 0xffff_ffff], doc: 'its address' },
    ConfigGeneration: { at: 0x0fc, mode: 'r', doc: 'changes with the configuration' },
    Config: { at: 0x100, mode: 'rw', virtual: true, width: 8, count: 0x100, doc: "the device's own configuration" },
  },
);

export const VIRTIO_STATE = {
  driverFeatures: { type: 'u32', count: 2 },
  size: { type: 'u32', count: MAX_QUEUES, doc: 'QueueNum' },
  align: { type: 'u32', count: MAX_QUEUES, doc: 'QueueAlign' },
  pfn: { type: 'u32', count: MAX_QUEUES, doc: 'QueuePFN' },
  ready: { type: 'u32', count: MAX_QUEUES, doc: 'QueueReady' },
  descLow: { type: 'u32', count: MAX_QUEUES },
  descHigh: { type: 'u32', count: MAX_QUEUES },
  driverLow: { type: 'u32', count: MAX_QUEUES },
  driverHigh: { type: 'u32', count: MAX_QUEUES },
  deviceLow: { type: 'u32', count: MAX_QUEUES },
  deviceHigh: { type: 'u32', count: MAX_QUEUES },
  nextAvail: { type: 'u16', count: MAX_QUEUES, doc: 'index of the next available entry to take' },
  nextUsed: { type: 'u16', count: MAX_QUEUES, doc: 'index of the next used entry to fill' },
  notified: { type: 'u32', doc: 'queues that the I/O thread has to look at, one bit each' },
  generation: { type: 'u32', doc: 'counts resets, so that work begun before one does not end after it' },
  progress: { type: 'u32', doc: 'console: bytes of the current transmit buffer that are out' },
  random: { type: 'u32', doc: 'rng: state of the repeatable generator' },
  capacity: { type: 'f64', doc: 'block: sectors; kept over resets' },
  readOnly: { type: 'u32', doc: 'block: 1 when the disk is; kept over resets' },
} as const;

export const VIRTIO_OPTIONS = {
  device: {
    type: 'string',
    default: 'none',
    oneOf: ['none', 'net', 'block', 'console', 'rng', '9p'],
    doc: 'what is behind the transport',
  },
  version: { type: 'int', default: 2, min: 1, max: 2, doc: '1: legacy interface' },
  mac: { type: 'string', default: '52:54:00:12:34:56', doc: 'net: Ethernet address' },
  tag: { type: 'string', default: 'share', doc: '9p: name that the guest mounts' },
  serial: { type: 'string', default: '', doc: 'block: serial number, up to 20 characters' },
  seed: { type: 'int', default: 0, doc: 'rng: 0 takes numbers from the machine, others start a repeatable sequence' },
} as const;

export type Virtio = Device<typeof VIRTIO_MMIO, typeof VIRTIO_STATE, typeof VIRTIO_OPTIONS>;

/** A kind of device behind the transport. `run` is called on the I/O thread, without the lock. */
export interface VirtioModel {
  readonly id: number;
  readonly queues: number;
  /** Feature bits 0 to 31; those of the transport are added. */
  features(dev: Virtio): number;
  /** The configuration space; what lies beyond reads 0. */
  config(dev: Virtio): Uint8Array;
  /** The guest wrote a byte of the configuration space. */
  writeConfig?(dev: Virtio, offset: number, value: number): void;
  /** Process what is available in a queue. */
  run(dev: Virtio, queue: number): void;
}

import { type Device, PCI_STATE, pciConfigRegister, registerMap } from '@tutti/devices-core';

/** Channels, and drives on each. */
export const CHANNELS = 2;
export const DRIVES = 4;
/** Sectors that a channel's buffer holds: what one command without 48-bit addresses can move. */
export const BUFFER_SECTORS = 256;
export const SECTOR_BYTES = 512;
export const BUFFER_BYTES = BUFFER_SECTORS * SECTOR_BYTES;

/** Offsets: data, task file, control block of each channel; bus master; configuration space. */
export const IDE_AT = { DATA: 0x00, TASK: 0x10, CONTROL: 0x20, BUS_MASTER: 0x30, CONFIG: 0x100 } as const;
/** Bytes from one channel's registers to the other's: in data and task file, in the bus master. */
export const CHANNEL_STRIDE = 8;

const TASK = { mode: 'rw', virtual: true, count: CHANNELS, stride: CHANNEL_STRIDE } as const;

/** IDE controller of the PIIX: two channels at the ports that they have had since the AT, and a bus master. */
export const PIIX_IDE = registerMap(
  { width: 8, size: 0x200, spec: 'Intel 82371SB, 2.7; ATA/ATAPI-6 (T13/1410D), 6 and 7' },
  {
    DATA: {
      at: IDE_AT.DATA,
      mode: 'rw',
      virtual: true,
      width: 16,
      count: 8,
      doc: 'data, four words of addresses a channel',
    },
    FEATURES: { at: IDE_AT.TASK + 1, ...TASK, doc: 'error; features' },
    COUNT: { at: IDE_AT.TASK + 2, ...TASK, doc: 'sector count; reason of an ATAPI interrupt' },
    LBA_LOW: { at: IDE_AT.TASK + 3, ...TASK, doc: 'LBA 7-0' },
    LBA_MID: { at: IDE_AT.TASK + 4, ...TASK, doc: 'LBA 15-8; ATAPI byte count' },
    LBA_HIGH: { at: IDE_AT.TASK + 5, ...TASK, doc: 'LBA 23-16; ATAPI byte count' },
    DEVICE: { at: IDE_AT.TASK + 6, ...TASK, doc: 'drive (4), LBA (6), LBA 27-24' },
    COMMAND: { at: IDE_AT.TASK + 7, ...TASK, doc: 'status, which acknowledges; command' },
    CONTROL: { at: IDE_AT.CONTROL, ...TASK, doc: 'status; interrupt disable (1), reset (2), high order byte (7)' },
    BM_COMMAND: { at: IDE_AT.BUS_MASTER, ...TASK, doc: 'start (0), direction to memory (3)' },
    BM_STATUS: {
      at: IDE_AT.BUS_MASTER + 2,
      ...TASK,
      doc: 'active (0), error (1), interrupt (2), drives capable (6-5)',
    },
    BM_TABLE: {
      at: IDE_AT.BUS_MASTER + 4,
      mode: 'rw',
      width: 32,
      count: CHANNELS,
      stride: CHANNEL_STRIDE,
      doc: 'descriptor table',
    },
    CONFIG: pciConfigRegister(IDE_AT.CONFIG),
  },
);

const EACH_CHANNEL = { type: 'u32', count: CHANNELS } as const;
const EACH_DRIVE = { type: 'u32', count: DRIVES } as const;

export const IDE_STATE = {
  ...PCI_STATE,
  // Task file. Both drives of a channel take writes of it; it is kept once a channel.
  error: EACH_CHANNEL,
  features: EACH_CHANNEL,
  count: { ...EACH_CHANNEL, doc: 'last byte written in bits 7-0, the one before in 15-8 (48-bit commands)' },
  lbaLow: { ...EACH_CHANNEL, doc: 'likewise' },
  lbaMid: { ...EACH_CHANNEL, doc: 'likewise' },
  lbaHigh: { ...EACH_CHANNEL, doc: 'likewise' },
  device: EACH_CHANNEL,
  control: EACH_CHANNEL,
  status: EACH_CHANNEL,
  pending: { ...EACH_CHANNEL, doc: 'the drive asks for an interrupt' },
  // Transfer in progress
  transfer: { ...EACH_CHANNEL, doc: 'TRANSFER' },
  sector: { type: 'f64', count: CHANNELS, doc: 'next sector of the disk' },
  left: { ...EACH_CHANNEL, doc: 'sectors that are not in the buffer yet (reads), or not yet asked for (writes)' },
  filled: { ...EACH_CHANNEL, doc: 'bytes of the buffer that count' },
  position: { ...EACH_CHANNEL, doc: 'next byte of the buffer' },
  block: { ...EACH_CHANNEL, doc: 'bytes from one data interrupt to the next' },
  blockEnd: { ...EACH_CHANNEL, doc: 'position at which the present block ends' },
  generation: { ...EACH_CHANNEL, doc: 'counts resets and commands, so that work for an earlier one comes to nothing' },
  // Bus master
  bmCommand: EACH_CHANNEL,
  bmStatus: EACH_CHANNEL,
  // Drives
  sectors: { type: 'f64', count: DRIVES, doc: 'capacity; kept over resets' },
  readOnly: { ...EACH_DRIVE, doc: 'kept over resets' },
  multiple: { ...EACH_DRIVE, doc: 'sectors a block of READ and WRITE MULTIPLE' },
  senseKey: EACH_DRIVE,
  senseCode: EACH_DRIVE,
} as const;

const DRIVE = { type: 'string', default: 'none', oneOf: ['none', 'disk', 'cdrom'], doc: 'what is attached' } as const;
export const IDE_OPTIONS = { drive0: DRIVE, drive1: DRIVE, drive2: DRIVE, drive3: DRIVE } as const;

export type Ide = Device<typeof PIIX_IDE, typeof IDE_STATE, typeof IDE_OPTIONS>;

/** What a channel is doing. */
export const TRANSFER = {
  NONE: 0,
  READ: 1,
  WRITE: 2,
  PACKET: 3,
  READ_DMA: 4,
  WRITE_DMA: 5,
  REPLY: 6,
  REPLY_DMA: 7,
  CD_READ: 8,
  CD_READ_DMA: 9,
} as const;

export const STATUS = { ERR: 0x01, DRQ: 0x08, SEEK: 0x10, READY: 0x40, BUSY: 0x80 } as const;
export const ERROR = { ABORTED: 0x04, NOT_FOUND: 0x10, UNCORRECTABLE: 0x40 } as const;
export const CONTROL = { NO_INTERRUPT: 2, RESET: 4, HIGH_ORDER: 0x80 } as const;
/** Bits of the bus master's registers. */
export const BM = { START: 1, TO_MEMORY: 8, ACTIVE: 1, ERROR: 2, INTERRUPT: 4, CAPABLE: 0x60 } as const;

/** Number of the drive that a channel's device register selects. */
export const driveOf = (dev: Ide, channel: number): number =>
  2 * channel + (((dev.state.device[channel] ?? 0) >>> 4) & 1);

const KINDS = ['drive0', 'drive1', 'drive2', 'drive3'] as const;
export type DriveKind = 'none' | 'disk' | 'cdrom';
export const pinOf = (drive: number): (typeof KINDS)[number] => KINDS[drive] ?? 'drive0';
export const kindOf = (dev: Ide, drive: number): DriveKind => dev.options[pinOf(drive)] as DriveKind;

/** The buffer of a channel. */
export const bufferOf = (dev: Ide, channel: number): Uint8Array =>
  dev.bytes.subarray(channel * BUFFER_BYTES, (channel + 1) * BUFFER_BYTES);

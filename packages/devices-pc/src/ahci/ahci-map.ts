import { type Device, MSI_STATE, PCI_STATE, pciConfigRegister, registerMap } from '@tutti/devices-core';

/** Ports of the controller. */
export const PORTS = 6;
/** Commands that a port can hold. */
export const SLOTS = 32;
const PORT_AT = 0x100;
const PORT_BYTES = 0x80;
const CONFIG_AT = 0x1000;

const port = (offset: number) => ({ at: PORT_AT + offset, width: 32, count: PORTS, stride: PORT_BYTES }) as const;

/** Host bus adapter of the ICH9, AHCI mode. */
export const AHCI = registerMap(
  { width: 32, size: CONFIG_AT + 0x100, spec: 'Serial ATA AHCI 1.3.1, 3; Intel ICH9 datasheet, 14' },
  {
    CAP: { at: 0x00, mode: 'r', virtual: true, doc: 'capabilities' },
    GHC: { at: 0x04, mode: 'rw', virtual: true, doc: 'reset (0), interrupt enable (1), AHCI enable (31)' },
    IS: { at: 0x08, mode: 'w1c', fields: { PORTS: [0, PORTS] }, doc: 'ports that ask for an interrupt' },
    PI: { at: 0x0c, mode: 'r', const: 2 ** PORTS - 1, doc: 'ports implemented' },
    VS: { at: 0x10, mode: 'r', const: 0x0001_0000, doc: 'version 1.0' },
    PxCLB: { ...port(0x00), mode: 'rw', doc: 'command list' },
    PxCLBU: { ...port(0x04), mode: 'rw', doc: 'high word' },
    PxFB: { ...port(0x08), mode: 'rw', doc: 'received FISes' },
    PxFBU: { ...port(0x0c), mode: 'rw', doc: 'high word' },
    PxIS: { ...port(0x10), mode: 'w1c', doc: 'interrupt status' },
    PxIE: { ...port(0x14), mode: 'rw', doc: 'interrupt enable' },
    PxCMD: { ...port(0x18), mode: 'rw', virtual: true, doc: 'command and status' },
    PxTFD: { ...port(0x20), mode: 'r', doc: 'status and error of the drive' },
    PxSIG: { ...port(0x24), mode: 'r', doc: 'signature of the drive' },
    PxSSTS: { ...port(0x28), mode: 'r', doc: 'link: device present, speed, power' },
    PxSCTL: { ...port(0x2c), mode: 'rw', doc: 'link control; writing 1 and 0 to DET resets the drive' },
    PxSERR: { ...port(0x30), mode: 'w1c', doc: 'link errors' },
    PxSACT: { ...port(0x34), mode: 'w1s', doc: 'queued commands, of which there are none' },
    PxCI: { ...port(0x38), mode: 'w1s', doc: 'commands issued' },
    CONFIG: pciConfigRegister(CONFIG_AT),
  },
);
export const AHCI_CONFIG_AT = CONFIG_AT;

const EACH = { type: 'u32', count: PORTS } as const;
export const AHCI_STATE = {
  ...PCI_STATE,
  ...MSI_STATE,
  interruptEnable: { type: 'u32', doc: 'GHC.IE' },
  command: { ...EACH, doc: 'PxCMD as it reads' },
  generation: { ...EACH, doc: 'counts stops and resets, so that work begun before one comes to nothing' },
  sectors: { type: 'f64', count: PORTS, doc: 'capacity; kept over resets' },
  readOnly: { ...EACH, doc: 'kept over resets' },
  senseKey: EACH,
  senseCode: EACH,
} as const;

const PORT = { type: 'string', default: 'none', oneOf: ['none', 'disk', 'cdrom'], doc: 'what is attached' } as const;
export const AHCI_OPTIONS = { port0: PORT, port1: PORT, port2: PORT, port3: PORT, port4: PORT, port5: PORT } as const;

export type Ahci = Device<typeof AHCI, typeof AHCI_STATE, typeof AHCI_OPTIONS>;

const PINS = ['port0', 'port1', 'port2', 'port3', 'port4', 'port5'] as const;
export const pinOf = (number: number): (typeof PINS)[number] => PINS[number] ?? 'port0';
export const kindOf = (dev: Ahci, number: number): 'none' | 'disk' | 'cdrom' =>
  dev.options[pinOf(number)] as 'none' | 'disk' | 'cdrom';

/** Bits of PxCMD. */
export const CMD = {
  START: 1,
  SPIN_UP: 2,
  POWER_ON: 4,
  OVERRIDE: 8,
  FIS_ENABLE: 0x10,
  FIS_RUNNING: 0x4000,
  LIST_RUNNING: 0x8000,
  ATAPI: 0x0100_0000,
  /** What software may set and read back. */
  WRITABLE: 0x0f00_0017,
} as const;

/** Bits of PxIS. */
export const EVENT = { REGISTERS: 1, PIO_SETUP: 2, CONNECT: 0x40, TASK_FILE_ERROR: 0x4000_0000 } as const;
export const STATUS = { ERR: 0x01, DRQ: 0x08, READY: 0x50, BUSY: 0x80, NO_DEVICE: 0x7f } as const;
export const ERROR = { ABORTED: 0x04, NOT_FOUND: 0x10, UNCORRECTABLE: 0x40 } as const;

import { type Device, PCI_STATE, pciConfigRegister, registerMap } from '@tutti/devices-core';

const CONFIG_AT = 0x2_0000;
export const E1000_CONFIG_AT = CONFIG_AT;
export const E1000_BAR_BYTES = 0x2_0000;
const IO_AT = CONFIG_AT + 0x100;
export const E1000_IO_AT = IO_AT;
/** Ports: two registers, and space that nothing is in. */
export const E1000_IO_BYTES = 0x40;
/** Words of the EEPROM. */
export const EEPROM_WORDS = 64;
export const PHY_REGISTERS = 32;
/** Longest packet before it is cut into segments, and what a frame can be. */
export const MAX_PACKET_BYTES = 0x1_0100;

const RW = { mode: 'rw' } as const;

/** Gigabit Ethernet controller 82540EM. Registers that only tune the medium or count are left to `other`, which keeps nothing. */
export const E1000 = registerMap(
  {
    width: 32,
    size: IO_AT + E1000_IO_BYTES,
    spec: "Intel PCI/PCI-X family of gigabit Ethernet controllers, software developer's manual 4.0, 13",
  },
  {
    CTRL: { at: 0x0000, ...RW, doc: 'device control: reset (26), PHY reset (31)' },
    STATUS: { at: 0x0008, mode: 'r', const: 0x83, doc: 'link up, full duplex, 1000 Mb/s' },
    EECD: { at: 0x0010, ...RW, virtual: true, doc: 'EEPROM by its pins' },
    EERD: { at: 0x0014, ...RW, virtual: true, doc: 'EEPROM read: start (0), done (4), address (15-8), data (31-16)' },
    CTRL_EXT: { at: 0x0018, ...RW, doc: 'extended control' },
    MDIC: {
      at: 0x0020,
      ...RW,
      virtual: true,
      doc: 'PHY access: data (15-0), register (20-16), operation (27-26), ready (28)',
    },
    ICR: { at: 0x00c0, ...RW, virtual: true, doc: 'interrupt causes; reading clears them' },
    ITR: { at: 0x00c4, ...RW, doc: 'interrupt throttling' },
    ICS: { at: 0x00c8, mode: 'w', doc: 'causes to set' },
    IMS: { at: 0x00d0, ...RW, virtual: true, doc: 'interrupts enabled; ones set' },
    IMC: { at: 0x00d8, mode: 'w', doc: 'interrupts to disable' },
    RCTL: { at: 0x0100, ...RW, doc: 'receive control' },
    TCTL: { at: 0x0400, ...RW, doc: 'transmit control' },
    PBA: { at: 0x1000, ...RW, reset: 0x0010_0030, doc: 'packet buffer allocation' },
    RDBAL: { at: 0x2800, ...RW, doc: 'receive ring' },
    RDBAH: { at: 0x2804, ...RW, doc: 'high word' },
    RDLEN: { at: 0x2808, ...RW, fields: { LEN: [7, 13] }, doc: 'bytes of the ring' },
    RDH: { at: 0x2810, ...RW, fields: { RDH: [0, 16] }, doc: 'head: next descriptor to fill' },
    RDT: { at: 0x2818, ...RW, fields: { RDT: [0, 16] }, doc: 'tail: first descriptor that is not to be filled' },
    RDTR: { at: 0x2820, ...RW, doc: 'receive delay' },
    RADV: { at: 0x282c, ...RW, doc: 'absolute receive delay' },
    TDBAL: { at: 0x3800, ...RW, doc: 'transmit ring' },
    TDBAH: { at: 0x3804, ...RW, doc: 'high word' },
    TDLEN: { at: 0x3808, ...RW, fields: { LEN: [7, 13] }, doc: 'bytes of the ring' },
    TDH: { at: 0x3810, ...RW, fields: { TDH: [0, 16] }, doc: 'head: next descriptor to send' },
    TDT: { at: 0x3818, ...RW, fields: { TDT: [0, 16] }, doc: 'tail: first descriptor that is not ready' },
    TIDV: { at: 0x3820, ...RW, doc: 'transmit interrupt delay' },
    TADV: { at: 0x382c, ...RW, doc: 'absolute transmit interrupt delay' },
    RXCSUM: { at: 0x5000, ...RW, doc: 'receive checksums' },
    MTA: { at: 0x5200, ...RW, count: 128, doc: 'multicast table' },
    RAL: { at: 0x5400, ...RW, count: 16, stride: 8, doc: 'receive address, first four bytes' },
    RAH: { at: 0x5404, ...RW, count: 16, stride: 8, doc: 'last two bytes, valid (31)' },
    VFTA: { at: 0x5600, ...RW, count: 128, doc: 'VLAN table' },
    CONFIG: pciConfigRegister(CONFIG_AT),
    IOADDR: { at: IO_AT, ...RW, doc: 'offset of the register that IODATA is' },
    IODATA: { at: IO_AT + 4, ...RW, virtual: true, doc: 'that register' },
  },
);

export const E1000_STATE = {
  ...PCI_STATE,
  cause: { type: 'u32', doc: 'ICR' },
  mask: { type: 'u32', doc: 'IMS' },
  eecd: { type: 'u32', doc: 'EECD as it was written' },
  eepromCommand: { type: 'u32', doc: 'bits that the EEPROM was sent since its selection, from the start bit' },
  eepromShifted: { type: 'u32', doc: 'bits that it was asked for since the command was whole' },
  eerd: { type: 'u32', doc: 'EERD as it reads' },
  mdic: { type: 'u32', doc: 'MDIC as it reads' },
  phy: { type: 'u16', count: PHY_REGISTERS, doc: 'registers of the PHY' },
  generation: { type: 'u32', doc: 'counts resets' },
  context: { type: 'u32', count: 4, doc: 'transmit context descriptor' },
  length: { type: 'u32', doc: 'bytes of the packet that is being put together, in the large memory' },
  options: { type: 'u32', doc: 'of that packet: checksums to insert, segmentation' },
} as const;

export const E1000_OPTIONS = {
  mac: { type: 'string', default: '52:54:00:12:34:57', doc: 'Ethernet address' },
  device: { type: 'string', default: 'none', oneOf: ['none', 'net'], doc: 'whether the card is there' },
} as const;

export type E1000Device = Device<typeof E1000, typeof E1000_STATE, typeof E1000_OPTIONS>;

/** Bits of ICR. */
export const CAUSE = { SENT: 1, SEND_EMPTY: 2, LINK: 4, RECEIVE_LOW: 0x10, RECEIVED: 0x80, MDIO: 0x200 } as const;
export const RING_ENTRY_BYTES = 16;

/** The card's address. */
export const macBytes = ({ options }: E1000Device): number[] =>
  options.mac.split(':').map((part) => Number.parseInt(part, 16) & 0xff);

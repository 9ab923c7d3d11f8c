import { type Device, registerMap } from '@tutti/devices-core';

/** Bits of INT_STS and INT_EN. */
const INTERRUPTS = {
  GPIO: [0, 3],
  RSFL: [3, 1],
  RSFF: [4, 1],
  RXDF: [6, 1],
  TSFL: [7, 1],
  TSFF: [8, 1],
  TDFA: [9, 1],
  TDFO: [10, 1],
  TDFU: [11, 1],
  TXE: [13, 1],
  RXE: [14, 1],
  RWT: [15, 1],
  TXSO: [16, 1],
  PME: [17, 1],
  PHY: [18, 1],
  GPT: [19, 1],
  RXD: [20, 1],
  TX_IOC: [21, 1],
  RXDFH: [23, 1],
  RXSTOP: [24, 1],
  TXSTOP: [25, 1],
  SW: [31, 1],
} as const;

export const LAN9118 = registerMap(
  { width: 32, size: 0x1000, spec: 'SMSC LAN9118 data sheet 1.5, chapter 5' },
  {
    RX_DATA_FIFO: { at: 0x00, mode: 'r', virtual: true, count: 8, doc: 'received data' },
    TX_DATA_FIFO: { at: 0x20, mode: 'rw', virtual: true, count: 8, doc: 'commands and data to send' },
    RX_STATUS_FIFO: { at: 0x40, mode: 'r', virtual: true, doc: 'status of received frames' },
    RX_STATUS_PEEK: { at: 0x44, mode: 'r', virtual: true, doc: 'the same, left in the FIFO' },
    TX_STATUS_FIFO: { at: 0x48, mode: 'r', virtual: true, doc: 'status of sent frames' },
    TX_STATUS_PEEK: { at: 0x4c, mode: 'r', virtual: true, doc: 'the same, left in the FIFO' },
    ID_REV: { at: 0x50, mode: 'r', const: 0x0118_0001, doc: 'chip and revision' },
    IRQ_CFG: {
      at: 0x54,
      mode: 'rw',
      virtual: true,
      doc: 'master enable (8), pending (12); polarity and drive of the pin are ignored: the output is high while it asserts',
    },
    INT_STS: { at: 0x58, mode: 'rw', virtual: true, fields: INTERRUPTS, doc: 'interrupt status, cleared by ones' },
    INT_EN: { at: 0x5c, mode: 'rw', fields: INTERRUPTS, doc: 'interrupt enable; SW raises its interrupt' },
    BYTE_TEST: { at: 0x64, mode: 'r', const: 0x8765_4321, doc: 'byte order' },
    FIFO_INT: {
      at: 0x68,
      mode: 'rw',
      reset: 0x4800_0000,
      fields: { RxStatus: [0, 8], TxStatus: [16, 8], TxData: [24, 8] },
      doc: 'FIFO levels that interrupt',
    },
    RX_CFG: { at: 0x6c, mode: 'rw', virtual: true, doc: 'data offset, end alignment; bit 15 empties the FIFOs' },
    TX_CFG: { at: 0x70, mode: 'rw', virtual: true, doc: 'transmitter on and off; bits 14 and 15 empty the FIFOs' },
    HW_CFG: { at: 0x74, mode: 'rw', virtual: true, doc: 'soft reset, FIFO sizes' },
    RX_DP_CTL: { at: 0x78, mode: 'rw', virtual: true, doc: 'bit 31 drops the rest of a frame' },
    RX_FIFO_INF: { at: 0x7c, mode: 'r', virtual: true, doc: 'used: status words, data bytes' },
    TX_FIFO_INF: { at: 0x80, mode: 'r', virtual: true, doc: 'used status words, free data bytes' },
    PMT_CTRL: { at: 0x84, mode: 'rw', virtual: true, doc: 'power management: always ready' },
    GPIO_CFG: { at: 0x88, mode: 'rw', doc: 'GPIO and LEDs' },
    GPT_CFG: {
      at: 0x8c,
      mode: 'rw',
      reset: 0xffff,
      unimplemented: { TIMER_EN: [29, 1] },
      fields: { Load: [0, 16] },
      doc: 'general-purpose timer: does not run',
    },
    GPT_CNT: { at: 0x90, mode: 'r', reset: 0xffff, doc: 'its count' },
    WORD_SWAP: { at: 0x98, mode: 'rw', doc: 'word swap: bytes are never swapped' },
    FREE_RUN: { at: 0x9c, mode: 'r', virtual: true, doc: '25 MHz counter' },
    RX_DROP: { at: 0xa0, mode: 'r', const: 0, doc: 'dropped frames: none, they wait outside' },
    MAC_CSR_CMD: { at: 0xa4, mode: 'rw', virtual: true, doc: 'access to a register of the MAC' },
    MAC_CSR_DATA: { at: 0xa8, mode: 'rw', doc: 'its data' },
    AFC_CFG: { at: 0xac, mode: 'rw', doc: 'flow control: pause frames are not sent' },
    E2P_CMD: { at: 0xb0, mode: 'rw', virtual: true, doc: 'EEPROM: none, but an address was loaded (bit 8)' },
    E2P_DATA: { at: 0xb4, mode: 'rw', doc: 'its data' },
  },
);

/** Words of the receive data FIFO and of the status FIFOs; slots of frames that wait for the I/O thread. */
export const RX_WORDS = 2640;
export const STATUS_WORDS = 128;
export const TX_SLOTS = 16;
export const SLOT_BYTES = 2048;

export const LAN9118_STATE = {
  mac: { type: 'u32', count: 16, doc: 'registers of the MAC' },
  phy: { type: 'u16', count: 32, doc: 'registers of the PHY' },
  interrupts: { type: 'u32', doc: 'INT_STS' },
  irqConfig: { type: 'u32' },
  rxConfig: { type: 'u32' },
  txConfig: { type: 'u32' },
  hwConfig: { type: 'u32' },
  macCommand: { type: 'u32' },
  rx: { type: 'u32', count: RX_WORDS, doc: 'receive data FIFO' },
  rxHead: 'u32',
  rxCount: 'u32',
  frameLeft: { type: 'u32', doc: 'words of the frame being read that are still in the FIFO' },
  rxStatus: { type: 'u32', count: STATUS_WORDS },
  rxStatusHead: 'u32',
  rxStatusCount: 'u32',
  rxWords: { type: 'u32', count: STATUS_WORDS, doc: 'words of each frame that is in the data FIFO and not begun' },
  rxWordsHead: 'u32',
  rxWordsCount: 'u32',
  txStatus: { type: 'u32', count: STATUS_WORDS },
  txStatusHead: 'u32',
  txStatusCount: 'u32',
  txStage: { type: 'u32', doc: '0: command A comes, 1: command B, 2: data' },
  txA: 'u32',
  txB: 'u32',
  txSkip: { type: 'u32', doc: 'bytes before the data of this buffer' },
  txLeft: { type: 'u32', doc: 'bytes of data of this buffer' },
  txPad: { type: 'u32', doc: 'words of padding after it' },
  txBytes: { type: 'u32', doc: 'bytes of the frame so far' },
  slotHead: 'u32',
  slotCount: 'u32',
  slotBytes: { type: 'u32', count: TX_SLOTS, doc: 'length of each waiting frame' },
} as const;

export const LAN9118_OPTIONS = {
  mac: { type: 'string', default: '52:54:00:12:34:56', doc: 'Ethernet address in the EEPROM' },
} as const;

export type Lan9118 = Device<typeof LAN9118, typeof LAN9118_STATE, typeof LAN9118_OPTIONS>;

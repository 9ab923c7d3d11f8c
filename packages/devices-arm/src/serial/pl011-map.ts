import { registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

const INTERRUPTS = {
  RIM: [0, 1],
  CTSM: [1, 1],
  DCDM: [2, 1],
  DSRM: [3, 1],
  RX: [4, 1],
  TX: [5, 1],
  RT: [6, 1],
  FE: [7, 1],
  PE: [8, 1],
  BE: [9, 1],
  OE: [10, 1],
} as const;

export const PL011 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0183G, chapter 3' },
  {
    UARTDR: { at: 0x000, mode: 'rw', virtual: true, doc: 'data; reads carry error flags in bits 11-8' },
    UARTRSR: { at: 0x004, mode: 'rw', virtual: true, doc: 'receive status of the last read byte; any write clears' },
    UARTFR: {
      at: 0x018,
      mode: 'r',
      virtual: true,
      fields: {
        CTS: [0, 1],
        DSR: [1, 1],
        DCD: [2, 1],
        BUSY: [3, 1],
        RXFE: [4, 1],
        TXFF: [5, 1],
        RXFF: [6, 1],
        TXFE: [7, 1],
        RI: [8, 1],
      },
      doc: 'flags',
    },
    UARTILPR: { at: 0x020, mode: 'rw', fields: {}, unimplemented: { ILPDVSR: [0, 8] }, doc: 'IrDA low-power divisor' },
    UARTIBRD: { at: 0x024, mode: 'rw', fields: { DIVINT: [0, 16] }, doc: 'integer part of the baud rate divisor' },
    UARTFBRD: { at: 0x028, mode: 'rw', fields: { DIVFRAC: [0, 6] }, doc: 'fractional part, in 64ths' },
    UARTLCR_H: {
      at: 0x02c,
      mode: 'rw',
      fields: { BRK: [0, 1], PEN: [1, 1], EPS: [2, 1], STP2: [3, 1], FEN: [4, 1], WLEN: [5, 2], SPS: [7, 1] },
      doc: 'line control',
    },
    UARTCR: {
      at: 0x030,
      mode: 'rw',
      reset: 0x300,
      fields: {
        UARTEN: [0, 1],
        LBE: [7, 1],
        TXE: [8, 1],
        RXE: [9, 1],
        DTR: [10, 1],
        RTS: [11, 1],
        Out1: [12, 1],
        Out2: [13, 1],
        RTSEn: [14, 1],
        CTSEn: [15, 1],
      },
      unimplemented: { SIREN: [1, 1], SIRLP: [2, 1] },
      doc: 'control',
    },
    UARTIFLS: {
      at: 0x034,
      mode: 'rw',
      reset: 0x12,
      fields: { TXIFLSEL: [0, 3], RXIFLSEL: [3, 3] },
      doc: 'FIFO levels that interrupt',
    },
    UARTIMSC: { at: 0x038, mode: 'rw', fields: INTERRUPTS, doc: 'interrupt mask' },
    UARTRIS: { at: 0x03c, mode: 'r', fields: INTERRUPTS, doc: 'raw interrupts' },
    UARTMIS: { at: 0x040, mode: 'r', virtual: true, doc: 'masked interrupts' },
    UARTICR: { at: 0x044, mode: 'w', doc: 'interrupt clear; drivers write all ones' },
    UARTDMACR: {
      at: 0x048,
      mode: 'rw',
      fields: {},
      unimplemented: { RXDMAE: [0, 1], TXDMAE: [1, 1], DMAONERR: [2, 1] },
      doc: 'DMA requests: not connected, so a driver that asks for DMA by its device tree would see no transfers',
    },
    ...primecellIds(0x011, 1),
  },
);

export const FIFO_BYTES = 16;

export const PL011_STATE = {
  rx: { type: 'u16', count: FIFO_BYTES, doc: 'receive FIFO: byte and error flags' },
  rxHead: 'u32',
  rxCount: 'u32',
  tx: { type: 'u8', count: FIFO_BYTES, doc: 'bytes that the sink has not taken' },
  txHead: 'u32',
  txCount: 'u32',
  errors: { type: 'u32', doc: 'UARTRSR' },
} as const;

export const PL011_OPTIONS = {
  clockHz: { type: 'int', default: 24_000_000, min: 1, doc: 'UARTCLK, Hz; only the receive timeout depends on it' },
  enabled: {
    type: 'bool',
    default: false,
    doc: 'enabled at reset, as firmware leaves it: for boards without firmware, whose kernels print before they set the UART up',
  },
} as const;

import { type Device, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

/** Bits of Status, Mask0 and Mask1 (Arm DDI 0172A, 3.3.12). The first eleven stay until they are cleared. */
const STATUS = {
  CmdCrcFail: [0, 1],
  DataCrcFail: [1, 1],
  CmdTimeOut: [2, 1],
  DataTimeOut: [3, 1],
  TxUnderrun: [4, 1],
  RxOverrun: [5, 1],
  CmdRespEnd: [6, 1],
  CmdSent: [7, 1],
  DataEnd: [8, 1],
  StartBitErr: [9, 1],
  DataBlockEnd: [10, 1],
  CmdActive: [11, 1],
  TxActive: [12, 1],
  RxActive: [13, 1],
  TxFifoHalfEmpty: [14, 1],
  RxFifoHalfFull: [15, 1],
  TxFifoFull: [16, 1],
  RxFifoFull: [17, 1],
  TxFifoEmpty: [18, 1],
  RxFifoEmpty: [19, 1],
  TxDataAvlbl: [20, 1],
  RxDataAvlbl: [21, 1],
} as const;

export const PL180 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0172A, chapter 3' },
  {
    MCIPower: {
      at: 0x00,
      mode: 'rw',
      fields: { Ctrl: [0, 2], Voltage: [2, 4], OpenDrain: [6, 1], Rod: [7, 1] },
      doc: 'power',
    },
    MCIClock: {
      at: 0x04,
      mode: 'rw',
      fields: { ClkDiv: [0, 8], Enable: [8, 1], PwrSave: [9, 1], Bypass: [10, 1], WideBus: [11, 1] },
      doc: 'card clock',
    },
    MCIArgument: { at: 0x08, mode: 'rw', doc: 'argument of the command' },
    MCICommand: {
      at: 0x0c,
      mode: 'rw',
      fields: {
        CmdIndex: [0, 6],
        Response: [6, 1],
        LongRsp: [7, 1],
        Interrupt: [8, 1],
        Pending: [9, 1],
        Enable: [10, 1],
      },
      doc: 'starts a command',
    },
    MCIRespCmd: { at: 0x10, mode: 'r', doc: 'command of the last response' },
    MCIResponse: { at: 0x14, mode: 'r', count: 4, doc: 'response, most significant word first' },
    MCIDataTimer: { at: 0x24, mode: 'rw', doc: 'data timeout, card clocks' },
    MCIDataLength: { at: 0x28, mode: 'rw', fields: { Length: [0, 16] }, doc: 'bytes to transfer' },
    MCIDataCtrl: {
      at: 0x2c,
      mode: 'rw',
      fields: { Enable: [0, 1], Direction: [1, 1], Mode: [2, 1], BlockSize: [4, 4] },
      unimplemented: { DMAEnable: [3, 1] },
      doc: 'starts a transfer; direction 1 is from the card',
    },
    MCIDataCnt: { at: 0x30, mode: 'r', doc: 'bytes that have not passed between card and FIFO' },
    MCIStatus: { at: 0x34, mode: 'r', virtual: true, fields: STATUS, doc: 'status' },
    MCIClear: { at: 0x38, mode: 'w', fields: { Static: [0, 11] }, doc: 'clears the lasting bits of the status' },
    MCIMask: { at: 0x3c, mode: 'rw', count: 2, fields: STATUS, doc: 'masks of the two interrupts' },
    MCISelect: { at: 0x44, mode: 'rw', fields: { SDCard: [0, 4] }, doc: 'card select' },
    MCIFifoCnt: { at: 0x48, mode: 'r', virtual: true, doc: 'words that have not passed between card and FIFO' },
    MCIFIFO: { at: 0x80, mode: 'rw', virtual: true, count: 16, doc: 'data' },
    ...primecellIds(0x180, 0),
  },
);

export const FIFO_WORDS = 16;
/** Data between the card and its image, in the device's large memory. */
export const BUFFER_BYTES = 16 * 1024;

export const PL180_STATE = {
  lasting: { type: 'u32', doc: 'bits 10-0 of MCIStatus' },
  fifo: { type: 'u32', count: FIFO_WORDS },
  fifoHead: 'u32',
  fifoCount: 'u32',
  active: { type: 'u32', doc: '1: a transfer runs' },
  sectors: { type: 'f64', doc: 'sectors of the card; kept over resets' },
  readOnly: { type: 'u32', doc: '1: writes fail; kept over resets' },
  card: { type: 'u32', doc: 'CARD: state of the card as its status has it' },
  rca: { type: 'u32', doc: 'relative address' },
  app: { type: 'u32', doc: '1: the next command is an application command' },
  cardStatus: { type: 'u32', doc: 'error bits for the next R1 response' },
  blockLength: { type: 'u32', doc: 'CMD16' },
  transfer: { type: 'u32', doc: 'TRANSFER: what the data lines are for' },
  offset: { type: 'f64', doc: 'byte of the card where the next disk access is' },
  left: {
    type: 'f64',
    doc: 'bytes that the command still covers; a command without count covers the rest of the card',
  },
  bufferAt: { type: 'u32', doc: 'first byte of the buffer that has not passed' },
  bufferEnd: { type: 'u32', doc: 'end of valid bytes (read) or of room (write)' },
  busy: { type: 'u32', doc: '1: the I/O thread reads or writes' },
  serial: { type: 'u32', doc: 'counts commands that stop transfers, so that late disk work is dropped' },
} as const;

/** States of a card (SD Physical Layer 3.01, 4.10.1). */
export const CARD = { IDLE: 0, READY: 1, IDENT: 2, STBY: 3, TRAN: 4, DATA: 5, RCV: 6, PRG: 7 } as const;

export const TRANSFER = { NONE: 0, REGISTER: 1, READ: 2, WRITE: 3 } as const;

export type Pl180 = Device<typeof PL180, typeof PL180_STATE>;

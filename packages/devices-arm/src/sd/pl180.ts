import { defineDevice, SECTOR_BYTES } from '@tutti/devices-core';
import { BUFFER_BYTES, CARD, FIFO_WORDS, PL180, PL180_STATE, type Pl180, TRANSFER } from './pl180-map.ts';
import { runCommand } from './sd-card.ts';

const S = PL180.bits.MCIStatus;
const { Enable: CmdEnable, Response, LongRsp } = PL180.bits.MCICommand;
const { Enable: DataEnable, Direction } = PL180.bits.MCIDataCtrl;
const HALF = FIFO_WORDS / 2;

const fromCard = (dev: Pl180) => (dev.state.MCIDataCtrl & Direction) !== 0;

function status(dev: Pl180): number {
  const { lasting, fifoCount, active } = dev.state;
  if (active === 0 && fifoCount === 0) return lasting;
  if (fromCard(dev)) {
    return (
      lasting |
      // Linux reads the FIFO while this is set, so it holds until the last word is out.
      S.RxActive |
      (fifoCount >= HALF ? S.RxFifoHalfFull : 0) |
      (fifoCount === FIFO_WORDS ? S.RxFifoFull : 0) |
      (fifoCount === 0 ? S.RxFifoEmpty : S.RxDataAvlbl)
    );
  }
  return (
    lasting |
    S.TxActive |
    (fifoCount <= HALF ? S.TxFifoHalfEmpty : 0) |
    (fifoCount === FIFO_WORDS ? S.TxFifoFull : 0) |
    (fifoCount === 0 ? S.TxFifoEmpty : S.TxDataAvlbl)
  );
}

function update(dev: Pl180): void {
  const now = status(dev);
  for (let i = 0; i < 2; i++) dev.irq('intr', i).set((now & (dev.state.MCIMask[i] ?? 0)) !== 0);
}

/** Run a command: answered, or timed out, within the write that starts it. */
function command(dev: Pl180, value: number): void {
  const { state } = dev;
  if ((value & CmdEnable) !== 0) {
    const answer = runCommand(dev, value & 0x3f, state.MCIArgument);
    if ((value & Response) === 0) state.lasting |= S.CmdSent;
    else if (answer === undefined || answer.length === 0) state.lasting |= S.CmdTimeOut;
    else {
      for (let i = 0; i < 4; i++) state.MCIResponse[i] = answer[i] ?? 0;
      state.MCIRespCmd = (value & LongRsp) !== 0 ? 0x3f : value & 0x3f;
      state.lasting |= S.CmdRespEnd;
    }
  }
  pump(dev);
  update(dev);
}

function dataControl(dev: Pl180, value: number): void {
  const { state } = dev;
  state.fifoHead = 0;
  state.fifoCount = 0;
  state.active = (value & DataEnable) !== 0 ? 1 : 0;
  if (state.active !== 0) state.MCIDataCnt = state.MCIDataLength;
  pump(dev);
  update(dev);
}

/** Move what can be moved between FIFO and buffer, ask the I/O thread for more, and see whether the transfer is complete. */
function pump(dev: Pl180): void {
  const { state } = dev;
  if (state.active === 0) return;
  if (fromCard(dev)) pumpRead(dev);
  else pumpWrite(dev);
  if (state.MCIDataCnt === 0 && !(state.transfer === TRANSFER.WRITE && state.bufferAt > 0)) {
    state.lasting |= S.DataEnd | S.DataBlockEnd;
    state.active = 0;
    if (state.transfer === TRANSFER.REGISTER || state.left === 0) state.transfer = TRANSFER.NONE;
    if (state.transfer === TRANSFER.NONE && (state.card === CARD.DATA || state.card === CARD.RCV))
      state.card = CARD.TRAN;
  }
}

function pumpRead(dev: Pl180): void {
  const { state } = dev;
  if (state.transfer !== TRANSFER.READ && state.transfer !== TRANSFER.REGISTER) return;
  while (state.fifoCount < FIFO_WORDS && state.MCIDataCnt > 0 && state.bufferAt < state.bufferEnd) {
    let word = 0;
    for (let i = 0; i < 4 && state.MCIDataCnt > 0; i++) {
      word |= (dev.bytes[state.bufferAt] ?? 0) << (8 * i);
      state.bufferAt += 1;
      state.MCIDataCnt -= 1;
    }
    state.fifo[(state.fifoHead + state.fifoCount) % FIFO_WORDS] = word;
    state.fifoCount += 1;
  }
  if (state.bufferAt >= state.bufferEnd && state.transfer === TRANSFER.READ && state.left > 0 && state.MCIDataCnt > 0)
    ask(dev);
}

function pumpWrite(dev: Pl180): void {
  const { state } = dev;
  if (state.transfer !== TRANSFER.WRITE || state.busy !== 0) return;
  while (state.fifoCount > 0 && state.MCIDataCnt > 0 && state.bufferAt < state.bufferEnd) {
    const word = state.fifo[state.fifoHead] ?? 0;
    state.fifoHead = (state.fifoHead + 1) % FIFO_WORDS;
    state.fifoCount -= 1;
    for (let i = 0; i < 4 && state.MCIDataCnt > 0; i++) {
      dev.bytes[state.bufferAt] = word >>> (8 * i);
      state.bufferAt += 1;
      state.MCIDataCnt -= 1;
    }
  }
  if (state.bufferAt > 0 && (state.MCIDataCnt === 0 || state.bufferAt >= state.bufferEnd)) ask(dev);
}

function ask(dev: Pl180): void {
  if (dev.state.busy !== 0) return;
  dev.state.busy = 1;
  dev.request('disk');
}

/** On the I/O thread: fill the buffer from the image, or write it there. */
function disk(dev: Pl180): void {
  const image = dev.block('card');
  const job = dev.locked(() => {
    const { transfer, offset, serial, MCIDataCnt, left, bufferAt } = dev.state;
    const length = transfer === TRANSFER.READ ? Math.min(BUFFER_BYTES, left, sectors(MCIDataCnt)) : sectors(bufferAt);
    return { transfer, offset, serial, length };
  });
  const bytes = new Uint8Array(job.length);
  const isRead = job.transfer === TRANSFER.READ;
  if (!isRead) bytes.set(dev.bytes.subarray(0, job.length));
  const ok =
    image !== undefined && job.length > 0 && (isRead ? image.read(job.offset, bytes) : image.write(job.offset, bytes));
  dev.locked(() => {
    const { state } = dev;
    state.busy = 0;
    if (state.serial === job.serial && state.transfer === job.transfer) {
      if (!ok) state.lasting |= S.DataCrcFail;
      else if (isRead) dev.bytes.set(bytes);
      state.offset += job.length;
      state.left = Math.max(0, state.left - job.length);
      state.bufferAt = 0;
      state.bufferEnd = isRead ? (ok ? job.length : 0) : Math.min(BUFFER_BYTES, state.left);
    }
    pump(dev);
    update(dev);
  });
}

const sectors = (bytes: number) => Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES;

function readFifo(dev: Pl180): number {
  const { state } = dev;
  if (state.fifoCount === 0 || !fromCard(dev)) return 0;
  const word = state.fifo[state.fifoHead] ?? 0;
  state.fifoHead = (state.fifoHead + 1) % FIFO_WORDS;
  state.fifoCount -= 1;
  pump(dev);
  update(dev);
  return word;
}

function writeFifo(dev: Pl180, value: number): void {
  const { state } = dev;
  if (state.fifoCount === FIFO_WORDS || fromCard(dev)) {
    dev.trace('guest_errors', () => 'write to a full FIFO, or to one that receives');
    return;
  }
  state.fifo[(state.fifoHead + state.fifoCount) % FIFO_WORDS] = value;
  state.fifoCount += 1;
  pump(dev);
  update(dev);
}

/**
 * Multimedia card interface with an SD card. The card has high capacity; of its image whole units of 512 KB are visible.
 * Disk access happens on the I/O thread while the guest waits for FIFO interrupts.
 */
export const pl180 = defineDevice(
  PL180,
  PL180_STATE,
  {
    MCICommand: { wrote: command },
    MCIDataCtrl: { wrote: dataControl },
    MCIStatus: { read: status },
    MCIClear: {
      write: (dev, value) => {
        dev.state.lasting &= ~value;
        update(dev);
      },
    },
    MCIMask: { wrote: update },
    MCIFifoCnt: { read: (dev) => Math.ceil(dev.state.MCIDataCnt / 4) },
    MCIFIFO: { read: readFifo, write: writeFifo },
  },
  {
    doc: 'PL180 card interface with an SD card',
    irqs: {
      intr: { count: 2, doc: 'MCIINTR0 and MCIINTR1, by their masks' },
      present: { doc: 'a card is in the slot' },
    },
    blocks: { card: { doc: 'image of the card; without it the slot is empty' } },
    works: { disk },
    bytes: () => BUFFER_BYTES,
    keep: ['sectors', 'readOnly', 'serial'],
    attached: (dev) => {
      const image = dev.block('card');
      dev.state.sectors = (image?.sizeBytes ?? 0) / SECTOR_BYTES;
      dev.state.readOnly = image?.readOnly === true ? 1 : 0;
      dev.irq('present').set(dev.state.sectors > 0);
    },
    reset: (dev) => {
      dev.state.serial += 1;
      dev.irq('present').set(dev.state.sectors > 0);
    },
  },
);

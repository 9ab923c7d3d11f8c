import { isLoopback, isReceiving, isWanted } from './lan9118-mac.ts';
import { LAN9118, type Lan9118, RX_WORDS, SLOT_BYTES, STATUS_WORDS, TX_SLOTS } from './lan9118-map.ts';

const I = LAN9118.bits.INT_STS;
const CRC_BYTES = 4;
const IRQ_ENABLE = 1 << 8;
/** Transmitter on (TX_CFG, bit 1). */
const TX_ON = 2;
const TX_DATA_BYTES = 4608;
const MIN_FRAME_BYTES = 14;
const COMMAND_A = { INTERRUPT: 2 ** 31, FIRST: 1 << 13, LAST: 1 << 12 } as const;

/** Free bytes of the transmit data FIFO: as if waiting frames stood in it. */
export function txFree(dev: Lan9118): number {
  return Math.min(TX_DATA_BYTES, (TX_SLOTS - dev.state.slotCount) * SLOT_BYTES);
}

/** Levels that hold now are added to what lasts; then the output follows (3.6). */
export function update(dev: Lan9118): void {
  const { state } = dev;
  if (state.rxStatusCount > (state.FIFO_INT & 0xff)) state.interrupts |= I.RSFL;
  if (state.txStatusCount > ((state.FIFO_INT >>> 16) & 0xff)) state.interrupts |= I.TSFL;
  if (txFree(dev) > (state.FIFO_INT >>> 24) * 64) state.interrupts |= I.TDFA;
  dev.irq('intr').set((state.interrupts & state.INT_EN) !== 0 && (state.irqConfig & IRQ_ENABLE) !== 0);
}

/** Whether a frame of the largest size fits, so that it may be taken from outside. */
export function hasRxRoom(dev: Lan9118): boolean {
  return isReceiving(dev) && RX_WORDS - dev.state.rxCount >= 400 && dev.state.rxStatusCount < STATUS_WORDS - 1;
}

/** Put a frame into the receive FIFOs: offset, data, room for the CRC, end alignment (3.13). The lock is held. */
export function receive(dev: Lan9118, frame: Uint8Array): void {
  const { state } = dev;
  if (!hasRxRoom(dev) || frame.length < MIN_FRAME_BYTES || frame.length > 1518 || !isWanted(dev, frame)) return;
  const offset = (state.rxConfig >>> 8) & 31;
  const length = frame.length + CRC_BYTES;
  const align = [1, 4, 8, 1][state.rxConfig >>> 30] ?? 1;
  const words = Math.ceil(Math.ceil((offset + length) / 4) / align) * align;
  for (let w = 0; w < words; w++) {
    let word = 0;
    for (let i = 0; i < 4; i++) word |= (frame[w * 4 + i - offset] ?? 0) << (8 * i);
    state.rx[(state.rxHead + state.rxCount) % RX_WORDS] = word;
    state.rxCount += 1;
  }
  state.rxWords[(state.rxWordsHead + state.rxWordsCount++) % STATUS_WORDS] = words;
  const isGroup = ((frame[0] ?? 0) & 1) !== 0;
  const isBroadcast = frame.subarray(0, 6).every((byte) => byte === 0xff);
  const status =
    (length << 16) | (isBroadcast ? 1 << 13 : isGroup ? 1 << 10 : 0) | (frameType(frame) > 1500 ? 1 << 5 : 0);
  state.rxStatus[(state.rxStatusHead + state.rxStatusCount++) % STATUS_WORDS] = status;
  update(dev);
}

const frameType = (frame: Uint8Array) => ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);

/** RX_DATA_FIFO: the next word. */
export function readData(dev: Lan9118): number {
  const { state } = dev;
  if (state.rxCount === 0) {
    dev.trace('guest_errors', () => 'read of an empty receive FIFO');
    return 0;
  }
  beginFrame(dev);
  const word = state.rx[state.rxHead] ?? 0;
  consume(dev, 1);
  return word;
}

/** The first word of a frame is about to go: its length tells when the next one begins. */
function beginFrame(dev: Lan9118): void {
  const { state } = dev;
  if (state.frameLeft !== 0 || state.rxWordsCount === 0) return;
  state.frameLeft = state.rxWords[state.rxWordsHead] ?? 0;
  state.rxWordsHead = (state.rxWordsHead + 1) % STATUS_WORDS;
  state.rxWordsCount -= 1;
}

function consume(dev: Lan9118, words: number): void {
  const { state } = dev;
  state.rxHead = (state.rxHead + words) % RX_WORDS;
  state.rxCount -= words;
  state.frameLeft -= Math.min(words, state.frameLeft);
  // Frames may wait outside for the room that this made.
  if (state.frameLeft === 0) dev.request('net');
}

/** RX_DP_CTL: drop what is left of the frame that is being read. */
export function fastForward(dev: Lan9118): void {
  beginFrame(dev);
  consume(dev, Math.min(dev.state.frameLeft, dev.state.rxCount));
}

/** RX_STATUS_FIFO and its peek. */
export function readRxStatus(dev: Lan9118, take: boolean): number {
  const { state } = dev;
  if (state.rxStatusCount === 0) return 0;
  const status = state.rxStatus[state.rxStatusHead] ?? 0;
  if (take) {
    state.rxStatusHead = (state.rxStatusHead + 1) % STATUS_WORDS;
    state.rxStatusCount -= 1;
  }
  return status;
}

export function readTxStatus(dev: Lan9118, take: boolean): number {
  const { state } = dev;
  if (state.txStatusCount === 0) return 0;
  const status = state.txStatus[state.txStatusHead] ?? 0;
  if (take) {
    state.txStatusHead = (state.txStatusHead + 1) % STATUS_WORDS;
    state.txStatusCount -= 1;
  }
  return status;
}

export function clearRx(dev: Lan9118): void {
  const { state } = dev;
  for (const field of [
    'rxHead',
    'rxCount',
    'frameLeft',
    'rxStatusHead',
    'rxStatusCount',
    'rxWordsHead',
    'rxWordsCount',
  ] as const)
    state[field] = 0;
}

export function clearTx(dev: Lan9118): void {
  const { state } = dev;
  for (const field of ['txStage', 'txBytes', 'txSkip', 'txLeft', 'txPad'] as const) state[field] = 0;
}

/** TX_DATA_FIFO: two command words, then the data of a buffer; several buffers make a frame (3.12). */
export function writeData(dev: Lan9118, word: number): void {
  const { state } = dev;
  if (state.txStage === 0) {
    state.txA = word;
    state.txStage = 1;
    return;
  }
  if (state.txStage === 1) startBuffer(dev, word);
  else if (state.txSkip + state.txLeft > 0) takeWord(dev, word);
  else state.txPad -= 1;
  if (state.txSkip + state.txLeft + state.txPad === 0) endBuffer(dev);
}

function startBuffer(dev: Lan9118, word: number): void {
  const { state } = dev;
  state.txB = word;
  state.txStage = 2;
  if ((state.txA & COMMAND_A.FIRST) !== 0) state.txBytes = 0;
  state.txSkip = (state.txA >>> 16) & 31;
  state.txLeft = state.txA & 0x7ff;
  const words = Math.ceil((state.txSkip + state.txLeft) / 4);
  const align = [1, 4, 8, 1][(state.txA >>> 24) & 3] ?? 1;
  state.txPad = Math.ceil(words / align) * align - words;
}

function takeWord(dev: Lan9118, word: number): void {
  const { state } = dev;
  const slot = ((state.slotHead + state.slotCount) % TX_SLOTS) * SLOT_BYTES;
  for (let i = 0; i < 4; i++) {
    if (state.txSkip > 0) state.txSkip -= 1;
    else if (state.txLeft > 0) {
      state.txLeft -= 1;
      if (state.slotCount < TX_SLOTS && state.txBytes < SLOT_BYTES)
        dev.bytes[slot + state.txBytes++] = word >>> (8 * i);
    }
  }
}

function endBuffer(dev: Lan9118): void {
  const { state } = dev;
  state.txStage = 0;
  if ((state.txA & COMMAND_A.LAST) === 0) return;
  const isOn = (state.txConfig & TX_ON) !== 0 && state.slotCount < TX_SLOTS;
  if (!isOn) dev.trace('guest_errors', () => 'a frame is dropped: the transmitter is off or its FIFO is full');
  else if (isLoopback(dev)) loop(dev);
  else {
    state.slotBytes[(state.slotHead + state.slotCount) % TX_SLOTS] = state.txBytes;
    state.slotCount += 1;
    dev.request('send');
  }
  const tag = state.txB & 0xffff_0000;
  if (state.txStatusCount < STATUS_WORDS) {
    state.txStatus[(state.txStatusHead + state.txStatusCount++) % STATUS_WORDS] = tag | (isOn ? 0 : 0x8000);
  }
  if ((state.txA & COMMAND_A.INTERRUPT) !== 0) state.interrupts |= I.TX_IOC;
  update(dev);
}

function loop(dev: Lan9118): void {
  const slot = ((dev.state.slotHead + dev.state.slotCount) % TX_SLOTS) * SLOT_BYTES;
  receive(dev, dev.bytes.slice(slot, slot + dev.state.txBytes));
}

/** On the I/O thread: pass waiting frames on. */
export function sendAll(dev: Lan9118): void {
  for (;;) {
    const frame = dev.locked(() => {
      const { slotHead, slotCount, slotBytes } = dev.state;
      return slotCount === 0
        ? undefined
        : dev.bytes.slice(slotHead * SLOT_BYTES, slotHead * SLOT_BYTES + (slotBytes[slotHead] ?? 0));
    });
    if (frame === undefined) return;
    if (frame.length >= MIN_FRAME_BYTES) dev.net('net')?.send(frame);
    dev.locked(() => {
      const { state } = dev;
      if (state.slotCount === 0) return;
      state.slotHead = (state.slotHead + 1) % TX_SLOTS;
      state.slotCount -= 1;
      update(dev);
    });
  }
}

/** On the I/O thread: take frames while there is room. */
export function receiveAll(dev: Lan9118): void {
  const backend = dev.net('net');
  while (backend !== undefined && dev.locked(() => hasRxRoom(dev))) {
    const frame = backend.receive();
    if (frame === undefined) return;
    dev.locked(() => receive(dev, frame));
  }
}

import { defineDevice } from '@tutti/devices-core';
import {
  clearRx,
  clearTx,
  fastForward,
  readData,
  readRxStatus,
  readTxStatus,
  receiveAll,
  sendAll,
  txFree,
  update,
  writeData,
} from './lan9118-fifo.ts';
import { isReceiving, macCommand, resetMac } from './lan9118-mac.ts';
import { LAN9118, LAN9118_OPTIONS, LAN9118_STATE, type Lan9118, SLOT_BYTES, TX_SLOTS } from './lan9118-map.ts';

const { SW, TXSTOP } = LAN9118.bits.INT_STS;
const SOFT_RESET = 1;
const EMPTY = 0x8000;
const EMPTY_TX_DATA = 0x4000;
const FAST_FORWARD = 0x8000_0000;
const MAC_LOADED = 0x100;

/** What both a reset of the board and a soft reset do (HW_CFG, bit 0). */
function reset(dev: Lan9118): void {
  const { state } = dev;
  state.hwConfig = 0x0005_0000;
  state.interrupts = 0;
  state.INT_EN = 0;
  state.irqConfig = 0;
  state.rxConfig = 0;
  state.txConfig = 0;
  state.txStatusCount = 0;
  clearRx(dev);
  clearTx(dev);
  resetMac(dev);
  update(dev);
}

/** 10/100 Ethernet controller on a 32-bit bus, with its PHY; the cable is always plugged in. */
export const lan9118 = defineDevice(
  LAN9118,
  LAN9118_STATE,
  {
    RX_DATA_FIFO: { read: readData },
    TX_DATA_FIFO: { read: () => 0, write: writeData },
    RX_STATUS_FIFO: { read: (dev) => readRxStatus(dev, true) },
    RX_STATUS_PEEK: { read: (dev) => readRxStatus(dev, false) },
    TX_STATUS_FIFO: { read: (dev) => readTxStatus(dev, true) },
    TX_STATUS_PEEK: { read: (dev) => readTxStatus(dev, false) },
    IRQ_CFG: {
      read: (dev) => dev.state.irqConfig | ((dev.state.interrupts & dev.state.INT_EN) !== 0 ? 0x1000 : 0),
      write: (dev, value) => {
        dev.state.irqConfig = value & 0xff00_0111;
        update(dev);
      },
    },
    INT_STS: {
      read: (dev) => dev.state.interrupts,
      write: (dev, value) => {
        dev.state.interrupts &= ~value;
        update(dev);
      },
    },
    INT_EN: {
      wrote: (dev, value) => {
        if ((value & SW) !== 0) dev.state.interrupts |= SW;
        update(dev);
      },
    },
    FIFO_INT: { wrote: update },
    RX_CFG: {
      read: (dev) => dev.state.rxConfig,
      write: (dev, value) => {
        dev.state.rxConfig = value & 0xcfff_1f00;
        if ((value & EMPTY) !== 0) clearRx(dev);
        update(dev);
      },
    },
    TX_CFG: {
      read: (dev) => dev.state.txConfig,
      write: (dev, value) => {
        dev.state.txConfig = value & 6;
        if ((value & EMPTY) !== 0) dev.state.txStatusCount = 0;
        if ((value & EMPTY_TX_DATA) !== 0) clearTx(dev);
        // Bit 0 stops the transmitter, which stops at once.
        if ((value & 1) !== 0) {
          dev.state.txConfig &= ~2;
          dev.state.interrupts |= TXSTOP;
        }
        update(dev);
      },
    },
    HW_CFG: {
      read: (dev) => dev.state.hwConfig | 4,
      write: (dev, value) => {
        if ((value & SOFT_RESET) !== 0) reset(dev);
        else dev.state.hwConfig = value & 0x003f_3800;
      },
    },
    RX_DP_CTL: {
      read: () => 0,
      write: (dev, value) => {
        if ((value & FAST_FORWARD) !== 0) fastForward(dev);
      },
    },
    RX_FIFO_INF: { read: (dev) => (dev.state.rxStatusCount << 16) | (dev.state.rxCount * 4) },
    TX_FIFO_INF: { read: (dev) => (dev.state.txStatusCount << 16) | txFree(dev) },
    PMT_CTRL: { read: () => 1, write: () => undefined },
    FREE_RUN: { read: (dev) => Math.floor(dev.clock.nowNs() / 40) % 2 ** 32 },
    MAC_CSR_CMD: {
      read: (dev) => dev.state.macCommand,
      write: (dev, value) => {
        macCommand(dev, value);
        // A receiver that was switched on takes what waits outside.
        if (isReceiving(dev)) dev.request('net');
        update(dev);
      },
    },
    E2P_CMD: { read: () => MAC_LOADED, write: () => undefined },
  },
  {
    doc: 'LAN9118 Ethernet controller',
    options: LAN9118_OPTIONS,
    irqs: { intr: { doc: 'IRQ, high while asserted' } },
    nets: { net: { doc: 'the cable', arrived: receiveAll } },
    works: { send: sendAll },
    bytes: () => TX_SLOTS * SLOT_BYTES,
    reset,
  },
);

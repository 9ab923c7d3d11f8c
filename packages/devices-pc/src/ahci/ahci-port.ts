import { msiEnabled, msiSet, pciInterrupt } from '@tutti/devices-core';
import { type Ahci, CMD, EVENT, kindOf, PORTS, STATUS } from './ahci-map.ts';

const SIGNATURE = { disk: 0x0000_0101, cdrom: 0xeb14_0101, none: 0xffff_ffff } as const;
/** Device present and link up, first speed, active. */
const LINK_UP = 0x113;
const EXCHANGED = 1 << 26;
const DET = 15;

/** Interrupt of the function: recomputed from the ports' registers. */
export function update(dev: Ahci, again = false): void {
  const { state } = dev;
  let asking = 0;
  for (let port = 0; port < PORTS; port++) {
    if (((state.PxIS[port] ?? 0) & (state.PxIE[port] ?? 0)) !== 0) asking |= 1 << port;
  }
  const news = asking & ~state.IS;
  state.IS |= asking;
  const level = state.interruptEnable !== 0 && state.IS !== 0;
  if (msiEnabled(dev)) msiSet(dev, level, again || news !== 0);
  else pciInterrupt(dev, 'intr', level);
}

export function raise(dev: Ahci, port: number, events: number): void {
  dev.state.PxIS[port] = ((dev.state.PxIS[port] ?? 0) | events) >>> 0;
  update(dev);
}

export function portSignature(dev: Ahci, port: number): void {
  dev.state.PxSIG[port] = SIGNATURE[kindOf(dev, port)];
}

/** Power on, or reset of the link: what the drive shows. */
export function resetPort(dev: Ahci, port: number): void {
  const { state } = dev;
  const present = kindOf(dev, port) !== 'none';
  state.generation[port] = (state.generation[port] ?? 0) + 1;
  state.PxCI[port] = 0;
  state.PxSACT[port] = 0;
  state.PxTFD[port] = present ? STATUS.READY | 0x100 : STATUS.NO_DEVICE;
  state.PxSSTS[port] = present ? LINK_UP : 0;
  portSignature(dev, port);
  if (kindOf(dev, port) === 'cdrom') state.command[port] = (state.command[port] ?? 0) | CMD.ATAPI;
}

/** PxSCTL: the link resets while DET is 1, and comes back when it is 0 again. */
export function linkControl(dev: Ahci, port: number, before: number, value: number): void {
  const { state } = dev;
  if ((value & DET) === 1) {
    state.PxSSTS[port] = 0;
    state.PxTFD[port] = STATUS.NO_DEVICE;
  } else if ((before & DET) === 1) {
    resetPort(dev, port);
    if (kindOf(dev, port) === 'none') return;
    state.PxSERR[port] = ((state.PxSERR[port] ?? 0) | EXCHANGED) >>> 0;
    raise(dev, port, EVENT.CONNECT);
  }
}

/** PxCMD: what runs follows what is enabled at once; a port that stops forgets its commands. */
export function writeCommand(dev: Ahci, port: number, value: number): void {
  const { state } = dev;
  const before = state.command[port] ?? 0;
  const running =
    ((value & CMD.START) !== 0 ? CMD.LIST_RUNNING : 0) | ((value & CMD.FIS_ENABLE) !== 0 ? CMD.FIS_RUNNING : 0);
  const kept = before & ~(CMD.WRITABLE | CMD.LIST_RUNNING | CMD.FIS_RUNNING);
  state.command[port] = kept | (value & CMD.WRITABLE & ~CMD.ATAPI) | running | (before & CMD.ATAPI);
  if ((value & CMD.OVERRIDE) !== 0) state.PxTFD[port] = (state.PxTFD[port] ?? 0) & ~(STATUS.BUSY | STATUS.DRQ);
  if ((value & CMD.START) === 0 && (before & CMD.START) !== 0) {
    state.generation[port] = (state.generation[port] ?? 0) + 1;
    state.PxCI[port] = 0;
    state.PxTFD[port] = (state.PxTFD[port] ?? 0) & ~STATUS.BUSY;
  } else if ((value & CMD.START) !== 0 && state.PxCI[port] !== 0) dev.request('slots');
}

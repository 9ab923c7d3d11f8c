import { BM, CONTROL, DRIVES, ERROR, type Ide, kindOf, STATUS, TRANSFER } from './ide-map.ts';

/** Interrupt line of a channel: recomputed from state. */
export function update(dev: Ide, channel: number): void {
  const masked = ((dev.state.control[channel] ?? 0) & CONTROL.NO_INTERRUPT) !== 0;
  dev.irq('intr', channel).set(dev.state.pending[channel] !== 0 && !masked);
}

/** The drive asks for an interrupt. The bus master's bit shows it until software clears it. */
export function interrupt(dev: Ide, channel: number): void {
  dev.state.pending[channel] = 1;
  dev.state.bmStatus[channel] = (dev.state.bmStatus[channel] ?? 0) | BM.INTERRUPT;
  update(dev, channel);
}

/** A command ended: ready again, with an error or without. */
export function finish(dev: Ide, channel: number, error = 0): void {
  const { state } = dev;
  state.transfer[channel] = TRANSFER.NONE;
  state.error[channel] = error;
  state.status[channel] = STATUS.READY | STATUS.SEEK | (error === 0 ? 0 : STATUS.ERR);
  state.bmStatus[channel] = (state.bmStatus[channel] ?? 0) & ~BM.ACTIVE;
  interrupt(dev, channel);
}

export const abort = (dev: Ide, channel: number): void => finish(dev, channel, ERROR.ABORTED);

/** The channel is busy until the I/O thread has done its part. */
export function busy(dev: Ide, channel: number): void {
  dev.state.status[channel] = STATUS.BUSY;
  dev.request(channel === 0 ? 'channel0' : 'channel1');
}

/** Let software move the next block of the buffer. */
export function offerBlock(dev: Ide, channel: number): void {
  const { state } = dev;
  const end = (state.position[channel] ?? 0) + (state.block[channel] ?? 0);
  state.blockEnd[channel] = Math.min(end, state.filled[channel] ?? 0);
  state.status[channel] = STATUS.READY | STATUS.SEEK | STATUS.DRQ;
}

/** What the task file reads after a reset tells a disk from a CD drive (ATA-6, 9.12). */
export function signature(dev: Ide, channel: number, drive: number): void {
  const cd = kindOf(dev, drive) === 'cdrom';
  const { state } = dev;
  state.count[channel] = 1;
  state.lbaLow[channel] = 1;
  state.lbaMid[channel] = cd ? 0x14 : 0;
  state.lbaHigh[channel] = cd ? 0xeb : 0;
  state.error[channel] = 1;
  state.status[channel] = cd || kindOf(dev, drive) === 'none' ? 0 : STATUS.READY | STATUS.SEEK;
}

/** Reset of a channel: by software, by hardware. */
export function resetChannel(dev: Ide, channel: number): void {
  const { state } = dev;
  state.generation[channel] = (state.generation[channel] ?? 0) + 1;
  state.transfer[channel] = TRANSFER.NONE;
  state.device[channel] = 0;
  state.pending[channel] = 0;
  state.bmCommand[channel] = 0;
  state.bmStatus[channel] = (state.bmStatus[channel] ?? 0) & BM.CAPABLE;
  for (let drive = 2 * channel; drive < Math.min(DRIVES, 2 * channel + 2); drive++) state.multiple[drive] = 0;
  signature(dev, channel, 2 * channel);
  update(dev, channel);
}

import { pciInterrupt } from '../pci/function.ts';
import { type Msix, msixEnabled, msixSend } from '../pci/msix.ts';
import type { Virtio } from './transport-map.ts';

/** The message of used buffers is the queue's; that of a changed configuration is the device's own. */
const USED = 1;

/** A device behind PCI: with a configuration space and vectors. */
interface VirtioPci extends Msix {
  readonly state: Msix['state'] & { readonly queueVector: Uint16Array; readonly ConfigVector: number };
}

const asPci = (dev: Virtio): VirtioPci | undefined =>
  'pciConfig' in dev.state ? (dev as unknown as VirtioPci) : undefined;

/**
 * Raise an interrupt for a reason; the lock is held. By the pin, which stays up until the driver has seen InterruptStatus, or by the
 * message that the driver chose.
 * @param bits   1: buffers were used, 2: the configuration changed; 0: only bring the pin in line
 * @param queue  whose buffers
 */
export function raise(dev: Virtio, bits: number, queue = 0): void {
  dev.state.InterruptStatus |= bits;
  const pci = asPci(dev);
  if (pci === undefined) dev.irq('intr').set(dev.state.InterruptStatus);
  else if (!msixEnabled(pci)) pciInterrupt(pci, 'intr', dev.state.InterruptStatus !== 0);
  else if (bits !== 0)
    msixSend(pci, (bits & USED) !== 0 ? (pci.state.queueVector[queue] ?? 0xffff) : pci.state.ConfigVector);
}

/** Nothing is to be told any more. */
export function lowerInterrupt(dev: Virtio): void {
  dev.state.InterruptStatus = 0;
  const pci = asPci(dev);
  if (pci === undefined) dev.irq('intr').set(0);
  else pciInterrupt(pci, 'intr', false);
}

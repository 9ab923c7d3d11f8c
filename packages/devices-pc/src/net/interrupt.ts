import { pciInterrupt } from '@tutti/devices-core';
import type { E1000Device } from './e1000-map.ts';

/** Note causes, and bring the pin in line with them. */
export function interrupt(dev: E1000Device, causes: number): void {
  dev.state.cause = (dev.state.cause | causes) >>> 0;
  pciInterrupt(dev, 'intr', (dev.state.cause & dev.state.mask) !== 0);
}

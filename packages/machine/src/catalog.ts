import { DEVICES as ARM_DEVICES } from '@tutti/devices-arm';
import { DEVICES as CORE_DEVICES } from '@tutti/devices-core';
import { ARM } from '@tutti/frontend-arm';
import type { Catalog } from './board/catalog.ts';

/** What boards can name. A further architecture or device family is one line here. */
export const CATALOG: Catalog = {
  architectures: {
    arm: { architecture: ARM, lines: ['irq', 'fiq'] },
  },
  devices: { ...CORE_DEVICES, ...ARM_DEVICES },
};

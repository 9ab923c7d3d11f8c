import { DEVICES as ARM_DEVICES } from '@tutti/devices-arm';
import { DEVICES as CORE_DEVICES } from '@tutti/devices-core';
import { DEVICES as PC_DEVICES } from '@tutti/devices-pc';
import { ARM } from '@tutti/frontend-arm';
import { X86_64 } from '@tutti/frontend-x86_64';
import type { Catalog } from './board/catalog.ts';

/** What boards can name. A further architecture or device family is one line here. */
export const CATALOG: Catalog = {
  architectures: {
    arm: { architecture: ARM, lines: ['irq', 'fiq', 'run'] },
    x86_64: { architecture: X86_64, lines: ['intr', 'nmi', 'run'] },
  },
  devices: { ...CORE_DEVICES, ...ARM_DEVICES, ...PC_DEVICES },
};

import type { DeviceType } from '@tutti/devices-core';
import { gic } from './gic/gic.ts';
import { mpcoreGlobalTimer } from './mpcore/global-timer.ts';
import { mpcoreTimers } from './mpcore/private-timers.ts';
import { scu } from './mpcore/scu.ts';
import { pl011 } from './serial/pl011.ts';
import { pl031 } from './timers/pl031.ts';
import { sp804 } from './timers/sp804.ts';
import { vexpressSysreg } from './vexpress/sysreg.ts';

/** The devices of this package by the name that board files use. Options, pins and windows of each are in its `parts`. */
export const DEVICES = {
  gic,
  'mpcore-global-timer': mpcoreGlobalTimer,
  'mpcore-timers': mpcoreTimers,
  pl011,
  pl031,
  scu,
  sp804,
  'vexpress-sysreg': vexpressSysreg,
} as const satisfies Record<string, DeviceType>;

import type { DeviceType } from '@tutti/devices-core';
import { pl111 } from './display/pl111.ts';
import { cfiFlash } from './flash/cfi-flash.ts';
import { gic } from './gic/gic.ts';
import { pl061 } from './gpio/pl061.ts';
import { pl050 } from './input/pl050.ts';
import { mpcoreGlobalTimer } from './mpcore/global-timer.ts';
import { mpcoreTimers } from './mpcore/private-timers.ts';
import { scu } from './mpcore/scu.ts';
import { lan9118 } from './net/lan9118.ts';
import { pl180 } from './sd/pl180.ts';
import { pl011 } from './serial/pl011.ts';
import { pl041 } from './system/pl041.ts';
import { pl310 } from './system/pl310.ts';
import { sp810 } from './system/sp810.ts';
import { versatileI2c } from './system/versatile-i2c.ts';
import { pl031 } from './timers/pl031.ts';
import { sp804 } from './timers/sp804.ts';
import { sp805 } from './timers/sp805.ts';
import { vexpressSysreg } from './vexpress/sysreg.ts';

/** The devices of this package by the name that board files use. Options, pins and windows of each are in its `parts`. */
export const DEVICES = {
  'cfi-flash': cfiFlash,
  gic,
  lan9118,
  'mpcore-global-timer': mpcoreGlobalTimer,
  'mpcore-timers': mpcoreTimers,
  pl011,
  pl031,
  scu,
  sp804,
  pl041,
  pl050,
  pl061,
  pl111,
  pl180,
  pl310,
  sp805,
  sp810,
  'versatile-i2c': versatileI2c,
  'vexpress-sysreg': vexpressSysreg,
} as const satisfies Record<string, DeviceType>;

import { defineLayout } from '@tutti/layout';

/** Breakpoints and pieces of watchpoints that a machine can have at once. */
export const MAX_POINTS = 256;

/** `DEBUG.stop`: who has the record of the last stop. A core claims it, fills it, and makes it READY once the machine is PAUSED. */
export const STOP = { NONE: 0, CLAIMED: 1, READY: 2 } as const;

/** Kind of a point and of a stop. BREAK: before an instruction is executed; WATCH: before an access. */
export const POINT = { BREAK: 0, WATCH: 1 } as const;

/** What a debugger asked for, and the last stop that it caused. DEBUG_POINT records follow. */
export const DEBUG = defineLayout('Debug', {
  epoch: {
    type: 'i32',
    align: 64,
    doc: 'Counts changes of the points, which main makes while all cores are parked. A core thread that runs on rereads them.',
  },
  count: { type: 'i32', doc: 'Points in force. Main, while all cores are parked.' },
  stop: {
    type: 'i32',
    align: 64,
    doc: 'STOP. Cores claim it with Atomics.compareExchange; main takes it back to NONE.',
  },
  stopCore: { type: 'i32', doc: 'Core that met a point. The core that has claimed `stop`; read by main when READY.' },
  stopPoint: { type: 'i32', doc: 'Index of the point. As stopCore.' },
  stopLo: { type: 'i32', doc: 'Guest virtual address of the instruction or of the access, low word. As stopCore.' },
  stopHi: { type: 'i32', doc: 'High word. As stopCore.' },
});

/** One point. Written by main while all cores are parked. */
export const DEBUG_POINT = defineLayout('DebugPoint', {
  kind: { type: 'i32', doc: 'POINT.' },
  lo: { type: 'i32', doc: 'Guest virtual address, low word.' },
  hi: { type: 'i32', doc: 'High word.' },
  bytes: { type: 'i32', doc: 'WATCH: bytes of the range, which lies on one page.' },
  accesses: { type: 'i32', doc: 'WATCH: bits 1 << ACCESS.*.' },
  firstCore: { type: 'i32', doc: 'First core that the point is for.' },
  coreCount: { type: 'i32', doc: 'Number of cores.' },
});

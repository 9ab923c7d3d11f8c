import { defineDevice, registerMap } from '@tutti/devices-core';

/** A maintenance operation: there is no cache, so it is complete at once and its busy bit reads 0. */
const OPERATION = { mode: 'rw', virtual: true, doc: 'cache maintenance' } as const;

export const PL310 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0246H, chapter 3' },
  {
    CACHE_ID: { at: 0x000, mode: 'r', const: 0x4100_00c8, doc: 'implementer and revision (r3p2)' },
    CACHE_TYPE: { at: 0x004, mode: 'r', const: 0x1c10_0100, doc: '8 ways of 64 KB, lines of 32 bytes' },
    CONTROL: { at: 0x100, mode: 'rw', fields: { Enable: [0, 1] }, doc: 'enable' },
    AUX_CONTROL: { at: 0x104, mode: 'rw', reset: 0x0202_0000, doc: 'auxiliary control' },
    TAG_RAM: { at: 0x108, mode: 'rw', reset: 0x777, doc: 'tag RAM latency' },
    DATA_RAM: { at: 0x10c, mode: 'rw', reset: 0x777, doc: 'data RAM latency' },
    EV_COUNTER_CTRL: { at: 0x200, mode: 'rw', doc: 'event counter control' },
    EV_COUNTER_CFG: { at: 0x204, mode: 'rw', count: 2, doc: 'what the counters count' },
    EV_COUNTER: { at: 0x20c, mode: 'rw', count: 2, doc: 'event counters: nothing is counted' },
    INT_MASK: { at: 0x214, mode: 'rw', fields: { Mask: [0, 9] }, doc: 'interrupt mask' },
    INT_MASKED: { at: 0x218, mode: 'r', const: 0, doc: 'masked interrupts: never any' },
    INT_RAW: { at: 0x21c, mode: 'r', const: 0, doc: 'raw interrupts' },
    INT_CLEAR: { at: 0x220, mode: 'w', doc: 'interrupt clear' },
    CACHE_SYNC: { at: 0x730, ...OPERATION },
    CACHE_SYNC_ERRATUM: { at: 0x740, ...OPERATION },
    INV_PA: { at: 0x770, ...OPERATION },
    INV_WAY: { at: 0x77c, ...OPERATION },
    CLEAN_PA: { at: 0x7b0, ...OPERATION },
    CLEAN_INDEX: { at: 0x7b8, ...OPERATION },
    CLEAN_WAY: { at: 0x7bc, ...OPERATION },
    CLEAN_INV_PA: { at: 0x7f0, ...OPERATION },
    CLEAN_INV_INDEX: { at: 0x7f8, ...OPERATION },
    CLEAN_INV_WAY: { at: 0x7fc, ...OPERATION },
    LOCKDOWN: { at: 0x900, mode: 'rw', count: 16, doc: 'lockdown of ways, for data and instructions of 8 masters' },
    LOCK_LINE: { at: 0x950, mode: 'rw', fields: { Enable: [0, 1] }, doc: 'lockdown by line' },
    UNLOCK_WAY: { at: 0x954, ...OPERATION },
    FILTER_START: { at: 0xc00, mode: 'rw', doc: 'start of the address filter' },
    FILTER_END: { at: 0xc04, mode: 'rw', doc: 'end of the address filter' },
    DEBUG_CTRL: { at: 0xf40, mode: 'rw', fields: { DCL: [0, 1], DWB: [1, 1], SPNIDEN: [2, 1] }, doc: 'debug control' },
    PREFETCH_CTRL: { at: 0xf60, mode: 'rw', doc: 'prefetch control' },
    POWER_CTRL: { at: 0xf80, mode: 'rw', fields: { Standby: [0, 1], Gating: [1, 1] }, doc: 'power control' },
  },
);

/** Level 2 cache controller without a cache. */
export const pl310 = defineDevice(
  PL310,
  {},
  Object.fromEntries(
    Object.entries(PL310.registers)
      .filter(([, spec]) => spec.doc === OPERATION.doc)
      .map(([name]) => [name, { read: () => 0, write: () => undefined }]),
  ),
  { doc: 'PL310 level 2 cache controller; it raises no interrupts' },
);

import { registerMap } from '@tutti/devices-core';

/** Cores that the state has room for: physical APIC ids 0 to 254 (255 is the broadcast). */
export const MAX_APICS = 255;
/** Inputs of the I/O APIC. */
export const PINS = 24;
/** Words of a 256-bit vector set. */
export const VECTOR_WORDS = 8;

/** Offsets of the parts of the map: the I/O APIC, and what is not on the bus. */
export const IOAPIC = 0x1000;
export const CYCLES = 0x2000;

const VIEW = { mode: 'rw', virtual: true, stride: 16 } as const;
const SET = { mode: 'r', virtual: true, stride: 16, count: VECTOR_WORDS } as const;
const WORD = { mode: 'rw', virtual: true } as const;

/**
 * Local APICs of all cores (each core sees its own), the I/O APIC, and the bus cycles between them and the cores: interrupt
 * acknowledge and message-signalled interrupts. One device, since they exchange messages under one lock.
 */
export const APIC = registerMap(
  { width: 32, size: 0x3000, spec: 'Intel SDM 3A, chapter 11; Intel 82093AA data sheet' },
  {
    ID: { at: 0x020, ...WORD, doc: 'local APIC id' },
    VERSION: { at: 0x030, mode: 'r', const: 0x0005_0014, doc: 'version 14h, 6 LVT entries' },
    TPR: { at: 0x080, ...WORD, doc: 'task priority' },
    APR: { at: 0x090, mode: 'r', const: 0, doc: 'arbitration priority' },
    PPR: { at: 0x0a0, mode: 'r', virtual: true, doc: 'processor priority' },
    EOI: { at: 0x0b0, mode: 'w', doc: 'end of interrupt' },
    LDR: { at: 0x0d0, ...WORD, doc: 'logical destination' },
    DFR: { at: 0x0e0, ...WORD, doc: 'destination format' },
    SVR: { at: 0x0f0, ...WORD, doc: 'spurious vector, enable' },
    ISR: { at: 0x100, ...SET, doc: 'in service' },
    TMR: { at: 0x180, ...SET, doc: 'level-triggered' },
    IRR: { at: 0x200, ...SET, doc: 'requested' },
    ESR: { at: 0x280, ...WORD, doc: 'error status' },
    LVT_CMCI: { at: 0x2f0, ...WORD, doc: 'corrected machine checks' },
    ICR_LOW: { at: 0x300, ...WORD, doc: 'interrupt command; writing sends' },
    ICR_HIGH: { at: 0x310, ...WORD, doc: 'destination' },
    LVT: { at: 0x320, ...VIEW, count: 6, doc: 'timer, thermal, performance, LINT0, LINT1, error' },
    TIMER_INITIAL: { at: 0x380, ...WORD, doc: 'initial count' },
    TIMER_CURRENT: { at: 0x390, mode: 'r', virtual: true, doc: 'current count' },
    TIMER_DIVIDE: { at: 0x3e0, ...WORD, doc: 'divide configuration' },
    SELF_IPI: { at: 0x3f0, mode: 'w', doc: 'send a vector to this core (x2APIC)' },
    // I/O APIC
    IOREGSEL: { at: IOAPIC + 0x00, mode: 'rw', fields: { Register: [0, 8] }, doc: 'register select' },
    IOWIN: { at: IOAPIC + 0x10, mode: 'rw', virtual: true, doc: 'register window' },
    IOEOI: { at: IOAPIC + 0x40, mode: 'w', doc: 'end of interrupt by vector (version 20h)' },
    // Cycles of cores and devices
    INTACK: { at: CYCLES + 0x00, mode: 'r', virtual: true, doc: 'vector taken; 100h: ask the 8259; 200h: nothing' },
    MSI_ADDRESS: { at: CYCLES + 0x04, mode: 'rw', doc: 'address of the next message' },
    MSI_DATA: { at: CYCLES + 0x08, mode: 'w', doc: 'data of a message-signalled interrupt; writing delivers it' },
    X2APIC_MODE: { at: CYCLES + 0x0c, ...WORD, doc: 'this core is in x2APIC mode' },
  },
);

/** What INTACK answers besides vectors. */
export const ACKNOWLEDGE = { EXTINT: 0x100, NONE: 0x200 } as const;

const PER_CORE = { type: 'u32', count: MAX_APICS } as const;
const PER_CORE_SET = { type: 'u32', count: MAX_APICS * VECTOR_WORDS } as const;

/** Everything is indexed by core; sets take eight words a core, LVT six. */
export const APIC_STATE = {
  tpr: PER_CORE,
  ldr: PER_CORE,
  dfr: PER_CORE,
  svr: PER_CORE,
  esr: PER_CORE,
  icrLow: PER_CORE,
  icrHigh: PER_CORE,
  x2apic: PER_CORE,
  isr: PER_CORE_SET,
  tmr: PER_CORE_SET,
  irr: PER_CORE_SET,
  lvt: { type: 'u32', count: MAX_APICS * 6 },
  initial: PER_CORE,
  divide: PER_CORE,
  startNs: { type: 'f64', count: MAX_APICS },
  expired: { ...PER_CORE, doc: 'the one-shot timer has expired since it was started' },
  lint0: { type: 'u32', doc: "level of the 8259's output" },
  redirection: { type: 'u32', count: 2 * PINS, doc: 'redirection table: low and high word of each pin' },
  pinLevels: { type: 'u32' },
  lateTicks: {
    type: 'u32',
    doc: 'Edges of the timer pin that came while the one before still waited: given at the next ends.',
  },
  ioId: { type: 'u32' },
} as const;

export const APIC_OPTIONS = {
  cores: { type: 'int', default: 1, min: 1, max: MAX_APICS, doc: 'number of local APICs' },
  firstCore: {
    type: 'int',
    default: 0,
    max: 254,
    doc: 'number of the first core on the board, for INIT, start-up and NMI',
  },
  busHz: { type: 'int', default: 1_000_000_000, min: 1, doc: 'clock of the timers before the divider, Hz' },
} as const;

import { defineDevice } from '@tutti/devices-core';
import { APIC, APIC_OPTIONS, APIC_STATE, IOAPIC, MAX_APICS, PINS, VECTOR_WORDS } from './apic-map.ts';
import { retimed, startTimer, timerCount, timerFired } from './apic-timer.ts';
import { messageSignalled, pinChanged, readWindow, tickEnded, vectorEnded, writeWindow } from './io-apic.ts';
import {
  type Apic,
  acknowledge,
  apicOf,
  endOfInterrupt,
  isLevelTriggered,
  LVT,
  processorPriority,
  request,
  sendCommand,
  updateCore,
  x2apicLogicalId,
} from './local-apic.ts';

type PerCore = 'tpr' | 'ldr' | 'dfr' | 'svr' | 'esr' | 'icrLow' | 'icrHigh' | 'initial' | 'divide' | 'x2apic';

/** A register that is one word a core. */
const word = (field: PerCore) => ({
  read: (dev: Apic, _index: number, core: number) => dev.state[field][apicOf(dev, core)] ?? 0,
});
const set = (field: 'isr' | 'tmr' | 'irr') => ({
  read: (dev: Apic, index: number, core: number) => dev.state[field][apicOf(dev, core) * VECTOR_WORDS + index] ?? 0,
});
/** A register that a write stores, cut to its bits, and that may change what is deliverable. */
const stored = (field: PerCore, mask: number) => ({
  ...word(field),
  write: (dev: Apic, value: number, _index: number, core: number) => {
    const cpu = apicOf(dev, core);
    dev.state[field][cpu] = value & mask;
    updateCore(dev, cpu);
  },
});

function writeLvt(dev: Apic, value: number, entry: number, core: number): void {
  const cpu = apicOf(dev, core);
  const change = (): void => {
    dev.state.lvt[cpu * 6 + entry] = value & 0x7ffff & ~0x1000;
  };
  if (entry === LVT.TIMER) retimed(dev, cpu, change);
  else change();
  updateCore(dev, cpu);
}

function resetCore(dev: Apic, cpu: number): void {
  const { state } = dev;
  state.dfr[cpu] = 0xffff_ffff;
  state.svr[cpu] = 0xff;
  for (let entry = 0; entry < 6; entry++) state.lvt[cpu * 6 + entry] = 0x10000;
}

/** All local APICs and the I/O APIC of a board. */
export const apic = defineDevice(
  APIC,
  APIC_STATE,
  {
    ID: {
      read: (dev, _index, core) => {
        const cpu = apicOf(dev, core);
        return dev.state.x2apic[cpu] !== 0 ? cpu : (cpu << 24) >>> 0;
      },
      // Writable in hardware, but software that renumbers APICs does not exist; the id stays the core's number.
      write: (dev, value) => dev.trace('unimp', () => `local APIC id set to 0x${value.toString(16)}`),
    },
    TPR: stored('tpr', 0xff),
    PPR: { read: (dev, _index, core) => processorPriority(dev, apicOf(dev, core)) },
    EOI: {
      write: (dev, _value, _index, core) => {
        const cpu = apicOf(dev, core);
        const vector = endOfInterrupt(dev, cpu);
        if (vector < 0) return;
        if (isLevelTriggered(dev, cpu, vector)) vectorEnded(dev, vector);
        else tickEnded(dev, vector);
      },
    },
    LDR: {
      read: (dev, _index, core) => {
        const cpu = apicOf(dev, core);
        return dev.state.x2apic[cpu] !== 0 ? x2apicLogicalId(cpu) : (dev.state.ldr[cpu] ?? 0);
      },
      write: stored('ldr', 0xff00_0000).write,
    },
    DFR: {
      ...word('dfr'),
      write: (dev, value, _index, core) => {
        dev.state.dfr[apicOf(dev, core)] = (value | 0x0fff_ffff) >>> 0;
      },
    },
    SVR: stored('svr', 0x1ff),
    ISR: set('isr'),
    TMR: set('tmr'),
    IRR: set('irr'),
    // Writing makes the errors since the last write readable; they are readable at once here, and a write clears them.
    ESR: stored('esr', 0),
    LVT_CMCI: { read: () => 0x10000, write: () => undefined },
    ICR_LOW: {
      ...word('icrLow'),
      write: (dev, value, _index, core) => {
        const cpu = apicOf(dev, core);
        dev.state.icrLow[cpu] = value & ~0x1000;
        sendCommand(dev, cpu, value);
      },
    },
    ICR_HIGH: stored('icrHigh', 0xffff_ffff),
    LVT: { read: (dev, entry, core) => dev.state.lvt[apicOf(dev, core) * 6 + entry] ?? 0, write: writeLvt },
    TIMER_INITIAL: {
      ...word('initial'),
      write: (dev, value, _index, core) => startTimer(dev, apicOf(dev, core), value),
    },
    TIMER_CURRENT: { read: (dev, _index, core) => timerCount(dev, apicOf(dev, core)) },
    TIMER_DIVIDE: {
      ...word('divide'),
      write: (dev, value, _index, core) => {
        const cpu = apicOf(dev, core);
        retimed(dev, cpu, () => {
          dev.state.divide[cpu] = value & 0xb;
        });
      },
    },
    SELF_IPI: { write: (dev, value, _index, core) => request(dev, apicOf(dev, core), value & 0xff, false) },
    IOWIN: { read: readWindow, write: writeWindow },
    IOEOI: { write: (dev, value) => vectorEnded(dev, value & 0xff) },
    INTACK: { read: (dev, _index, core) => acknowledge(dev, core) },
    MSI_DATA: { write: (dev, value) => messageSignalled(dev, dev.state.MSI_ADDRESS, value) },
    X2APIC_MODE: stored('x2apic', 1),
  },
  {
    doc: 'Local APICs of all cores and an I/O APIC',
    options: APIC_OPTIONS,
    windows: { local: { offset: 0, size: 0x1000 }, io: { offset: IOAPIC, size: 0x1000 } },
    irqs: { intr: { count: MAX_APICS, doc: 'interrupt line of each core' } },
    inputs: {
      pin: { count: PINS, doc: 'inputs of the I/O APIC', shared: true, changed: pinChanged },
      lint0: {
        doc: 'output of the 8259, on LINT0 of every core',
        changed: (dev, _index, level) => {
          dev.state.lint0 = Number(level);
          for (let cpu = 0; cpu < dev.options.cores; cpu++) updateCore(dev, cpu);
        },
      },
    },
    timers: { expiry: { count: MAX_APICS, fired: timerFired } },
    reset: (dev) => {
      for (let cpu = 0; cpu < dev.options.cores; cpu++) resetCore(dev, cpu);
      for (let pin = 0; pin < PINS; pin++) dev.state.redirection[2 * pin] = 0x10000;
    },
  },
);

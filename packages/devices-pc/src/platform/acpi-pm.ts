import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

/** ACPI fixed hardware: PM1 event and control block, PM timer, general-purpose events, SMI command port, reset register. */
export const ACPI_PM = registerMap(
  { width: 16, size: 0x20, spec: 'ACPI 6.4, 4.8' },
  {
    PM1_STS: {
      at: 0x00,
      mode: 'w1c',
      fields: { TMR: [0, 1], GBL: [5, 1], PWRBTN: [8, 1], RTC: [10, 1], WAK: [15, 1] },
      doc: 'fixed event status',
    },
    PM1_EN: { at: 0x02, mode: 'rw', fields: { TMR: [0, 1], GBL: [5, 1], PWRBTN: [8, 1], RTC: [10, 1] }, doc: 'enable' },
    PM1_CNT: { at: 0x04, mode: 'rw', fields: { SCI_EN: [0, 1], SLP_TYP: [10, 3], SLP_EN: [13, 1] }, doc: 'sleep, SCI' },
    PM_TMR: { at: 0x08, mode: 'r', virtual: true, width: 32, doc: '24-bit timer at 3.579545 MHz' },
    GPE0_STS: { at: 0x0c, mode: 'w1c', doc: 'general-purpose event status' },
    GPE0_EN: { at: 0x0e, mode: 'rw', doc: 'enable' },
    SMI_CMD: { at: 0x10, mode: 'rw', width: 8, doc: 'ACPI enable (F1h) and disable (F0h)' },
    APM_STS: { at: 0x11, mode: 'rw', width: 8, doc: 'scratch of the SMI command' },
    RESET: { at: 0x14, mode: 'rw', width: 8, doc: 'reset control (port CF9h): bit 2 resets' },
  },
);

export const PM_TIMER_HZ = 3_579_545;
const STATE = {} as const;
type Dev = Device<typeof ACPI_PM, typeof STATE>;
const { SCI_EN, SLP_EN, SLP_TYP } = ACPI_PM.bits.PM1_CNT;
const { PWRBTN } = ACPI_PM.bits.PM1_STS;
/** Sleep types as the DSDT of the `pc` board gives them. */
const SLEEP = { S5: 0 } as const;
const COMMAND = { ENABLE: 0xf1, DISABLE: 0xf0 } as const;

/** The system control interrupt is a level. */
function update(dev: Dev): void {
  const { PM1_STS, PM1_EN, PM1_CNT, GPE0_STS, GPE0_EN } = dev.state;
  dev.irq('sci').set((PM1_CNT & SCI_EN) !== 0 && ((PM1_STS & PM1_EN) | (GPE0_STS & GPE0_EN)) !== 0);
}

/** Power management block of a PC. Soft-off calls the machine's service `poweroff`. */
export const acpiPm = defineDevice(
  ACPI_PM,
  STATE,
  {
    PM1_STS: { wrote: update },
    PM1_EN: { wrote: update },
    PM1_CNT: {
      wrote: (dev, value) => {
        dev.state.PM1_CNT &= ~SLP_EN;
        const type = (value & SLP_TYP) >>> 10;
        if ((value & SLP_EN) !== 0 && type === SLEEP.S5) dev.service('poweroff', 0, 0, 0);
        else if ((value & SLP_EN) !== 0) dev.trace('unimp', () => `sleep type ${type}`);
        update(dev);
      },
    },
    PM_TMR: { read: (dev) => Math.floor((dev.clock.nowNs() * PM_TIMER_HZ) / 1e9) % 2 ** 24 },
    GPE0_STS: { wrote: update },
    GPE0_EN: { wrote: update },
    SMI_CMD: {
      wrote: (dev, value) => {
        if (value === COMMAND.ENABLE) dev.state.PM1_CNT |= SCI_EN;
        else if (value === COMMAND.DISABLE) dev.state.PM1_CNT &= ~SCI_EN;
        update(dev);
      },
    },
    RESET: {
      wrote: (dev, value) => {
        if ((value & 4) !== 0) dev.service('reset', 0, 0, 0);
      },
    },
  },
  {
    doc: 'ACPI fixed hardware',
    windows: {
      pm1: { offset: 0x00, size: 6 },
      timer: { offset: 0x08, size: 4 },
      gpe: { offset: 0x0c, size: 4 },
      smi: { offset: 0x10, size: 2 },
      reset: { offset: 0x14, size: 1 },
    },
    irqs: { sci: { doc: 'system control interrupt (ISA interrupt 9)' } },
    inputs: {
      powerButton: {
        doc: 'the power button is pressed',
        changed: (dev, _index, level) => {
          if (level) dev.state.PM1_STS |= PWRBTN;
          update(dev);
        },
      },
    },
  },
);

import { defineDevice } from '@tutti/devices-core';
import { CONFIG_FUNCTIONS } from './config-bus.ts';
import { SYSREG, SYSREG_OPTIONS, SYSREG_STATE, type Sysreg } from './sysreg-map.ts';

const { Start, Write } = SYSREG.bits.SYS_CFGCTRL;
const { Complete, Error: Failed } = SYSREG.bits.SYS_CFGSTAT;

/** A transfer on the configuration bus completes within the write that starts it. */
function transfer(dev: Sysreg, control: number): void {
  const { state } = dev;
  state.SYS_CFGCTRL = control & ~Start;
  if ((control & Start) === 0) return;
  const address = { fn: (control >>> 20) & 0x3f, site: (control >>> 16) & 3, device: control & 0xfff };
  const handler = CONFIG_FUNCTIONS[address.fn];
  const isWrite = (control & Write) !== 0;
  const result = isWrite ? handler?.write?.(dev, address, state.SYS_CFGDATA) : handler?.read?.(dev, address);
  if (result === undefined)
    dev.trace('unimp', () => `configuration ${isWrite ? 'write' : 'read'} 0x${control.toString(16)}`);
  else if (!isWrite) state.SYS_CFGDATA = result;
  state.SYS_CFGSTAT = result === undefined ? Complete | Failed : Complete;
}

const ticks = (dev: Sysreg, hz: number) => Math.floor((dev.clock.nowNs() * hz) / 1e9) % 2 ** 32;

/** System registers of the Versatile Express motherboard: FLAGS (where Linux leaves the entry of secondary cores), counters, power. */
export const vexpressSysreg = defineDevice(
  SYSREG,
  SYSREG_STATE,
  {
    SYS_ID: { read: (dev) => dev.options.id },
    SYS_100HZ: { read: (dev) => ticks(dev, 100) },
    SYS_24MHZ: { read: (dev) => ticks(dev, 24e6) },
    SYS_FLAGSCLR: {
      write: (dev, value) => {
        dev.state.SYS_FLAGSSET &= ~value;
      },
    },
    SYS_NVFLAGSCLR: {
      write: (dev, value) => {
        dev.state.SYS_NVFLAGSSET &= ~value;
      },
    },
    SYS_MCI: { read: (dev) => dev.state.mci },
    SYS_PROCID0: { read: (dev) => dev.options.processor, write: () => undefined },
    SYS_PROCID1: { read: () => 0xff00_0000, write: () => undefined },
    SYS_CFGCTRL: { write: transfer },
  },
  {
    doc: 'Versatile Express system registers',
    options: SYSREG_OPTIONS,
    inputs: {
      card: { doc: 'a card is in the slot', changed: (dev, _index, on) => setMci(dev, 1, on) },
      protect: { doc: 'the card is write-protected', changed: (dev, _index, on) => setMci(dev, 2, on) },
    },
  },
);

function setMci(dev: Sysreg, bit: number, on: boolean): void {
  dev.state.mci = on ? dev.state.mci | bit : dev.state.mci & ~bit;
}

import { OSCILLATORS, type Sysreg } from './sysreg-map.ts';

/** Where a transfer goes: site 0 is the motherboard, 1 the first daughterboard. */
export interface ConfigAddress {
  readonly fn: number;
  readonly site: number;
  readonly device: number;
}

/** One function of the configuration bus; undefined is an error answer. */
interface ConfigFunction {
  read?(dev: Sysreg, address: ConfigAddress): number | undefined;
  write?(dev: Sysreg, address: ConfigAddress, value: number): number | undefined;
}

const MUX = 2 * OSCILLATORS;
const DVI = MUX + 1;

const board = (dev: Sysreg, site: number) =>
  site === 0 ? dev.options.motherboardOscillators : dev.options.oscillators;

function oscillatorExists(dev: Sysreg, { site, device }: ConfigAddress): boolean {
  return site < 2 && device < Math.min(OSCILLATORS, board(dev, site).length);
}

/** A value that the guest writes and reads back. */
const cell = (slot: number): ConfigFunction => ({
  read: (dev) => dev.state.config[slot],
  write: (dev, _address, value) => (dev.state.config[slot] = value),
});

/** A constant of each device at the first daughterboard. */
const sensor = (value: number): ConfigFunction => ({ read: (_dev, { site }) => (site === 1 ? value : undefined) });

/** Functions by number: Arm DUI 0447J, 4.3.17 (SYS_CFGCTRL, table 4-18). */
export const CONFIG_FUNCTIONS: Readonly<Record<number, ConfigFunction>> = {
  // SYS_CFG_OSC, Hz
  1: {
    read: (dev, a) =>
      oscillatorExists(dev, a)
        ? dev.state.config[a.site * OSCILLATORS + a.device] || board(dev, a.site)[a.device]
        : undefined,
    write: (dev, a, value) =>
      oscillatorExists(dev, a) ? (dev.state.config[a.site * OSCILLATORS + a.device] = value) : undefined,
  },
  // SYS_CFG_VOLT, uV
  2: {
    read: (dev, { site, device }) => (site === 1 ? dev.options.voltages[device] : undefined),
    write: (dev, { site, device }) => (site === 1 ? dev.options.voltages[device] : undefined),
  },
  // SYS_CFG_AMP, uA
  3: sensor(400_000),
  // SYS_CFG_TEMP, thousandths of a degree
  4: sensor(30_000),
  // SYS_CFG_RESET
  5: { write: (dev) => dev.service('reset', 0, 0, 0) },
  // SYS_CFG_MUXFPGA: which site drives the video output
  7: cell(MUX),
  // SYS_CFG_SHUTDOWN
  8: { write: (dev) => dev.service('poweroff', 0, 0, 0) },
  // SYS_CFG_REBOOT
  9: { write: (dev) => dev.service('reset', 0, 0, 0) },
  // SYS_CFG_DVIMODE
  11: cell(DVI),
  // SYS_CFG_POWER, uW
  12: sensor(400_000),
};

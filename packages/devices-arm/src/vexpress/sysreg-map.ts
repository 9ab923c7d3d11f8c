import { type Device, registerMap } from '@tutti/devices-core';

export const SYSREG = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DUI 0447J, 4.3' },
  {
    SYS_ID: { at: 0x000, mode: 'r', virtual: true, doc: 'board revision and number' },
    SYS_SW: { at: 0x004, mode: 'rw', fields: { SoftSwitch: [0, 8] }, doc: 'switches' },
    SYS_LED: { at: 0x008, mode: 'rw', fields: { LED: [0, 8] }, doc: 'user LEDs' },
    SYS_100HZ: { at: 0x024, mode: 'r', virtual: true, doc: '100 Hz counter' },
    SYS_FLAGSSET: { at: 0x030, mode: 'w1s', doc: 'flags; reset by a system reset' },
    SYS_FLAGSCLR: { at: 0x034, mode: 'w', doc: 'clears flags' },
    SYS_NVFLAGSSET: { at: 0x038, mode: 'w1s', doc: 'flags; reset at power on only' },
    SYS_NVFLAGSCLR: { at: 0x03c, mode: 'w', doc: 'clears flags' },
    SYS_MCI: { at: 0x048, mode: 'r', virtual: true, doc: 'memory card: detect, write protect' },
    SYS_FLASH: { at: 0x04c, mode: 'rw', fields: { WPn: [0, 1] }, doc: 'flash write protection' },
    SYS_CFGSW: { at: 0x058, mode: 'rw', fields: { Switches: [0, 8] }, doc: 'boot switches' },
    SYS_24MHZ: { at: 0x05c, mode: 'r', virtual: true, doc: '24 MHz counter' },
    SYS_MISC: { at: 0x060, mode: 'rw', doc: 'miscellaneous control' },
    SYS_DMA: { at: 0x064, mode: 'rw', fields: { Channel: [0, 1] }, doc: 'DMA peripheral map' },
    SYS_PROCID0: { at: 0x084, mode: 'rw', virtual: true, doc: 'processor of daughterboard 1' },
    SYS_PROCID1: { at: 0x088, mode: 'rw', virtual: true, doc: 'processor of daughterboard 2: none' },
    SYS_CFGDATA: { at: 0x0a0, mode: 'rw', doc: 'data of the configuration bus' },
    SYS_CFGCTRL: {
      at: 0x0a4,
      mode: 'rw',
      fields: {
        Device: [0, 12],
        Position: [12, 4],
        Site: [16, 2],
        Function: [20, 6],
        DCC: [26, 4],
        Write: [30, 1],
        Start: [31, 1],
      },
      doc: 'starts a transfer on the configuration bus',
    },
    SYS_CFGSTAT: { at: 0x0a8, mode: 'rw', fields: { Complete: [0, 1], Error: [1, 1] }, doc: 'outcome of the transfer' },
  },
);

/** Oscillators of a site that the guest may set. */
export const OSCILLATORS = 8;
/** Room for what the guest writes to the configuration bus: oscillators of two sites, then multiplexer and DVI mode. */
export const CONFIG_SLOTS = 2 * OSCILLATORS + 2;

export const SYSREG_STATE = {
  mci: { type: 'u32', doc: 'inputs: bit 0 card present, bit 1 write-protected' },
  config: { type: 'u32', count: CONFIG_SLOTS, doc: 'what was written to the configuration bus' },
} as const;
export const SYSREG_OPTIONS = {
  id: { type: 'int', default: 0x1190_f500, doc: 'SYS_ID' },
  processor: { type: 'int', default: 0x0c00_0191, doc: 'SYS_PROCID0' },
  motherboardOscillators: {
    type: 'ints',
    default: [25_000_000, 23_750_000, 24_000_000],
    doc: 'oscillators of the motherboard, Hz',
  },
  oscillators: {
    type: 'ints',
    default: [45_000_000, 23_750_000, 66_670_000],
    doc: 'oscillators of daughterboard 1, Hz',
  },
  voltages: {
    type: 'ints',
    default: [1_000_000, 1_000_000, 1_000_000, 1_000_000, 900_000, 3_300_000],
    doc: 'supplies of daughterboard 1, uV',
  },
} as const;
export type Sysreg = Device<typeof SYSREG, typeof SYSREG_STATE, typeof SYSREG_OPTIONS>;

import { type Device, defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

const CORES = 32;

/** Which cores of a cluster run. */
export const REMOTE_START = registerMap(
  { width: 32, size: 0x1000, spec: 'Tutti duet board: remote start' },
  {
    RUN: {
      at: 0x00,
      mode: 'rw',
      doc: 'bit n: core n runs; 0 holds it in reset. A core that is let go starts from its entry point',
    },
  },
);

const OPTIONS = { running: { type: 'int', default: 0, doc: 'cores that run after reset, one bit each' } } as const;
type Dev = Device<typeof REMOTE_START, Record<never, never>, typeof OPTIONS>;

function update(dev: Dev): void {
  for (let i = 0; i < CORES; i++) dev.irq('run', i).set((dev.state.RUN >>> i) & 1);
}

/** Holds cores in reset and lets them go. Wire `run` to the `run` lines of a cluster; one that starts held, the board marks as held. */
export const remoteStart = defineDevice(
  REMOTE_START,
  {},
  { RUN: { wrote: update } },
  {
    doc: 'remote start of cores',
    options: OPTIONS,
    irqs: { run: { count: CORES, doc: 'run line of each core' } },
    reset: (dev) => {
      dev.state.RUN = dev.options.running;
      update(dev);
    },
  },
);

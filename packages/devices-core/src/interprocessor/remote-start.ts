import { defineDevice } from '../framework/define-device.ts';
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

/** Holds cores in reset and lets them go. Wire `run` to the `run` lines of a cluster that the board says is held. */
export const remoteStart = defineDevice(
  REMOTE_START,
  {},
  {
    RUN: {
      wrote: (dev, value) => {
        for (let i = 0; i < CORES; i++) dev.irq('run', i).set((value >>> i) & 1);
      },
    },
  },
  { doc: 'remote start of cores', irqs: { run: { count: CORES, doc: 'run line of each core' } } },
);

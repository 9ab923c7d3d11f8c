import { defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

const LOCKS = 32;

/** Locks that are taken by reading and freed by writing. */
export const HARDWARE_SPINLOCK = registerMap(
  { width: 32, size: 0x1000, spec: 'Tutti duet board: hardware spinlocks' },
  {
    TAKEN: { at: 0x000, mode: 'r', virtual: true, doc: 'one bit for each lock that is held' },
    LOCK: {
      at: 0x800,
      mode: 'rw',
      virtual: true,
      count: LOCKS,
      fields: { TAKEN: [0, 1] },
      doc: "reading 0: the lock was free and is the reader's now; 1: it is held; writing 0 frees it",
    },
  },
);

/** Locks for processors that share no atomic instructions. An access is atomic because it is made under the device's lock. */
export const hardwareSpinlock = defineDevice(
  HARDWARE_SPINLOCK,
  { taken: { type: 'u32', doc: 'bit n: lock n is held' } },
  {
    TAKEN: { read: (dev) => dev.state.taken },
    LOCK: {
      read: (dev, lock) => {
        const before = dev.state.taken;
        dev.state.taken = before | (1 << lock);
        return (before >>> lock) & 1;
      },
      write: (dev, value, lock) => {
        if (value === 0) dev.state.taken &= ~(1 << lock);
      },
    },
  },
  { doc: 'hardware spinlocks' },
);

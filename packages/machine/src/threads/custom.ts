import type { DevicePlan } from '@tutti/devices-core';
import type { BootState } from '@tutti/ir';
import type { MachineDescription } from '../describe.ts';
import type { CODEGENS, TripleFaultAction } from '../options.ts';

/** What every thread of a machine needs besides the runtime's own setup. Plain data, posted to workers. */
export interface MachineCustom {
  readonly description: MachineDescription;
  readonly devices: DevicePlan;
  /** How each core starts, by its number on the board. */
  readonly boot: readonly BootState[];
  readonly codegen: (typeof CODEGENS)[number];
  /** Real-time clocks at power on, seconds since 1970. */
  readonly epochSeconds: number;
  /** Offset, from the start of the device area, of one word per work slot: 1 while the I/O thread is to run it. */
  readonly works: number;
  /** Offset, likewise, of the word of TripleFaultWord. */
  readonly tripleFault: number;
  /** Offset, likewise, of the words of ClusterPower. */
  readonly power: number;
  readonly onTripleFault: TripleFaultAction;
  /** Offset, likewise, of an f64: seconds that real-time clocks are ahead of `epochSeconds`, since a snapshot of another run was restored. */
  readonly clockShift: number;
  /** Offset, likewise, of the words of PairLocks. */
  readonly pairLocks: number;
  /** Key of the cores' random numbers, 8 words: the host's entropy, or zeros when a run is to be repeatable. */
  readonly randomKey: readonly number[];
}

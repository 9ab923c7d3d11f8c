import { defineLayout } from '@tutti/layout';

/** Shared RAM of the `duet` guests. Words that different cores write lie on lines of their own. */
export const DUET_SHARED = defineLayout('DuetShared', {
  counter: { type: 'u32', align: 64, doc: 'Every core adds 1 with its own atomic instructions.' },
  lock: { type: 'u32', align: 64, doc: 'Spin lock: 0 free, 1 held.' },
  locked: { type: 'u32', align: 64, doc: 'Every core adds 1 with plain instructions, under the lock.' },
  hardware: { type: 'u32', align: 64, doc: 'Every core adds 1 with plain instructions, under hardware lock 0.' },
  ready: { type: 'u32', align: 64, doc: 'Cores that are about to count.' },
  done: { type: 'u32', align: 64, doc: 'Cores that have finished.' },
  toX86: { type: 'u32', align: 64, doc: 'Message of the ARM side; the doorbell says that it is there.' },
  toArm: { type: 'u32', align: 64, doc: 'Answer of the x86 side: the double.' },
  receivedArm: { type: 'u32', align: 64, doc: 'Right answers that the ARM side got.' },
  receivedX86: { type: 'u32', align: 64, doc: 'Right messages that the x86 side got.' },
});

/** What the guests do; from the command line of their cluster (`append`). */
export interface DuetWork {
  /** Additions by each core to `counter`, `locked` and `hardware`. */
  readonly counter: number;
  readonly lock: number;
  readonly hardware: number;
  /** Messages each way. */
  readonly messages: number;
  /** 0: the counter is added to without atomic instructions, to show that additions get lost. */
  readonly atomic: number;
}

const DEFAULTS: DuetWork = { counter: 100_000, lock: 20_000, hardware: 1000, messages: 1000, atomic: 1 };

/** Read `counter=5000 messages=10`. Other words are left alone. */
export function duetWork(commandLine: string): DuetWork {
  const given = [...commandLine.matchAll(/(\w+)=(\d+)/g)].map(([, key, value]) => [key, Number(value)] as const);
  return { ...DEFAULTS, ...Object.fromEntries(given.filter(([key]) => key !== undefined && key in DEFAULTS)) };
}

/** Cores of the board. */
export const DUET_CORES = 4;
/** What messages start from. */
export const FIRST_MESSAGE = 0x1000;

import type { Litmus, Thread } from './litmus.ts';
import type { Step } from './litmus-steps.ts';

const ARM: Thread = 0;
const X86: Thread = 2;

/** With barriers where the architecture needs one: ARM orders nothing by itself, x86 all but a load after a store to elsewhere. */
const WRITE: Readonly<Record<number, readonly Step[]>> = {
  [ARM]: [['store', 'x'], ['fence'], ['store', 'y']],
  [X86]: [
    ['store', 'x'],
    ['store', 'y'],
  ],
};
const READ: Readonly<Record<number, readonly Step[]>> = {
  [ARM]: [['load', 'y'], ['fence'], ['load', 'x']],
  [X86]: [
    ['load', 'y'],
    ['load', 'x'],
  ],
};
const withoutFences = (steps: readonly Step[]): Step[] => steps.filter(([step]) => step !== 'fence');
const name = (thread: Thread): string => (thread < 2 ? 'ARM' : 'x86');

/** y is seen, x before it is not. */
const NEW_THEN_OLD = 1;

function messagePassing(writer: Thread, reader: Thread): Litmus {
  return {
    name: `message passing, ${name(writer)} to ${name(reader)}`,
    threads: { [writer]: WRITE[writer]!, [reader]: READ[reader]! },
    forbidden: (seen) => seen[reader] === NEW_THEN_OLD,
  };
}

const BUFFERING: readonly [readonly Step[], readonly Step[]] = [
  [['store', 'x'], ['fence'], ['load', 'y']],
  [['store', 'y'], ['fence'], ['load', 'x']],
];
const storeBuffering: Litmus = {
  name: 'store buffering',
  threads: { [ARM]: BUFFERING[0], [X86]: BUFFERING[1] },
  forbidden: (seen) => seen[ARM] === 0 && seen[X86] === 0,
};
const loadBuffering: Litmus = {
  name: 'load buffering',
  threads: {
    [ARM]: [['load', 'x'], ['fence'], ['store', 'y']],
    [X86]: [
      ['load', 'y'],
      ['store', 'x'],
    ],
  },
  forbidden: (seen) => seen[ARM] === 1 && seen[X86] === 1,
};

/** Two writers, two readers: the readers must not see the writes in different orders. */
const independentReads: Litmus = {
  name: 'independent reads of independent writes',
  threads: {
    0: [['store', 'x']],
    2: [['store', 'y']],
    1: [['load', 'x'], ['fence'], ['load', 'y']],
    3: [
      ['load', 'y'],
      ['load', 'x'],
    ],
  },
  forbidden: (seen) => seen[1] === NEW_THEN_OLD && seen[3] === NEW_THEN_OLD,
};

const SECTION: readonly Step[] = [['lock'], ['count'], ['unlock']];
const lock: Litmus = {
  name: 'lock',
  threads: { 0: SECTION, 1: SECTION, 2: SECTION, 3: SECTION },
  forbidden: () => false,
};

/** What was stored before a doorbell was rung is there when the doorbell is seen. */
function doorbell(from: Thread, to: Thread): Litmus {
  return {
    name: `doorbell, ${name(from)} to ${name(to)}`,
    threads: { [from]: [['store', 'x'], ['fence'], ['ring']], [to]: [['answer'], ['load', 'x']] },
    forbidden: (seen) => seen[to] === 0,
  };
}

const control = (test: Litmus): Litmus => ({
  ...test,
  name: `${test.name} without barriers`,
  threads: Object.fromEntries(Object.entries(test.threads).map(([thread, steps]) => [thread, withoutFences(steps)])),
  control: true,
});

/** The suite. Controls stand last. */
export const LITMUS: readonly Litmus[] = [
  messagePassing(ARM, X86),
  messagePassing(X86, ARM),
  storeBuffering,
  loadBuffering,
  independentReads,
  lock,
  doorbell(ARM, X86),
  doorbell(X86, ARM),
  control(messagePassing(ARM, X86)),
  control(messagePassing(X86, ARM)),
  control(loadBuffering),
  control(storeBuffering),
];

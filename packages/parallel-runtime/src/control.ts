import { defineLayout } from '@tutti/layout';

/** Life of the machine: `CONTROL.state`. STEPPING: one core of a paused machine executes one instruction. */
export const STATE = { BUILT: 0, RUNNING: 1, PAUSED: 2, STOPPED: 3, CRASHED: 4, STEPPING: 5 } as const;
export type State = (typeof STATE)[keyof typeof STATE];

/** The machine-wide block at the start of shared memory. All words are reached through Atomics unless the doc says otherwise. */
export const CONTROL = defineLayout('Control', {
  state: {
    type: 'i32',
    align: 64,
    doc: 'STATE. Written by main and by a thread that crashes; every thread waits on it.',
  },
  stopCode: { type: 'i32', doc: 'Exit code that the guest or main asked for; valid when STOPPED.' },
  resetRequest: { type: 'i32', doc: 'Counts resets that a guest asked for; main carries them out.' },
  threadsReady: { type: 'i32', doc: 'Threads that have finished their start-up.' },
  stepCore: { type: 'i32', doc: 'Core that executes one instruction in state STEPPING. Main.' },
  stepQuietly: { type: 'i32', doc: '1: no interrupt is taken before that instruction. Main.' },
  parked: { type: 'i32', doc: 'Core threads that have seen PAUSED and wait for another state.' },
  threadsGone: { type: 'i32', doc: 'Threads that have left their loop.' },
  resetEpoch: { type: 'i32', doc: 'Bumped by main while all cores are parked: every core resets before it runs on.' },
  resetsTaken: { type: 'i32', doc: 'Counts core threads that have carried out a reset, each one.' },
  restored: {
    type: 'i32',
    doc: '1 when resetEpoch was bumped for a snapshot: cores go on from the state that main has put there. Main.',
  },
  mainEvent: { type: 'i32', align: 64, doc: 'Futex word of main: bumped on everything main should look at.' },
  exclusive: {
    type: 'i32',
    align: 64,
    doc: 'Exclusive section: 0 free, else 1 + number of the thread that holds it. Waiters sleep here.',
  },
  exclusiveWaiters: { type: 'i32', doc: 'Threads that sleep on `exclusive`.' },
  exclusiveCount: { type: 'i32', doc: 'Sections entered since start, modulo 2^32.' },
  powerOnNs: {
    type: 'f64',
    align: 64,
    doc: 'Host monotonic time of guest time 0. Plain; written while cores are parked.',
  },
  pausedNs: {
    type: 'f64',
    doc: 'Guest time at which the machine was paused; negative while it runs. Plain, as powerOnNs.',
  },
  icount: { type: 'f64', doc: 'Virtual ns at the start of the current slice in icount mode. Plain: one core thread.' },
  timerLock: { type: 'i32', align: 64, doc: 'LOCK word that guards all timer slots and `timerNext`.' },
  timerLockContended: { type: 'i32', doc: 'Times that the lock was not free.' },
  timerNext: { type: 'f64', doc: 'Deadline the timer thread sleeps to. Under timerLock.' },
  timerEvent: {
    type: 'i32',
    align: 64,
    doc: 'Futex word of the timer thread: bumped when an earlier deadline is armed.',
  },
  timersHeld: {
    type: 'i32',
    align: 64,
    doc: 'HOLD: whether the timer thread fires. Main asks and lets go; the timer thread answers and sleeps here.',
  },
  hotEvent: { type: 'i32', align: 64, doc: 'Futex word of the compiler worker: bumped after a push to a hot ring.' },
  hotIdle: {
    type: 'i32',
    doc: '1 while the compiler worker sleeps or is about to; whoever takes it to 0 wakes the worker.',
  },
  ioEvent: {
    type: 'i32',
    align: 64,
    doc: 'Futex word of the I/O thread: bumped when a ring towards the host has bytes or space.',
  },
  mapEpoch: { type: 'i32', align: 64, doc: 'Counts moves of physical regions (PhysicalMap.moved).' },
  reportLock: { type: 'i32', align: 64, doc: 'LOCK word of the report area.' },
  reportLockContended: { type: 'i32', doc: 'Times that the lock was not free.' },
  reportBytes: { type: 'i32', doc: 'Bytes of UTF-8 in the report area.' },
  report: { type: 'u8', count: 8192, doc: 'Text of crash reports, newest last. Under reportLock.' },
});

/** `CONTROL.timersHeld`: timers fire, main wants them to stand still, they do. */
export const HOLD = { NONE: 0, WANTED: 1, HELD: 2 } as const;

/** Bits of `flushPending`. CHANGED: translation tables may have changed. ALL: forget everything, physical memory moved. */
export const FLUSH = { CHANGED: 1, ALL: 2 } as const;

/** What the runtime keeps for one core besides its area. */
export const CORE_CONTROL = defineLayout('CoreControl', {
  guest: {
    type: 'i32',
    align: 64,
    doc: 'Odd while the core may touch guest memory, even at a safe point. Owner bumps; others wait for it to change.',
  },
  guestWaiters: {
    type: 'i32',
    align: 64,
    doc: 'Threads that wait for `guest` to change; when not 0 the owner notifies.',
  },
  lines: {
    type: 'i32',
    align: 64,
    doc: 'Levels of the interrupt lines into the core, one bit each. Any thread, Atomics.',
  },
  flushPending: {
    type: 'i32',
    align: 64,
    doc: 'FLUSH bits to act on before guest code runs on; collapses any number of requests.',
  },
  runnable: {
    type: 'i32',
    align: 64,
    doc: '0 while the core waits (WFI, HLT) or is held. Owner writes, monitors read.',
  },
  midBlock: {
    type: 'i32',
    doc: '1 while the core waits inside a helper or the slow path: it will go on in the block it was in.',
  },
  thread: { type: 'i32', doc: 'Number of the thread that runs the core. Constant.' },
});

/** One thread that runs cores. */
export const THREAD_CONTROL = defineLayout('ThreadControl', {
  event: {
    type: 'i32',
    align: 64,
    doc: 'Futex word: bumped by whoever signals a core of a thread that is about to sleep.',
  },
});

/** Counters of one core, monotonic; owner adds at slice ends, anybody reads. */
export const CORE_STATS = defineLayout('CoreStats', {
  instructions: { type: 'f64', align: 64, doc: 'Guest instructions retired.' },
  blocksTranslated: { type: 'f64', doc: 'Blocks this core translated.' },
  blocksAlone: { type: 'f64', doc: 'Single instructions executed for EXIT.RETRY.' },
  exits: { type: 'f64', doc: 'Times the executor returned.' },
  lookups: { type: 'f64', doc: 'EXIT.LOOKUP.' },
  hot: { type: 'f64', doc: 'Blocks reported hot.' },
  regionsInstalled: { type: 'f64', doc: "Modules installed by this core's thread." },
  regionsCompiled: { type: 'f64', doc: "Regions compiled in this core's thread." },
  tlbMisses: { type: 'f64', doc: 'Fills of data TLBs.' },
  fetchMisses: { type: 'f64', doc: 'Fills of the fetch TLB.' },
  tlbFlushes: { type: 'f64', doc: 'Full flushes.' },
  faults: { type: 'f64', doc: 'Guest memory faults.' },
  slowPaths: { type: 'f64', doc: 'Calls of the slow path.' },
  mmio: { type: 'f64', doc: 'Accesses that went to a device.' },
  interrupts: { type: 'f64', doc: 'Interrupts taken.' },
  messages: { type: 'f64', doc: 'Queue messages handled.' },
  shootdowns: { type: 'f64', doc: 'TLB broadcasts sent.' },
  shootdownsSkipped: { type: 'f64', doc: 'Remote cores that a broadcast needed not disturb.' },
  barrierWaits: { type: 'f64', doc: 'Barriers that had to wait for another core.' },
  exclusive: { type: 'f64', doc: 'Exclusive sections entered.' },
  invalidations: { type: 'f64', doc: "Blocks invalidated by stores of this core's thread." },
  sleeps: { type: 'f64', doc: 'Times the core began to wait.' },
  translateNs: { type: 'f64', doc: 'Host time in translation.' },
  compileNs: { type: 'f64', doc: "Host time in compilation on the core's thread." },
  installNs: { type: 'f64', doc: 'Host time in installing modules.' },
  lockContended: { type: 'f64', doc: 'Translation locks that were not free.' },
});
export type CoreStatName = keyof typeof CORE_STATS.at;

// The worker that owns the machine: it may block, which a page's main thread may not.
import type { Machine } from '@tutti/machine';
import { createMachine } from '@tutti/machine/web';
import type { FromMachine, ToMachine } from './messages.ts';
import { followScreen, type ScreenCanvas } from './screen.ts';

/** The parts of a worker's globals that this file uses. */
interface WorkerGlobals {
  onmessage: ((event: { readonly data: ToMachine }) => void) | null;
  postMessage(message: FromMachine): void;
}
const worker = globalThis as unknown as WorkerGlobals;

let machine: Machine | undefined;
let screen: ScreenCanvas | undefined;

/** The serial port that the page shows: one that all sides of a mixed board have, or else the first. */
const shownPort = ({ consoles }: Machine): Machine['consoles'][number] | undefined =>
  consoles.find(({ clusters }) => clusters.length > 1) ?? consoles[0];

const HANDLERS: { readonly [K in ToMachine['kind']]: (message: Extract<ToMachine, { kind: K }>) => Promise<void> } = {
  async canvas({ canvas }) {
    screen = canvas;
  },
  async start({ board, options, disks, snapshot }) {
    await machine?.stop();
    const made = await createMachine(board, options, new URL('./thread-worker.js', import.meta.url), disks);
    const shown = shownPort(made);
    made.on('console', ({ console, bytes }) => {
      if (console === shown?.output) worker.postMessage({ kind: 'output', bytes: bytes.slice() });
    });
    made.on('state', ({ state, code }) => worker.postMessage({ kind: 'state', state, code }));
    made.on('crash', ({ report }) => worker.postMessage({ kind: 'failed', text: report }));
    machine = made;
    await made.start({ snapshot });
    if (screen !== undefined) followScreen(made, screen, () => worker.postMessage({ kind: 'display' }));
  },
  async input({ bytes }) {
    if (machine === undefined) return;
    const pin = shownPort(machine)?.input;
    if (pin !== undefined) machine.input(pin, bytes);
  },
  async key({ code, pressed }) {
    machine?.key(code, pressed);
  },
  async save() {
    if (machine === undefined) throw new Error('there is no machine to save: power one on first');
    worker.postMessage({ kind: 'saved', bytes: await machine.save() });
  },
  async reset() {
    await machine?.reset();
  },
  async stop() {
    await machine?.stop();
  },
};

worker.onmessage = ({ data }) => {
  (HANDLERS[data.kind] as (message: ToMachine) => Promise<void>)(data).catch((error: unknown) => {
    worker.postMessage({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
  });
};
worker.postMessage({ kind: 'ready' });

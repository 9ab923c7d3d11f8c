import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { machineForm } from './form.ts';
import type { FromMachine, SiteConfig, ToMachine } from './messages.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

const terminal = new Terminal({ scrollback: 10_000, convertEol: true });
const fit = new FitAddon();
terminal.loadAddon(fit);
terminal.open(element('terminal'));
fit.fit();
addEventListener('resize', () => fit.fit());

const status = element<HTMLOutputElement>('status');
const worker = new Worker(new URL('./machine-worker.js', import.meta.url), { type: 'module' });
const ready = Promise.withResolvers<void>();
const send = (message: ToMachine, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
const display = element<HTMLCanvasElement>('display');

worker.onmessage = ({ data }: MessageEvent<FromMachine>) => {
  switch (data.kind) {
    case 'ready':
      ready.resolve();
      break;
    case 'output':
      terminal.write(data.bytes);
      break;
    case 'display':
      display.hidden = false;
      fit.fit();
      break;
    case 'saved':
      download('machine.snap', data.bytes);
      break;
    case 'state':
      // Seen by style sheets and tests.
      document.body.dataset['state'] = data.state;
      status.textContent = data.state === 'off' ? `off, exit code ${data.code}` : data.state;
      break;
    case 'failed':
      document.body.dataset['state'] = 'failed';
      status.textContent = data.text;
      break;
  }
};
worker.onerror = ({ message }) => {
  status.textContent = message || 'the machine worker did not load';
};
for (const pressed of [true, false]) {
  display.addEventListener(pressed ? 'keydown' : 'keyup', ({ code, repeat }: KeyboardEvent) => {
    if (!repeat) send({ kind: 'key', code, pressed });
  });
}
display.addEventListener('keydown', (event) => event.preventDefault());
terminal.onData((text) => send({ kind: 'input', bytes: new TextEncoder().encode(text) }));

/** Give the person a file. */
function download(name: string, bytes: Uint8Array): void {
  const href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  Object.assign(document.createElement('a'), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

const config = (await (await fetch('site.json')).json()) as SiteConfig;
const form = machineForm(element<HTMLFormElement>('machine'), config);

async function start(): Promise<void> {
  terminal.reset();
  status.textContent = 'loading';
  const wish = await form.read();
  await ready.promise;
  display.hidden = true;
  send({ kind: 'start', ...wish });
  terminal.focus();
}

const canvas = display.transferControlToOffscreen();
ready.promise.then(() => send({ kind: 'canvas', canvas }, [canvas]));
element('machine').addEventListener('submit', (event) => {
  event.preventDefault();
  start().catch((error: unknown) => {
    status.textContent = error instanceof Error ? error.message : String(error);
  });
});
element('save').addEventListener('click', () => send({ kind: 'save' }));
element('reset').addEventListener('click', () => send({ kind: 'reset' }));
element('stop').addEventListener('click', () => send({ kind: 'stop' }));
if (!crossOriginIsolated) status.textContent = 'this server does not isolate the page; shared memory needs that';
else if (config.autostart) element<HTMLFormElement>('machine').requestSubmit();

import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import { fail, type Machine } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { findBoard } from '../boards.ts';
import { whyOf } from '../files.ts';
import { machineOptions } from '../machine-options.ts';
import type { RunOptions } from '../options.ts';
import { Terminal } from '../terminal/terminal.ts';

/** `tutti run BOARD`. @returns the exit status: 0 when the guest powered off */
export async function run(boardName: string, options: RunOptions): Promise<number> {
  const board = await findBoard(boardName);
  const machine = await createMachine(board, machineOptions(board, options));
  const outputs = serialPorts(machine, options.serial ?? ['stdio']);
  const closeTrace = traceTo(machine, options.traceFile);
  const end = Promise.withResolvers<number>();
  const typedInto = outputs.find((o) => o.where === 'stdio')?.console.input;
  const terminal = outputs.some((o) => o.where === 'stdio')
    ? new Terminal(machine, typedInto, () => end.resolve(0))
    : undefined;
  machine.on('console', ({ console, bytes }) => {
    const output = outputs.find((o) => o.console.output === console);
    if (output?.where === 'stdio') terminal?.write(bytes);
    else if (output?.file !== undefined) writeSync(output.file, bytes);
  });
  let report = '';
  machine.on('crash', (event) => {
    report = event.report;
  });
  machine.on('state', ({ state, code }) => {
    if (state === 'off') end.resolve(code);
    if (state === 'crashed') end.resolve(1);
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.resolve(1));
  if (!process.stdin.isTTY) process.once('SIGINT', () => end.resolve(130));

  terminal?.open();
  const started = performance.now();
  try {
    await machine.start();
    return await end.promise;
  } finally {
    if (options.stats !== undefined) writeStats(options.stats, machine, performance.now() - started);
    const fault = machine.guestFault();
    await machine.stop();
    terminal?.close();
    for (const { file } of outputs) if (file !== undefined) closeSync(file);
    closeTrace();
    if (fault !== undefined) process.stderr.write(`tutti: ${fault}\n`);
    if (report !== '') process.stderr.write(`tutti: ${report}\n`);
  }
}

interface SerialPort {
  readonly console: Machine['consoles'][number];
  readonly where: 'stdio' | 'file' | 'null';
  readonly file?: number;
}

/** The board's serial ports in turn, each with where it goes; those without an option go nowhere. */
function serialPorts(machine: Machine, wanted: readonly string[]): SerialPort[] {
  return machine.consoles.map((console, i): SerialPort => {
    const where = wanted[i] ?? 'null';
    if (!where.startsWith('file:')) return { console, where: where as 'stdio' | 'null' };
    const path = where.slice('file:'.length);
    return { console, where: 'file', file: openForWriting('--serial', path) };
  });
}

function openForWriting(what: string, path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw fail('FILE_UNREADABLE', { what, path, why: whyOf(cause) }, cause);
  }
}

function traceTo(machine: Machine, path: string | undefined): () => void {
  const file = path === undefined ? undefined : openForWriting('--trace-file', path);
  machine.on('trace', ({ text }) => {
    if (file === undefined) process.stderr.write(`${text}\n`);
    else writeSync(file, `${text}\n`);
  });
  return () => {
    if (file !== undefined) closeSync(file);
  };
}

function writeStats(path: string, machine: Machine, wallMs: number): void {
  writeFileSync(path, `${JSON.stringify({ wallMs, ...machine.stats() }, null, 2)}\n`);
}

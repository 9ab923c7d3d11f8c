import { closeSync, writeFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import type { Machine } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import type { PreparedThread } from '@tutti/machine/node/prepare';
import { findBoard } from '../boards.ts';
import { openForWriting, readNamed } from '../files.ts';
import { type GdbPort, gdbPorts, openGdbPorts } from '../gdb/gdb-ports.ts';
import { machineOptions } from '../machine-options.ts';
import type { RunOptions } from '../options.ts';
import { serialPorts } from '../serial-ports.ts';
import { Terminal } from '../terminal/terminal.ts';

/** Port of `-s`, as in QEMU. */
const GDB_PORT = '1234';

/**
 * `tutti run BOARD`.
 * @param prepared  a thread for the machine, if one has been started
 * @returns the exit status: 0 when the guest powered off
 */
export async function run(
  boardName: string,
  options: RunOptions,
  prepared: PreparedThread | undefined,
): Promise<number> {
  const board = await findBoard(boardName);
  const debuggers = gdbPorts(
    [...(options.gdb ?? []), ...(options.s ? [GDB_PORT] : [])],
    board.clusters.map((cluster) => cluster.name),
  );
  const snapshot = options.loadvm === undefined ? undefined : readNamed('--loadvm', options.loadvm);
  const machine = await createMachine(board, machineOptions(board, options), prepared);
  const ports = serialPorts(machine, options.serial);
  const closeTrace = traceTo(machine, options.traceFile);
  const end = Promise.withResolvers<number>();
  const shown = ports.filter((port) => port.where === 'stdio');
  const terminal = shown.length > 0 ? new Terminal(machine, shown, () => end.resolve(0)) : undefined;
  machine.on('console', ({ console, bytes }) => {
    const port = ports.find((p) => p.output === console);
    if (port?.where === 'stdio') terminal?.write(console, bytes);
    else if (port?.file !== undefined) writeSync(port.file, bytes);
  });
  // Debuggers tell their users themselves.
  if (debuggers.length === 0) machine.on('stopped', (stop) => terminal?.stopped(stop));
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
  let closeGdb = () => {};
  try {
    await machine.start({ paused: options.S === true, snapshot });
    closeGdb = await waitForGdb(machine, debuggers, () => end.resolve(0));
    return await end.promise;
  } finally {
    closeGdb();
    if (options.stats !== undefined) writeStats(options.stats, machine, performance.now() - started);
    const fault = machine.guestFault();
    await machine.stop();
    terminal?.close();
    for (const { file } of ports) if (file !== undefined) closeSync(file);
    closeTrace();
    if (fault !== undefined) process.stderr.write(`tutti: ${fault}\n`);
    if (report !== '') process.stderr.write(`tutti: ${report}\n`);
  }
}

/** @returns what stops waiting */
async function waitForGdb(machine: Machine, wanted: readonly GdbPort[], kill: () => void): Promise<() => void> {
  const { ports, close } = await openGdbPorts(machine, wanted, kill);
  for (const { cluster, host, port } of ports)
    process.stderr.write(`tutti: GDB of ${cluster}: target remote ${host}:${port}\n`);
  return close;
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

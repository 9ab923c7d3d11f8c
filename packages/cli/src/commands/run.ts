import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import { type Board, type ClusterFiles, fail, type Machine, type MachineOptions } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { findBoard } from '../boards.ts';
import { readInitrd, readNamed, whyOf } from '../files.ts';
import { defaultGuest } from '../guests.ts';
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

function machineOptions(board: Board, options: RunOptions): MachineOptions {
  const files: Record<string, ClusterFiles> = {};
  const smp: Record<string, number> = {};
  for (const { cluster, values } of options.core ?? []) {
    files[cluster] = namedFiles(values, `--core ${cluster}`);
    if (values['smp'] !== undefined) smp[cluster] = Number(values['smp']);
  }
  const first = board.clusters[0]!;
  if (
    options.kernel !== undefined ||
    options.initrd !== undefined ||
    options.dtb !== undefined ||
    options.firmware !== undefined ||
    options.append !== undefined
  ) {
    const { kernel, initrd, dtb, firmware, append } = options;
    const guest =
      kernel === undefined && firmware === undefined && files[first.name]?.image === undefined
        ? defaultGuest(board.name, first.name)
        : undefined;
    const given = Object.entries({ kernel, initrd, dtb, firmware, append }).filter(([, value]) => value !== undefined);
    files[first.name] = { ...namedFiles({ ...guest, ...Object.fromEntries(given) }, '-'), ...files[first.name] };
  }
  for (const cluster of board.clusters) {
    const guest = files[cluster.name] || cluster.boot.image ? undefined : defaultGuest(board.name, cluster.name);
    if (guest) files[cluster.name] = namedFiles({ ...guest }, '-');
  }
  return {
    files,
    ...(Object.keys(smp).length > 0 ? { smp } : options.smp !== undefined && { smp: options.smp }),
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.memory !== undefined && { memory: options.memory }),
    ...(options.llsc !== undefined && { llsc: options.llsc }),
    ...(options.icountShift !== undefined && { icountShift: options.icountShift }),
    ...(options.trace !== undefined && { trace: options.trace }),
    ...(options.onTripleFault !== undefined && { onTripleFault: options.onTripleFault }),
    ...(options.drive !== undefined && { drives: options.drive }),
    ...(options.nic !== undefined && { nics: options.nic }),
    codegen: options.codegen,
    codeCache: options.codeCache,
    clock: options.clock,
  };
}

function namedFiles(values: Readonly<Record<string, string>>, option: string): ClusterFiles {
  const read = (key: string) => {
    const path = values[key];
    return path === undefined || path === ''
      ? undefined
      : (key === 'initrd' ? readInitrd : readNamed)(option === '-' ? `--${key}` : `${option} ${key}`, path);
  };
  const [image, initrd, dtb, firmware] = [read('kernel'), read('initrd'), read('dtb'), read('firmware')];
  return {
    ...(image && { image }),
    ...(initrd && { initrd }),
    ...(dtb && { dtb }),
    ...(firmware && { firmware }),
    ...(values['append'] !== undefined && { append: values['append'] }),
  };
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

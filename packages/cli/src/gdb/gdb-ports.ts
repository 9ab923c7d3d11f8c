import { createServer, type Server } from 'node:net';

import { fail, type Machine } from '@tutti/machine';
import { machineTarget } from './machine-target.ts';
import { DebugServer } from './stub/debug-server.ts';

/** Where a debugger of one cluster may connect. */
export interface GdbPort {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
}

const LOCAL = '127.0.0.1';
const LAST_PORT = 65_535;

/**
 * The ports that `--gdb` options name: `[CLUSTER:][HOST:]PORT`, or `tcp::PORT` as for QEMU. Without a cluster the first one has this port
 * and each further one the next: a debugger knows one architecture at a time.
 * @throws EmulatorError OPTION_BAD
 */
export function gdbPorts(options: readonly string[], clusters: readonly string[]): GdbPort[] {
  return options.flatMap((option): GdbPort[] => {
    const parts = option.replace(/^tcp:/, '').split(':');
    const named = clusters.includes(parts[0] ?? '') ? parts.shift() : undefined;
    const port = Number(parts.pop() || Number.NaN);
    const host = parts.join(':') || LOCAL;
    if (!Number.isInteger(port) || port < 0 || port > LAST_PORT - clusters.length)
      throw fail('OPTION_BAD', {
        option: '--gdb',
        value: option,
        want: `wants [CLUSTER:][HOST:]PORT; clusters: ${clusters.join(', ')}`,
      });
    if (named !== undefined) return [{ cluster: named, host, port }];
    return clusters.map((cluster, n) => ({ cluster, host, port: port === 0 ? 0 : port + n }));
  });
}

/**
 * Wait for debuggers.
 * @param kill  called when one ends the machine
 * @returns where each can connect, and what stops that. @throws EmulatorError OPTION_BAD when a port is taken
 */
export async function openGdbPorts(
  machine: Machine,
  wanted: readonly GdbPort[],
  kill: () => void,
): Promise<{ readonly ports: readonly GdbPort[]; close(): void }> {
  const server = new DebugServer(machineTarget(machine, kill), (error) => {
    if (machine.state !== 'off') throw error;
  });
  followMachine(machine, server);
  const listeners: Server[] = [];
  const ports: GdbPort[] = [];
  for (const place of wanted) {
    const listener = listenFor(machine, server, place);
    listeners.push(listener);
    ports.push({ ...place, port: await opened(listener, place) });
  }
  return {
    ports,
    close() {
      server.ended(0);
      for (const listener of listeners) listener.close();
    },
  };
}

/** Tell debuggers what happens to the machine. A stop at a point is first told as a change of state. */
function followMachine(machine: Machine, server: DebugServer): void {
  let atPoint = false;
  machine.on('state', ({ state, code }) => {
    if (state === 'off' || state === 'crashed') server.ended(code);
    if (state !== 'paused') return;
    atPoint = false;
    queueMicrotask(() => {
      if (!atPoint) server.paused();
    });
  });
  machine.on('stopped', ({ core, point, address }) => {
    atPoint = true;
    server.stopped({ core, kind: point.kind, address });
  });
}

function listenFor(machine: Machine, server: DebugServer, { cluster }: GdbPort): Server {
  const cores = machine.description.cores.filter((core) => core.cluster === cluster);
  return createServer({ noDelay: true }, (socket) => {
    const architecture = runs32(machine, cores[0]!.index) ? 'i386' : cores[0]!.arch;
    const group = { name: cluster, architecture, cores: cores.map((core) => core.index) };
    const session = server.connect(
      group,
      (bytes) => void socket.write(bytes),
      () => void socket.end(),
    );
    socket.on('data', (bytes) => session.receive(bytes));
    // What breaks a connection also closes it.
    socket.on('error', () => undefined);
    socket.on('close', () => session.closed());
  });
}

/** Bits of the control registers that tell a 32-bit kernel: paging without IA-32e mode. @see Intel SDM 3A, 2.2.1 and 2.5 */
const CR0_PG = 1n << 31n;
const EFER_LMA = 1n << 10n;

/** Whether an x86 core runs a kernel that is not a 64-bit one; one that has not turned paging on may become either. */
function runs32(machine: Machine, core: number): boolean {
  const [cr0, efer] = [machine.readRegister(core, 'cr0') ?? 0n, machine.readRegister(core, 'efer') ?? 0n];
  return (cr0 & CR0_PG) !== 0n && (efer & EFER_LMA) === 0n;
}

/** @returns the port that is open */
const opened = (listener: Server, { host, port }: GdbPort): Promise<number> =>
  new Promise((resolve, reject) => {
    listener.once('error', (error) =>
      reject(fail('OPTION_BAD', { option: '--gdb', value: `${host}:${port}`, want: error.message })),
    );
    listener.listen(port, host, () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

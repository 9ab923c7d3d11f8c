import type { Breakpoint, Machine, MachineStop, WatchKind } from '@tutti/machine';

const ADDRESS = /^(0x[0-9a-f]+|\d+)$/i;
const LENGTH = /^[1-9]\d*$/;
const DEFAULT_LENGTH = 4;

const hex = (at: bigint): string => `0x${at.toString(16)}`;

/** `break ADDR [CLUSTER]`. @throws what `Machine.setBreakpoint` does */
export async function breakCommand(machine: Machine, argument: string): Promise<string> {
  const [at = '', cluster, ...more] = argument.split(/\s+/);
  if (!ADDRESS.test(at) || more.length > 0) return 'want break ADDR [CLUSTER], as break 0xc0008000: a virtual address';
  return describe(await machine.setBreakpoint(BigInt(at), cluster), machine);
}

/** `watch`, `rwatch` and `awatch` ADDR [LENGTH] [CLUSTER]. @throws what `Machine.setWatchpoint` does */
export const watchCommand =
  (name: string, kind: WatchKind) =>
  async (machine: Machine, argument: string): Promise<string> => {
    const [at = '', ...rest] = argument.split(/\s+/);
    const length = LENGTH.test(rest[0] ?? '') ? Number(rest.shift()) : DEFAULT_LENGTH;
    const [cluster, ...more] = rest;
    if (!ADDRESS.test(at) || more.length > 0)
      return `want ${name} ADDR [LENGTH] [CLUSTER], as ${name} 0xc0008000 4: a virtual address and bytes from there on`;
    return describe(await machine.setWatchpoint(kind, BigInt(at), length, cluster), machine);
  };

/** `delete [N]`. @throws EmulatorError when there is none with this number */
export async function deleteCommand(machine: Machine, argument: string): Promise<string> {
  if (argument !== '' && !/^\d+$/.test(argument))
    return 'want delete N, or delete for all; info breakpoints lists them';
  const ids = argument === '' ? machine.breakpoints.map(({ id }) => id) : [Number(argument)];
  for (const id of ids) await machine.clearBreakpoint(id);
  return '';
}

/** `info breakpoints`. */
export const listBreakpoints = (machine: Machine): string =>
  machine.breakpoints.map(line).join('\n') || 'no breakpoints or watchpoints';

/** What a person reads when the machine has stopped by itself. */
export const stopText = ({ core, point, address }: MachineStop): string =>
  point.kind === 'break'
    ? `breakpoint ${point.id}: core ${core} at ${hex(address)}`
    : `watchpoint ${point.id}: core ${core} is about to ${VERBS[point.kind]} ${hex(address)}`;

const VERBS: Readonly<Record<WatchKind, string>> = { read: 'read', write: 'write', access: 'access' };

const describe = (id: number, machine: Machine): string =>
  machine.breakpoints
    .filter((point) => point.id === id)
    .map(line)
    .join('');

function line({ id, kind, address, length, cluster }: Breakpoint): string {
  const where = cluster === undefined ? '' : ` on ${cluster}`;
  return kind === 'break'
    ? `${id}: breakpoint at ${hex(address)}${where}`
    : `${id}: ${kind} watchpoint at ${hex(address)}, ${length} bytes${where}`;
}

import type { BoardSource } from '../board/schema.ts';

type Device = NonNullable<BoardSource['devices']>[number];
type Addresses = Device['at'];

/** The parts that a board contributes to a mixed one. */
export interface BoardPart {
  readonly memory: BoardSource['memory'];
  readonly clusters: BoardSource['clusters'];
  readonly devices: Device[];
  readonly regions: NonNullable<BoardSource['regions']>;
}

/**
 * A board with one cluster as a part of a mixed board: its cluster gets the name `cluster`, everything else `cluster-` before its name,
 * and only that cluster sees it.
 */
export function boardPart(source: BoardSource, cluster: string): BoardPart {
  const own = source.clusters[0]?.name ?? '';
  const rename = (name: string): string => (name === own ? cluster : `${cluster}-${name}`);
  const only = (at: Addresses): Record<string, number | string> | undefined =>
    at === undefined || typeof at === 'object' ? at : { [cluster]: at };
  const windows = (given: Device['windows']): Record<string, Record<string, number | string>> =>
    Object.fromEntries(Object.entries(given ?? {}).flatMap(([name, at]) => (only(at) ? [[name, only(at) ?? {}]] : [])));
  const target = (pin: string): string => pin.replace(/^[\w-]+/, rename);
  const device = (d: Device): Device => {
    const { at, ports, ...rest } = d;
    const wires = Object.entries(d.wires ?? {}).map(([output, to]) => [
      output,
      typeof to === 'string' ? target(to) : to.map(target),
    ]);
    const options = Object.entries(d.options ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' && value.startsWith('$') ? `$${rename(value.slice(1))}` : value,
    ]);
    return {
      ...rest,
      name: rename(d.name),
      for: [cluster],
      ...(at !== undefined && { at: only(at) ?? {} }),
      ...(ports !== undefined && { ports: only(ports) ?? {} }),
      windows: windows(d.windows),
      portWindows: windows(d.portWindows),
      wires: Object.fromEntries(wires),
      options: Object.fromEntries(options),
    };
  };
  return {
    memory: source.memory.map((m) => ({ ...m, name: rename(m.name), at: only(m.at) ?? {} })),
    clusters: source.clusters.map((c) => ({
      ...c,
      name: cluster,
      ...(c.ppi !== undefined && { ppi: rename(c.ppi) }),
      ...(c.apic !== undefined && { apic: rename(c.apic) }),
      ...(c.pic !== undefined && { pic: rename(c.pic) }),
    })),
    devices: (source.devices ?? []).map(device),
    regions: (source.regions ?? []).map((r) => ({ ...r, name: rename(r.name), at: only(r.at) ?? {} })),
  };
}

import { hex } from '../errors.ts';
import type { Catalog } from './catalog.ts';
import type { BoardPath, Problems } from './problems.ts';
import type { Board, BoardDevice } from './schema.ts';
import { addressFor, defaultSize } from './views.ts';

/** A range of addresses that something takes in one cluster's view. */
export interface Range {
  readonly name: string;
  readonly at: number;
  readonly size: number;
  readonly path: BoardPath;
}

/** Memory addresses, or I/O ports of an architecture that has them. */
export type AddressSpace = 'memory' | 'ports';

/** Keys of a device in a board file by space: the whole device, and its windows. */
const KEYS = { memory: ['at', 'windows'], ports: ['ports', 'portWindows'] } as const;
const PORTS = 0x1_0000;

/** Register windows of a device in one space as one cluster sees them. */
export function deviceRanges(
  device: BoardDevice,
  catalog: Catalog,
  cluster: string,
  space: AddressSpace,
  path: BoardPath = [],
): Range[] {
  const type = catalog.devices[device.type];
  if (!type) return [];
  const ranges: Range[] = [];
  const [whole, parts] = KEYS[space];
  const at = addressFor(device[whole], cluster, device.for);
  if (at !== undefined) {
    ranges.push({ name: device.name, at, size: device.size ?? type.map.head.size, path: [...path, whole] });
  }
  for (const [window, addresses] of Object.entries(device[parts] ?? {})) {
    const start = addressFor(addresses, cluster, device.for);
    const size = type.parts.windows?.[window]?.size;
    if (start === undefined || size === undefined) continue;
    ranges.push({ name: `${device.name}.${window}`, at: start, size, path: [...path, parts, window] });
  }
  return ranges;
}

/** No two things share an address in any cluster's view, and every device can be reached. */
export function checkRanges(board: Board, catalog: Catalog, problems: Problems): void {
  const told = new Set<string>();
  for (const { name: cluster } of board.clusters) {
    const ranges: Range[] = [];
    for (const [i, m] of board.memory.entries()) {
      const at = addressFor(m.at, cluster);
      if (at !== undefined) ranges.push({ name: m.name, at, size: defaultSize(m.size), path: ['memory', i, 'at'] });
    }
    for (const [i, d] of board.devices.entries())
      ranges.push(...deviceRanges(d, catalog, cluster, 'memory', ['devices', i]));
    for (const [i, r] of board.regions.entries()) {
      const at = addressFor(r.at, cluster);
      if (at !== undefined) ranges.push({ name: r.name, at, size: r.size, path: ['regions', i, 'at'] });
    }
    checkOverlaps(ranges, told, problems);
    checkPorts(board, catalog, cluster, told, problems);
  }
}

function checkOverlaps(ranges: Range[], told: Set<string>, problems: Problems): void {
  ranges.sort((a, b) => a.at - b.at);
  for (const [i, range] of ranges.entries()) {
    const next = ranges[i + 1];
    if (!next || next.at >= range.at + range.size || told.has(`${range.name} ${next.name}`)) continue;
    told.add(`${range.name} ${next.name}`);
    problems.add(
      next.path,
      `${next.name} at ${hex(next.at)} overlaps ${range.name} (${hex(range.at)}-${hex(range.at + range.size - 1)}); move one of them`,
    );
  }
}

function checkPorts(board: Board, catalog: Catalog, cluster: string, told: Set<string>, problems: Problems): void {
  const ranges = board.devices.flatMap((d, i) => deviceRanges(d, catalog, cluster, 'ports', ['devices', i]));
  for (const { name, at, size, path } of ranges) {
    if (at + size > PORTS && !told.has(name))
      problems.add(path, `${name}: ports ${hex(at)}-${hex(at + size - 1)} end beyond ${hex(PORTS - 1)}`);
    told.add(name);
  }
  // Single ports of a later device may lie inside the ports of an earlier one, as CF9h does.
  const inside = ({ at, size }: Range, i: number) =>
    ranges.slice(0, i).some((r) => r.at < at && at + size <= r.at + r.size);
  checkOverlaps(
    ranges.filter((range, i) => !inside(range, i)),
    told,
    problems,
  );
}

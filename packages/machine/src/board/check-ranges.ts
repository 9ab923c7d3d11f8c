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

/** Register windows of a device as one cluster sees them. */
export function deviceRanges(device: BoardDevice, catalog: Catalog, cluster: string, path: BoardPath = []): Range[] {
  const type = catalog.devices[device.type];
  if (!type) return [];
  const ranges: Range[] = [];
  const at = addressFor(device.at, cluster, device.for);
  if (at !== undefined) {
    ranges.push({ name: device.name, at, size: device.size ?? type.map.head.size, path: [...path, 'at'] });
  }
  for (const [window, addresses] of Object.entries(device.windows ?? {})) {
    const start = addressFor(addresses, cluster, device.for);
    const size = type.parts.windows?.[window]?.size;
    if (start === undefined || size === undefined) continue;
    ranges.push({ name: `${device.name}.${window}`, at: start, size, path: [...path, 'windows', window] });
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
    for (const [i, d] of board.devices.entries()) ranges.push(...deviceRanges(d, catalog, cluster, ['devices', i]));
    for (const [i, r] of board.regions.entries()) {
      const at = addressFor(r.at, cluster);
      if (at !== undefined) ranges.push({ name: r.name, at, size: r.size, path: ['regions', i, 'at'] });
    }
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
}

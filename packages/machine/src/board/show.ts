import { CATALOG } from '../catalog.ts';
import type { ClusterDescription, MachineDescription } from '../describe.ts';
import { describeMachine } from '../describe.ts';
import type { Board } from './schema.ts';
import { formatSize } from './size.ts';
import { defaultCores, maxCores } from './views.ts';
import type { Wire } from './wires.ts';

const hex8 = (n: number): string => n.toString(16).padStart(8, '0');

/** Memory map of one cluster, a line for each region, in address order. */
export function memoryMap(cluster: ClusterDescription, description: MachineDescription): string[] {
  const rows = [...cluster.regions].sort((a, b) => a.at - b.at);
  return rows.map((r) => {
    const range = `  ${hex8(r.at)}-${hex8(r.at + r.size - 1)}`;
    switch (r.kind) {
      case 'memory':
        return `${range}  ${description.memories.find((m) => m.name === r.memory)!.kind.padEnd(6)} ${r.name} (${formatSize(r.size)})`;
      case 'device':
        return `${range}  device ${r.name} (${description.devices.find((d) => d.name === r.device)!.type})`;
      default:
        return `${range}  ${r.kind.padEnd(6)} ${r.name}`;
    }
  });
}

const wireText = ({ from, to }: Wire): string => {
  const end = to.kind === 'core' ? `${to.cluster}[${to.core}].${to.line}` : `${to.device}.${to.pin}[${to.index}]`;
  return `  ${`${from.device}.${from.pin}[${from.index}]`.padEnd(28)} -> ${end}`;
};

/** Text of a board for a person: clusters, memory map as each sees it, wires. */
export function describeBoard(board: Board): string {
  const most = Object.fromEntries(board.clusters.map((c) => [c.name, maxCores(c.cores)]));
  const description = describeMachine(board, CATALOG, { smp: most });
  const lines = [`${board.name}: ${board.description}`, '', 'cores:'];
  for (const c of board.clusters) {
    const range = maxCores(c.cores) === defaultCores(c.cores) ? `${maxCores(c.cores)}` : `1 to ${maxCores(c.cores)}`;
    lines.push(
      `  ${c.name}: ${range} x ${c.model} (${c.arch}), boot protocol ${c.boot.protocol}${c.held ? ', held in reset' : ''}`,
    );
  }
  for (const cluster of description.clusters) {
    lines.push('', `memory as ${cluster.name} sees it:`, ...memoryMap(cluster, description));
  }
  lines.push('', 'wires:', ...description.wires.map(wireText));
  return lines.join('\n');
}

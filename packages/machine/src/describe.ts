import type { Catalog } from './board/catalog.ts';
import { type AddressSpace, deviceRanges } from './board/check-ranges.ts';
import type { Board, BoardCluster } from './board/schema.ts';
import { formatSize } from './board/size.ts';
import { addressFor, defaultCores, defaultSize, maxCores } from './board/views.ts';
import { expandWire, parseOutput, parseTarget, type Wire } from './board/wires.ts';
import { fail } from './errors.ts';
import type { MachineOptions } from './options.ts';

/** One core of the machine. Plain data, as all of a description: threads get it by structured clone. */
export interface CoreDescription {
  /** Number on the board. */
  readonly index: number;
  readonly cluster: string;
  /** Number in its cluster. */
  readonly clusterCore: number;
  readonly arch: string;
  readonly model: string;
  /** Clock in that of the board's fastest core. */
  readonly speed: number;
  readonly options: Readonly<Record<string, number>>;
}

/** RAM or ROM of the board. */
export interface MemoryDescription {
  readonly name: string;
  readonly kind: 'ram' | 'rom';
  readonly size: number;
  readonly kernel: boolean;
}

/** What one cluster sees at one range of physical addresses. */
export type RegionDescription = { readonly name: string; readonly at: number; readonly size: number } & (
  | { readonly kind: 'memory'; readonly memory: string }
  | { readonly kind: 'device'; readonly device: string; readonly offset: number }
  | { readonly kind: 'raz' }
  | { readonly kind: 'fault' }
);

/** A cluster with its own view of physical memory. */
export interface ClusterDescription {
  readonly name: string;
  readonly arch: string;
  readonly model: string;
  readonly cores: number;
  readonly firstCore: number;
  readonly held: boolean;
  /** Device that takes the private interrupts of the cores. */
  readonly ppi: string | undefined;
  /** Devices with the local APICs of the cores, and with the 8259 pair behind them. */
  readonly apic: string | undefined;
  readonly pic: string | undefined;
  readonly regions: readonly RegionDescription[];
  /** I/O ports, for architectures that have them. */
  readonly ports: readonly RegionDescription[];
}

export interface DeviceDescription {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Slot and function on the PCI bus as one number, for PCI functions. */
  readonly pci?: number;
  /** Clusters that see it: its registers, or its bus. */
  readonly clusters: readonly string[];
}

/** A board with all choices made: cores counted, memory sized, wires single. */
export interface MachineDescription {
  readonly board: string;
  readonly cores: readonly CoreDescription[];
  readonly clusters: readonly ClusterDescription[];
  readonly memories: readonly MemoryDescription[];
  readonly devices: readonly DeviceDescription[];
  readonly wires: readonly Wire[];
}

/** Make all choices that a board leaves open. @throws EmulatorError OPTION_BAD, CLUSTER_UNKNOWN */
export function describeMachine(board: Board, catalog: Catalog, options: MachineOptions): MachineDescription {
  const counts = coreCounts(board, options.smp);
  const models = cpuModels(board, catalog, options.cpu);
  const sizes = new Map(board.memory.map((m) => [m.name, memorySize(board, m, memoryFor(board, m, options.memory))]));
  const numbers = new Map([
    ...counts,
    ...board.memory.map((m): [string, number] => [m.name, sizes.get(m.name)! + lessOf(m)]),
  ]);
  const cores: CoreDescription[] = [];
  const fastest = Math.max(1, ...board.clusters.map((c) => c.clockHz ?? 0));
  const clusters = board.clusters.map((c): ClusterDescription => {
    const firstCore = cores.length;
    const count = counts.get(c.name)!;
    for (let i = 0; i < count; i++) {
      const options = { ...c.options, cpu: i, cores: count, firstCore };
      cores.push({
        index: cores.length,
        cluster: c.name,
        clusterCore: i,
        arch: c.arch,
        model: models.get(c.name)!,
        speed: (c.clockHz ?? fastest) / fastest,
        options,
      });
    }
    const regions = regionsOf(board, catalog, c.name, sizes);
    const ports = deviceRegions(board, catalog, c.name, 'ports');
    const { name, arch, held, ppi, apic, pic } = c;
    return { name, arch, model: models.get(name)!, cores: count, firstCore, held, ppi, apic, pic, regions, ports };
  });
  return {
    board: board.name,
    cores,
    clusters,
    memories: board.memory.map(({ name, kind, kernel }) => ({ name, kind, kernel, size: sizes.get(name)! })),
    devices: board.devices.map((device) => ({
      name: device.name,
      type: device.type,
      ...(device.pci !== undefined && { pci: device.pci }),
      clusters: seenBy(device, clusters),
      options: { ...countOption(device.options, numbers), ...apicOptions(clusters, device.name) },
    })),
    wires: wiresOf(board, catalog, counts),
  };
}

/**
 * A device option that names a cluster where a number is wanted stands for its number of cores, and one that names a memory for its
 * bytes as -m counts them: `cores: $cpu`, `ramBytes: $ram`.
 */
function countOption(
  options: Readonly<Record<string, unknown>>,
  counts: ReadonlyMap<string, number>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key,
      typeof value === 'string' && value.startsWith('$') ? (counts.get(value.slice(1)) ?? value) : value,
    ]),
  );
}

/** A device without addresses, such as a PCI function, is there for all clusters that it is not kept from. */
function seenBy({ name, for: only }: Board['devices'][number], clusters: readonly ClusterDescription[]): string[] {
  const placed = clusters.filter((c) =>
    [...c.regions, ...c.ports].some((r) => r.kind === 'device' && r.device === name),
  );
  return (placed.length > 0 ? placed : clusters.filter((c) => only?.includes(c.name) ?? true)).map((c) => c.name);
}

/** The local APICs of a cluster send INIT and NMI to cores by their numbers on the board. */
function apicOptions(clusters: readonly ClusterDescription[], device: string): Record<string, unknown> {
  const cluster = clusters.find((c) => c.apic === device);
  return cluster ? { cores: cluster.cores, firstCore: cluster.firstCore } : {};
}

function coreCounts(board: Board, smp: MachineOptions['smp']): Map<string, number> {
  const counts = new Map(board.clusters.map((c) => [c.name, defaultCores(c.cores)]));
  const choose = (cluster: BoardCluster, count: number) => {
    const most = maxCores(cluster.cores);
    if (!Number.isInteger(count) || count < 1 || count > most) {
      const want = `cluster ${cluster.name} of ${board.name} takes 1 to ${most} cores`;
      throw fail('OPTION_BAD', { option: '--smp', value: `${count}`, want });
    }
    counts.set(cluster.name, count);
  };
  if (typeof smp === 'number') {
    choose(board.clusters.find((c) => typeof c.cores === 'object') ?? board.clusters[0]!, smp);
  } else {
    for (const [name, count] of Object.entries(smp ?? {})) choose(clusterNamed(board, name), count);
  }
  return counts;
}

/** CPU models by cluster. @throws EmulatorError OPTION_BAD */
function cpuModels(board: Board, catalog: Catalog, cpu: MachineOptions['cpu']): Map<string, string> {
  const models = new Map(board.clusters.map((c) => [c.name, c.model]));
  const chosen = typeof cpu === 'string' ? { [board.clusters[0]!.name]: cpu } : (cpu ?? {});
  for (const [name, model] of Object.entries(chosen)) {
    const { arch } = clusterNamed(board, name);
    const known = catalog.architectures[arch]!.architecture.models;
    if (!known.includes(model))
      throw fail('OPTION_BAD', { option: '--cpu', value: model, want: `wants one of ${known.join(', ')}` });
    models.set(name, model);
  }
  return models;
}

/** The cluster of this name. @throws EmulatorError CLUSTER_UNKNOWN */
export function clusterNamed(board: Board, name: string): BoardCluster {
  const found = board.clusters.find((c) => c.name === name);
  if (!found) throw fail('CLUSTER_UNKNOWN', { name, known: board.clusters.map((c) => c.name) });
  return found;
}

/** What the user wants of a memory: the wish for the first cluster that sees it. @throws EmulatorError CLUSTER_UNKNOWN */
function memoryFor(
  board: Board,
  { at }: Board['memory'][number],
  wanted: MachineOptions['memory'],
): number | undefined {
  if (typeof wanted !== 'object') return wanted;
  for (const name of Object.keys(wanted)) clusterNamed(board, name);
  return board.clusters.flatMap(({ name }) => (addressFor(at, name) === undefined ? [] : [wanted[name]]))[0];
}

const lessOf = ({ size }: Board['memory'][number]): number => (typeof size === 'number' ? 0 : (size.less ?? 0));

function memorySize(board: Board, memory: Board['memory'][number], wanted: number | undefined): number {
  const { size } = memory;
  if (typeof size === 'number' || wanted === undefined) return defaultSize(size);
  const min = size.min ?? 4096;
  const max = size.max ?? 3 * 2 ** 30;
  if (!Number.isInteger(wanted) || wanted < min || wanted > max || wanted % 4096 !== 0) {
    const want = `memory of ${board.name} is ${formatSize(min)} to ${formatSize(max)}, in whole pages`;
    throw fail('OPTION_BAD', { option: '-m', value: formatSize(wanted), want });
  }
  return wanted - (size.less ?? 0);
}

function regionsOf(
  board: Board,
  catalog: Catalog,
  cluster: string,
  sizes: ReadonlyMap<string, number>,
): RegionDescription[] {
  const regions: RegionDescription[] = [];
  for (const { name, at, size, kind } of board.regions) {
    const start = addressFor(at, cluster);
    if (start !== undefined) regions.push({ name, at: start, size, kind });
  }
  for (const { name, at } of board.memory) {
    const start = addressFor(at, cluster);
    if (start !== undefined) regions.push({ name, at: start, size: sizes.get(name)!, kind: 'memory', memory: name });
  }
  return [...regions, ...deviceRegions(board, catalog, cluster, 'memory')];
}

function deviceRegions(board: Board, catalog: Catalog, cluster: string, space: AddressSpace): RegionDescription[] {
  const regions: RegionDescription[] = [];
  for (const device of board.devices) {
    const type = catalog.devices[device.type]!;
    for (const range of deviceRanges(device, catalog, cluster, space)) {
      const window = range.name.split('.')[1];
      const offset = window === undefined ? 0 : (type.parts.windows?.[window]?.offset ?? 0);
      regions.push({ name: range.name, at: range.at, size: range.size, kind: 'device', device: device.name, offset });
    }
  }
  return regions;
}

function wiresOf(board: Board, catalog: Catalog, counts: ReadonlyMap<string, number>): Wire[] {
  const wires: Wire[] = [];
  for (const device of board.devices) {
    for (const [key, targets] of Object.entries(device.wires)) {
      const output = parseOutput(key)!;
      const outputs = catalog.devices[device.type]!.parts.irqs![output.pin]!.count ?? 1;
      for (const text of typeof targets === 'string' ? [targets] : targets) {
        const target = parseTarget(text)!;
        const owner = board.devices.find((d) => d.name === target.owner);
        const inputs = owner ? (catalog.devices[owner.type]!.parts.inputs![target.pin]!.count ?? 1) : 1;
        const cores = counts.get(target.owner);
        for (const wire of expandWire(device.name, output, target, cores, outputs, inputs)) {
          // A board names wires for all cores that it can have; those of absent cores lead nowhere.
          if (wire.to.kind === 'device' || wire.to.core < counts.get(wire.to.cluster)!) wires.push(wire);
        }
      }
    }
  }
  return wires;
}

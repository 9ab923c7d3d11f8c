import { hex } from '../errors.ts';
import { TREES } from '../fdt/index.ts';
import { guestNames, isGuest } from '../guests/index.ts';
import { PROTOCOLS } from '../load/index.ts';
import type { Catalog } from './catalog.ts';
import { checkRanges } from './check-ranges.ts';
import { checkWires } from './check-wires.ts';
import type { ParsedBoard } from './parse.ts';
import type { Problems } from './problems.ts';
import type { Board } from './schema.ts';
import { addressFor, defaultCores, defaultSize, maxCores } from './views.ts';

const MAX_BOARD_CORES = 255;

/** Why a file that a board names cannot be read; undefined: it can. */
export type WhyUnreadable = (file: string) => string | undefined;

/** What a cluster can name files for. */
export const BOOT_FILES = ['image', 'initrd', 'firmware', 'dtb'] as const;

/**
 * Check what the schema cannot: names, architectures, devices, files, addresses, wires. Adds every problem with its remedy.
 * @param parsed   the board, and what its file has besides
 * @param catalog  what the board may name
 */
export function checkBoard(parsed: ParsedBoard, catalog: Catalog, whyUnreadable?: WhyUnreadable): void {
  const { board, problems, lost } = parsed;
  checkNames(board, problems);
  checkClusters(parsed, catalog);
  if (whyUnreadable) checkFiles(board, whyUnreadable, problems);
  checkDevices(board, catalog, problems);
  checkClusterNames(parsed);
  checkRanges(board, catalog, problems);
  checkWires(board, catalog, problems, lost);
}

const list = (names: Iterable<string>): string => [...names].sort().join(', ') || 'none';

function checkNames(board: Board, problems: Problems): void {
  const seen = new Map<string, string>();
  for (const kind of ['memory', 'clusters', 'devices', 'regions'] as const) {
    for (const [i, { name }] of board[kind].entries()) {
      const other = seen.get(name);
      if (other) problems.add([kind, i, 'name'], `"${name}" is used already in ${other}; choose another name`);
      seen.set(name, kind);
    }
  }
}

function checkClusters(parsed: ParsedBoard, catalog: Catalog): void {
  const { board, problems, lost } = parsed;
  const most = board.clusters.reduce((sum, c) => sum + maxCores(c.cores), 0);
  if (most > MAX_BOARD_CORES) problems.add(['clusters'], `${most} cores in all; at most ${MAX_BOARD_CORES}`);
  for (const [i, cluster] of board.clusters.entries()) {
    const at = ['clusters', i] as const;
    const arch = catalog.architectures[cluster.arch];
    if (!arch) {
      problems.add(
        [...at, 'arch'],
        `no architecture "${cluster.arch}"; known: ${list(Object.keys(catalog.architectures))}`,
      );
    } else if (!arch.architecture.models.includes(cluster.model)) {
      problems.add(
        [...at, 'model'],
        `no ${cluster.arch} model "${cluster.model}"; known: ${list(arch.architecture.models)}`,
      );
    }
    if (defaultCores(cluster.cores) > maxCores(cluster.cores)) {
      problems.add(
        [...at, 'cores'],
        `default ${defaultCores(cluster.cores)} is more than max ${maxCores(cluster.cores)}`,
      );
    }
    for (const key of ['ppi', 'apic', 'pic'] as const) {
      const wanted = cluster[key];
      if (wanted === undefined || lost.has(wanted) || board.devices.some((d) => d.name === wanted)) continue;
      problems.add([...at, key], `no device "${wanted}"; the board has: ${list(board.devices.map((d) => d.name))}`);
    }
    checkBoot(parsed, i);
  }
}

function checkFiles(board: Board, whyUnreadable: WhyUnreadable, problems: Problems): void {
  for (const [i, { boot }] of board.clusters.entries()) {
    for (const key of BOOT_FILES) {
      const file = boot[key];
      if (file === undefined || isGuest(file)) continue;
      const why = whyUnreadable(file);
      if (why !== undefined) {
        problems.add(['clusters', i, 'boot', key], `"${file}": ${why}; names are relative to the board file`);
      }
    }
  }
}

function checkBoot({ board, problems, lost }: ParsedBoard, i: number): void {
  const cluster = board.clusters[i]!;
  const at = ['clusters', i, 'boot'] as const;
  const { boot } = cluster;
  const protocol = PROTOCOLS[boot.protocol as keyof typeof PROTOCOLS] as { archs: readonly string[] } | undefined;
  if (!protocol) {
    problems.add([...at, 'protocol'], `no boot protocol "${boot.protocol}"; known: ${list(Object.keys(PROTOCOLS))}`);
  } else if (protocol.archs.length > 0 && !protocol.archs.includes(cluster.arch)) {
    problems.add(
      [...at, 'protocol'],
      `boot protocol "${boot.protocol}" is for ${list(protocol.archs)}, not ${cluster.arch}`,
    );
  }
  if (boot.image !== undefined && isGuest(boot.image) && !guestNames().includes(boot.image)) {
    problems.add([...at, 'image'], `no embedded guest "${boot.image}"; known: ${list(guestNames())}`);
  }
  if (boot.tree !== undefined && !TREES[boot.tree]) {
    problems.add([...at, 'tree'], `no device tree generator "${boot.tree}"; known: ${list(Object.keys(TREES))}`);
  }
  if (lost.memory) return;
  const ram = board.memory.filter((m) => addressFor(m.at, cluster.name) !== undefined);
  if (ram.length === 0) {
    problems.add(['clusters', i], `cluster ${cluster.name} sees no memory; give a memory an address for it`);
    return;
  }
  const entry = boot.entry ?? boot.loadAt;
  const covers = (m: Board['memory'][number]) => {
    const start = addressFor(m.at, cluster.name)!;
    return entry !== undefined && entry >= start && entry < start + defaultSize(m.size);
  };
  if (entry !== undefined && !ram.some(covers)) {
    const key = boot.entry === undefined ? 'loadAt' : 'entry';
    problems.add([...at, key], `no memory of cluster ${cluster.name} at ${hex(entry)}; move it or add memory there`);
  }
}

function checkDevices(board: Board, catalog: Catalog, problems: Problems): void {
  for (const [i, device] of board.devices.entries()) {
    const type = catalog.devices[device.type];
    const at = ['devices', i] as const;
    if (!type) {
      problems.add([...at, 'type'], `no device type "${device.type}"; known: ${list(Object.keys(catalog.devices))}`);
      continue;
    }
    const specs = type.parts.options ?? {};
    for (const option of Object.keys(device.options)) {
      if (!(option in specs)) {
        problems.add(
          [...at, 'options', option],
          `${device.type} has no option "${option}"; it has: ${list(Object.keys(specs))}`,
        );
      }
    }
    if (device.pci !== undefined) checkPci(board, i, type.parts.bars !== undefined, problems);
    for (const key of ['windows', 'portWindows'] as const) {
      for (const window of Object.keys(device[key] ?? {})) {
        if (window in (type.parts.windows ?? {})) continue;
        const known = list(Object.keys(type.parts.windows ?? {}));
        problems.add([...at, key, window], `${device.type} has no window "${window}"; it has: ${known}`);
      }
    }
  }
}

function checkPci(board: Board, i: number, isFunction: boolean, problems: Problems): void {
  const device = board.devices[i]!;
  const at = ['devices', i, 'pci'] as const;
  if (!isFunction) problems.add(at, `${device.type} is no PCI function; give it an address (at, ports) instead`);
  const sameBus = (d: Board['devices'][number]) =>
    !d.for || !device.for || d.for.some((cluster) => device.for?.includes(cluster));
  const other = board.devices.slice(0, i).find((d) => d.pci === device.pci && sameBus(d));
  if (other) problems.add(at, `${other.name} is at this place of the PCI bus already; choose another`);
}

/** Every mention of a cluster names one. */
function checkClusterNames({ board, problems, lost }: ParsedBoard): void {
  const known = board.clusters.map((c) => c.name);
  const mention = (path: (string | number)[], name: string) => {
    if (!known.includes(name) && !lost.has(name))
      problems.add(path, `no cluster "${name}"; the board has: ${list(known)}`);
  };
  for (const kind of ['memory', 'devices', 'regions'] as const) {
    for (const [i, part] of board[kind].entries()) {
      if (typeof part.at === 'object') for (const name of Object.keys(part.at)) mention([kind, i, 'at', name], name);
      if ('for' in part) for (const [k, name] of (part.for ?? []).entries()) mention([kind, i, 'for', k], name);
      if ('bootFor' in part)
        for (const [k, name] of (part.bootFor ?? []).entries()) mention([kind, i, 'bootFor', k], name);
    }
  }
}

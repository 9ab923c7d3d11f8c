import type { BootState } from '@tutti/ir';
import type { Catalog } from './board/catalog.ts';
import type { Board, BoardCluster } from './board/schema.ts';
import type { ClusterDescription, DeviceDescription, MachineDescription } from './describe.ts';
import { fail } from './errors.ts';
import { deviceNode, type FdtNode, type NodeDevice, type PciBus, TREES } from './fdt/index.ts';
import { guestImage, isGuest } from './guests/index.ts';
import {
  type LoadContext,
  type LoadResult,
  load,
  type NamedBytes,
  PROTOCOLS,
  type ProtocolName,
  type RamRange,
  type Segment,
} from './load/index.ts';
import type { ClusterFiles } from './options.ts';
import { acpiConfig } from './pc/acpi-config.ts';
import { optionRomFiles } from './pc/option-roms.ts';

/** What is loaded where, and how every core starts. */
export interface BootPlan {
  readonly segments: readonly { readonly cluster: number; readonly segment: Segment }[];
  readonly boot: readonly BootState[];
  /** What devices' large memories hold. */
  readonly contents: readonly { readonly device: string; readonly bytes: Uint8Array }[];
}

/** Device types that a user's device tree does not list, because they belong to the emulated board only. */
const ADDED_TYPES: readonly string[] = ['virtio-mmio', 'pci-ecam'];

/**
 * Run every cluster's boot protocol.
 * @param firmwareFiles  what firmware finds besides what the board tells it
 * @throws EmulatorError
 */
export function planBoot(
  board: Board,
  catalog: Catalog,
  description: MachineDescription,
  files: Readonly<Record<string, ClusterFiles>>,
  firmwareFiles: Readonly<Record<string, Uint8Array>> = {},
): BootPlan {
  const segments: { cluster: number; segment: Segment }[] = [];
  const boot: BootState[] = [];
  const contents: { device: string; bytes: Uint8Array }[] = [];
  for (const [i, cluster] of board.clusters.entries()) {
    const view = description.clusters[i]!;
    const result = loadCluster(board, catalog, cluster, view, description, files[cluster.name] ?? {}, firmwareFiles);
    for (const [type, bytes] of Object.entries(result.contents ?? {})) {
      const device = description.devices.find((d) => d.type === type)?.name;
      if (device !== undefined) contents.push({ device, bytes });
    }
    segments.push(...result.segments.map((segment) => ({ cluster: i, segment })));
    boot.push(...result.boot.map((state) => ({ ...state, held: cluster.held || state.held, waits: state.held })));
  }
  return { segments, boot, contents };
}

function loadCluster(
  board: Board,
  catalog: Catalog,
  cluster: BoardCluster,
  view: ClusterDescription,
  description: MachineDescription,
  files: ClusterFiles,
  firmwareFiles: Readonly<Record<string, Uint8Array>>,
): LoadResult {
  const { boot } = cluster;
  const memory = memoryOf(board, view, description);
  if (memory.ram.length === 0) throw fail('ENTRY_OUTSIDE', { cluster: cluster.name, entry: boot.entry ?? 0 });
  const devices = nodeDevices(view, description, catalog);
  const tree = boot.tree === undefined ? undefined : TREES[boot.tree];
  const consoleAt = devices.find((d) => d.type === 'pl011')?.windows[0]?.at;
  const displayAt = devices.find((d) => d.type === 'pl111')?.windows[0]?.at;
  const { secondary } = boot;
  const acpi = acpiConfig(view, description);
  const append = files.append ?? boot.append;
  const image = files.image ?? embedded(boot, memory.ram, append);
  const context: LoadContext = {
    cluster: cluster.name,
    arch: cluster.arch,
    cores: view.cores,
    append,
    ...memory,
    secondary:
      secondary === 'held'
        ? { kind: 'held' }
        : { kind: 'mailbox', stubAt: secondary.stub, mailbox: secondary.mailbox, gicCpu: secondary.gicCpu },
    extraNodes: files.dtb ? (gic) => extraNodes(devices, gic) : () => [],
    ...(files.dtb && displayAt !== undefined && { panelAt: displayAt }),
    ...(image && { image }),
    ...(files.initrd && { initrd: files.initrd }),
    ...(files.dtb && { dtb: files.dtb }),
    ...(files.firmware && { firmware: files.firmware }),
    firmwareFiles: { ...firmwareFiles, ...optionRomFiles(files.optionRoms ?? []) },
    ...(acpi && { acpi }),
    ...(boot.entry !== undefined && { entry: boot.entry }),
    ...(boot.loadAt !== undefined && { loadAt: boot.loadAt }),
    ...(tree && {
      makeDtb: () =>
        tree({
          cores: view.cores,
          model: cluster.model,
          devices,
          ...(consoleAt !== undefined && { console: consoleAt }),
        }),
    }),
  };
  return load(protocolOf(cluster, files), context);
}

/** The user's choice, or the board's; programs of the emulator itself are raw. @throws EmulatorError OPTION_BAD */
function protocolOf({ name, arch, boot }: BoardCluster, files: ClusterFiles): ProtocolName {
  const { protocol, image } = files;
  if (protocol === undefined) return image || !isGuest(boot.image ?? '') ? (boot.protocol as ProtocolName) : 'raw';
  const known = Object.entries(PROTOCOLS).flatMap(([key, { archs }]) =>
    archs.length === 0 || (archs as readonly string[]).includes(arch) ? [key] : [],
  );
  if (known.includes(protocol)) return protocol as ProtocolName;
  const want = `no such boot protocol for ${arch}; known: ${known.join(', ')}`;
  throw fail('OPTION_BAD', { option: `--core ${name} protocol`, value: protocol, want });
}

/** The program of the emulator itself that the board names. */
function embedded(boot: BoardCluster['boot'], ram: readonly RamRange[], append: string): NamedBytes | undefined {
  if (boot.image === undefined) return undefined;
  return guestImage(boot.image, boot.loadAt ?? ram[0]?.at ?? 0, append);
}

/** Memory that the cluster sees: what its kernel gets as RAM, and the rest. */
function memoryOf(
  board: Board,
  view: ClusterDescription,
  description: MachineDescription,
): { ram: RamRange[]; memory: RamRange[] } {
  const ram: RamRange[] = [];
  const rest: RamRange[] = [];
  for (const region of view.regions) {
    if (region.kind !== 'memory') continue;
    const source = board.memory.find((m) => m.name === region.memory)!;
    const mine = source.bootFor?.includes(view.name) ?? true;
    const kernel = description.memories.find((m) => m.name === region.memory)!.kernel;
    (kernel && mine && source.kind === 'ram' ? ram : rest).push({
      name: region.name,
      at: region.at,
      size: region.size,
    });
  }
  return { ram, memory: rest };
}

function nodeDevices(view: ClusterDescription, description: MachineDescription, catalog: Catalog): NodeDevice[] {
  const gics = new Set(
    description.devices.filter((d) => catalog.devices[d.type]?.parts.inputs?.['spi']).map((d) => d.name),
  );
  const spisOf = (device: string): number[] =>
    description.wires.flatMap((w) =>
      w.from.device === device && w.to.kind === 'device' && gics.has(w.to.device) && w.to.pin === 'spi'
        ? [w.to.index]
        : [],
    );
  return description.devices.flatMap((device): NodeDevice[] => {
    const windows = view.regions.filter((r) => r.kind === 'device' && r.device === device.name);
    if (windows.length === 0) return [];
    return [
      {
        type: device.type,
        windows: windows.map(({ at, size }) => ({ at, size })),
        spis: spisOf(device.name),
        ...(device.type === 'pci-ecam' && { pci: pciBus(device, view, description, spisOf) }),
      },
    ];
  });
}

const DEVFN_BITS = 3;

/** The bus behind a host bridge as a device tree tells it. */
function pciBus(
  { options }: DeviceDescription,
  view: ClusterDescription,
  { devices }: MachineDescription,
  spisOf: (device: string) => number[],
): PciBus {
  const functions = devices.filter((d) => d.pci !== undefined && d.clusters.includes(view.name));
  return {
    memory: { at: Number(options['memoryAt']), size: Number(options['memoryBytes']) },
    interrupts: functions.flatMap(({ name, pci = 0 }) =>
      spisOf(name).map((spi) => ({ slot: pci >>> DEVFN_BITS, spi })),
    ),
  };
}

const extraNodes = (devices: readonly NodeDevice[], gic: number): FdtNode[] =>
  devices.filter((d) => ADDED_TYPES.includes(d.type)).flatMap((d) => deviceNode(d, 1, 1, gic) ?? []);

import { planDevices } from '@tutti/devices-core';
import type { MemoryModel } from '@tutti/ir';
import { alignUp } from '@tutti/layout';
import { type MachineSetup, planMemory } from '@tutti/parallel-runtime';
import type { Board } from './board/schema.ts';
import type { Wire } from './board/wires.ts';
import { CATALOG } from './catalog.ts';
import { type DeviceDescription, describeMachine, type MachineDescription } from './describe.ts';
import { type PlacedDrive, placeDrives } from './drives.ts';
import { fail } from './errors.ts';
import { type PlacedNic, placeNics } from './nics.ts';
import type { MachineOptions } from './options.ts';
import { bootOrder } from './pc/boot-order.ts';
import { type BootPlan, planBoot } from './plan-boot.ts';
import { type PlacedShare, placeShares } from './shares.ts';
import type { MachineCustom } from './threads/custom.ts';
import { ringOf } from './threads/device-host.ts';
import { PAIR_LOCK_BYTES } from './threads/pair-locks.ts';
import { RANDOM_KEY_WORDS } from './threads/random.ts';

const SINK_BYTES = 16384;
const SOURCE_BYTES = 1024;
/** Executions of a block before it is compiled: what compiling a region costs, in executions that it saves (decisions 0007, 0027). */
const HOT_THRESHOLD = 20_000;
/** Guest instructions between looks at the clock and at other cores of a thread. */
const SLICE = 50_000;
const ICOUNT_SHIFT = 3;

/** What a board with options comes to: all that threads need, and what is loaded. */
export interface PlannedMachine {
  readonly setup: MachineSetup;
  readonly boot: BootPlan;
  readonly drives: readonly PlacedDrive[];
  readonly nics: readonly PlacedNic[];
  readonly shares: readonly PlacedShare[];
  readonly consoles: readonly MachineConsole[];
}

/** A serial port: the pins of its output and input. */
export interface MachineConsole {
  readonly device: string;
  readonly output: string;
  readonly input: string | undefined;
  /** Clusters that see it. */
  readonly clusters: readonly string[];
}

/** Make all plans of a machine. @throws EmulatorError, DeviceError, RuntimeError */
export function planMachine(board: Board, options: MachineOptions, host: MemoryModel): PlannedMachine {
  const described = describeMachine(board, CATALOG, options);
  const { devices: withDrives, placed } = placeDrives(described.devices, options.drives ?? []);
  const { devices: withNics, placed: nics } = placeNics(withDrives, options.nics ?? []);
  const { devices: withShares, placed: shares } = placeShares(withNics, options.shares ?? []);
  const description: MachineDescription = { ...described, devices: withShares };
  const boot = planBoot(board, CATALOG, description, options.files ?? {}, {
    ...(options.bootOrder !== undefined && { bootorder: bootOrder(options.bootOrder, placed, description.devices) }),
  });
  const configs = description.devices.map((d) => {
    const bytes = boot.contents.find((c) => c.device === d.name)?.bytes.length;
    return bytes === undefined ? d : { ...d, options: { ...d.options, bytes } };
  });
  const devices = planDevices(configs, CATALOG.devices, description.wires.map(pins(description)));
  const threads = threadCount(description, options);
  const llsc = options.llsc ?? 'cas';
  const codeCache = options.codeCache ?? 'unified';
  const consoles = consolesOf(description);
  const works = alignUp(devices.size, 64);
  const tripleFault = works + alignUp(4 * devices.works, 64);
  const pairLocks = tripleFault + 64;
  const power = pairLocks + alignUp(PAIR_LOCK_BYTES, 64);
  const clockShift = power + 64;
  const plan = planMemory({
    cores: description.cores.map(({ arch, index }) => ({
      shape: CATALOG.architectures[arch]!.architecture.shape,
      thread: index % threads,
    })),
    threads,
    codeCache,
    timers: devices.timers,
    deviceBytes: clockShift + 64,
    rings: ringsOf(description),
    ram: Object.fromEntries(description.memories.map((m) => [m.name, m.size])),
    llsc,
  });
  const codegen = options.codegen ?? 'wasm';
  const custom: MachineCustom = {
    description,
    devices,
    boot: boot.boot,
    codegen,
    epochSeconds: options.epochSeconds ?? 0,
    works,
    tripleFault,
    power,
    clockShift,
    onTripleFault: options.onTripleFault ?? 'exit',
    pairLocks,
    randomKey: options.randomKey ?? new Array<number>(RANDOM_KEY_WORDS).fill(0),
  };
  const setup: MachineSetup = {
    cores: description.cores.map(({ arch, model, options: cpu, index, speed }) => ({
      architecture: arch,
      model,
      options: cpu,
      thread: index % threads,
      speed,
    })),
    threads,
    plan,
    codeCache,
    llsc,
    host,
    clock:
      options.clock === 'icount' ? { kind: 'icount', shift: options.icountShift ?? ICOUNT_SHIFT } : { kind: 'host' },
    // One thread that counts instructions must not depend on when another thread finishes a compilation.
    compile: codegen === 'interp' ? 'none' : options.clock === 'icount' ? 'thread' : 'worker',
    hotThreshold: HOT_THRESHOLD,
    slice: SLICE,
    trace: options.trace ?? [],
    custom,
  };
  return { setup, boot, drives: placed, nics, shares, consoles };
}

function threadCount({ cores }: MachineDescription, options: MachineOptions): number {
  const threads = options.threads ?? (options.clock === 'icount' ? 1 : cores.length);
  const value = `${threads}`;
  if (!Number.isInteger(threads) || threads < 1)
    throw fail('OPTION_BAD', { option: '--threads', value, want: 'wants a number from 1' });
  if (options.clock === 'icount' && threads !== 1) {
    throw fail('OPTION_BAD', { option: '--threads', value, want: '--clock icount runs all cores on one thread' });
  }
  return Math.min(threads, cores.length);
}

/** Wires in the terms of devices-core. */
const pins =
  (description: MachineDescription) =>
  ({ from, to }: Wire) => ({
    from: `${from.device}.${from.pin}[${from.index}]`,
    to:
      to.kind === 'device' ? `${to.device}.${to.pin}[${to.index}]` : `core.${to.line}[${coreNumber(description, to)}]`,
  });

const coreNumber = ({ clusters }: MachineDescription, { cluster, core }: { cluster: string; core: number }): number =>
  clusters.find((c) => c.name === cluster)!.firstCore + core;

/** What is behind a device that can be several things: its option `device`; undefined for devices that are one thing. */
function kindOf({ type, options }: Pick<DeviceDescription, 'type' | 'options'>): unknown {
  return options['device'] ?? CATALOG.devices[type]!.parts.options?.['device']?.default;
}

/** Serial ports of a board: devices with an output for bytes. Empty virtio slots are none. */
function consolesOf({ devices }: MachineDescription): MachineConsole[] {
  return devices.flatMap(({ name, type, options, clusters }): MachineConsole[] => {
    const { sinks = {}, sources = {} } = CATALOG.devices[type]!.parts;
    const [output] = Object.keys(sinks);
    const [input] = Object.keys(sources);
    if (output === undefined || (kindOf({ type, options }) ?? 'console') !== 'console') return [];
    return [
      {
        device: name,
        output: `${name}.${output}`,
        input: input === undefined ? undefined : `${name}.${input}`,
        clusters,
      },
    ];
  });
}

/** A ring for every pin through which bytes come and go. */
function ringsOf({ devices }: MachineDescription): Record<string, number> {
  const rings: Record<string, number> = {};
  for (const { name, type, options } of devices) {
    if (kindOf({ type, options }) === 'none') continue;
    const { sinks = {}, sources = {} } = CATALOG.devices[type]!.parts;
    for (const pin of Object.keys(sinks)) rings[ringOf(`${name}.${pin}`)] = SINK_BYTES;
    for (const pin of Object.keys(sources)) rings[ringOf(`${name}.${pin}`)] = SOURCE_BYTES;
  }
  return rings;
}

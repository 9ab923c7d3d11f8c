import { type DeviceHost, type DeviceMemory, DeviceSet, type DeviceType } from '@tutti/devices-core';
import type { ThreadContext, ThreadMachine } from '@tutti/parallel-runtime';
import type { PhysicalMap, PhysicalRegion } from '@tutti/softmmu';
import { ClusterPower } from './cluster-power.ts';
import type { MachineCustom } from './custom.ts';
import { deviceHost, type HostParts } from './device-host.ts';
import { pciServices } from './pci-bus.ts';
import { openBus } from './port-space.ts';
import { portsOf, regionsOf } from './regions.ts';
import { coreServices } from './services.ts';
import { TripleFaultWord } from './triple-fault.ts';
import { pcDeviceServices } from './x86-services.ts';

/** The devices of a thread and what the runtime asks of them. */
export interface BuiltThread extends ThreadMachine {
  readonly devices: DeviceSet;
  readonly tripleFault: TripleFaultWord;
  /** Physical memory as a cluster sees it, for loaders, monitors and DMA. */
  mapOf(cluster: number): PhysicalMap;
}

/**
 * Build the devices of one thread and the views of memory. The same in every thread; only the I/O thread has host parts.
 * @param pins  sinks and sources instead of the rings to the I/O thread, for machines that run on one thread without one
 */
export function buildThread(
  context: ThreadContext,
  types: Readonly<Record<string, DeviceType>>,
  parts: HostParts,
  pins: Partial<Pick<DeviceHost, 'sink' | 'source'>> = {},
): BuiltThread {
  const custom = context.setup.custom as MachineCustom;
  const { description } = custom;
  const maps: (PhysicalMap | undefined)[] = [];
  const mapOf = (cluster: number): PhysicalMap => {
    maps[cluster] ??= context.physicalMap(views[cluster]!);
    return maps[cluster];
  };
  /** The cluster in whose terms a device works: the first that sees it. */
  const clusterOfDevice = (name: string): number => {
    const [first] = description.devices.find((d) => d.name === name)?.clusters ?? [];
    return Math.max(
      0,
      description.clusters.findIndex((c) => c.name === first),
    );
  };
  const memoryOf = (device: string): DeviceMemory => {
    const cluster = clusterOfDevice(device);
    return {
      readBytes: (gpa, into) => void mapOf(cluster).readBytes(gpa, into),
      writeBytes: (gpa, from) => void mapOf(cluster).writeBytes(gpa, from),
    };
  };
  const power = new ClusterPower(context);
  const services = description.clusters.map((cluster, number) => ({
    poweroff: (code: number) => {
      power.off(number, code);
      return 0;
    },
    ...pcDeviceServices(context, cluster, () => devices),
    ...pciServices(
      description,
      cluster,
      () => devices,
      // Maps count moves in one word: telling one of them tells all.
      () => mapOf(0).moved(),
    ),
  }));
  const servicesOf = (device: string) => services[clusterOfDevice(device)] ?? {};
  const host = { ...deviceHost(context, custom, parts, memoryOf, servicesOf), ...pins };
  const devices: DeviceSet = new DeviceSet(custom.devices, types, host, context.plan.devices.base);
  const views: PhysicalRegion[][] = description.clusters.map((c) => regionsOf(c, description, devices, context.plan));
  for (let slot = 0; slot < custom.devices.timers; slot++)
    context.timers.handle(slot, { fire: () => devices.fire(slot) });
  const clusterOf = description.cores.map((core) => description.clusters.findIndex((c) => c.name === core.cluster));
  const unmappedPort = (port: number, value: number | undefined): void => {
    if (!context.traces('unimp')) return;
    const access = value === undefined ? 'read of' : `0x${value.toString(16)} to`;
    context.trace('unimp', `${access} port 0x${port.toString(16)}, where nothing is`);
  };
  return {
    devices,
    tripleFault: new TripleFaultWord(context),
    mapOf,
    regions: (core) => views[clusterOf[core]!]!,
    service: coreServices(
      context,
      description,
      () => devices,
      (cluster) => [openBus(unmappedPort), ...portsOf(cluster, description, devices, context.plan)],
    ),
    boot: (core) => custom.boot[core]!,
    unmapped(core, gpa, bytes, value) {
      if (!context.traces('unimp')) return;
      const access = value === undefined ? 'read' : `write of 0x${value.toString(16)}`;
      context.trace('unimp', `core ${core}: ${access}, ${bytes} bytes at 0x${gpa.toString(16)}, where nothing is`);
    },
    reset() {
      power.clear();
      devices.reset();
    },
  };
}

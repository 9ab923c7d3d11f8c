import type { DeviceSet } from '@tutti/devices-core';
import type { MemoryPlan } from '@tutti/parallel-runtime';
import type { MmioTarget, PhysicalRegion } from '@tutti/softmmu';
import type { ClusterDescription, MachineDescription, RegionDescription } from '../describe.ts';
import { pciRegions } from './pci-bus.ts';

const RAZ: MmioTarget = { read: () => 0, write: () => undefined };

/** Physical memory as one cluster sees it, in the terms of the soft MMU. Core numbers that devices see count within the cluster. */
export function regionsOf(
  cluster: ClusterDescription,
  description: MachineDescription,
  devices: DeviceSet,
  plan: MemoryPlan,
): PhysicalRegion[] {
  const region = (r: RegionDescription): PhysicalRegion => {
    const { name, at: gpa, size: bytes } = r;
    switch (r.kind) {
      case 'memory': {
        const { kind } = description.memories.find((m) => m.name === r.memory)!;
        return { name, gpa, bytes, kind, host: plan.ram[r.memory]!.base };
      }
      case 'device':
        return { name, gpa, bytes, kind: 'mmio', target: target(devices, r.device, r.offset, cluster.firstCore) };
      case 'raz':
        return { name, gpa, bytes, kind: 'mmio', target: RAZ };
      case 'fault':
        return { name, gpa, bytes, kind: 'fault' };
    }
  };
  return [
    ...cluster.regions.map(region),
    ...(hasPci(cluster, description)
      ? pciRegions(description, cluster, devices, plan, 'memory', cluster.firstCore)
      : []),
  ];
}

/** I/O ports as one cluster sees them; none when it has no devices there. Core numbers count within the cluster already. */
export function portsOf(
  cluster: ClusterDescription,
  description: MachineDescription,
  devices: DeviceSet,
  plan: MemoryPlan,
): PhysicalRegion[] {
  const fixed = cluster.ports.flatMap((region): PhysicalRegion[] => {
    if (region.kind !== 'device') return [];
    const { name, at: gpa, size: bytes } = region;
    return [{ name, gpa, bytes, kind: 'mmio', target: target(devices, region.device, region.offset, 0) }];
  });
  return [...fixed, ...(hasPci(cluster, description) ? pciRegions(description, cluster, devices, plan, 'io', 0) : [])];
}

const BRIDGES: readonly string[] = ['pci-host', 'pci-ecam'];
/** A cluster that reaches a host bridge has a bus. */
const hasPci = ({ name }: ClusterDescription, { devices }: MachineDescription): boolean =>
  devices.some((d) => BRIDGES.includes(d.type) && d.clusters.includes(name));

function target(devices: DeviceSet, name: string, offset: number, firstCore: number): MmioTarget {
  const device = devices.get(name);
  return {
    read: (at, bytes, core) => device.read(at + offset, bytes, core - firstCore),
    write: (at, bytes, value, core) => device.write(at + offset, bytes, value, core - firstCore),
  };
}

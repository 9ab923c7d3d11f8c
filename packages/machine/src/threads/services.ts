import type { DeviceSet, Wire } from '@tutti/devices-core';
import type { ThreadContext } from '@tutti/parallel-runtime';
import type { PhysicalRegion } from '@tutti/softmmu';
import type { ClusterDescription, MachineDescription } from '../describe.ts';
import { ClusterPower } from './cluster-power.ts';
import type { MachineCustom } from './custom.ts';
import { PairLocks } from './pair-locks.ts';
import { PortSpace } from './port-space.ts';
import { TripleFaultWord } from './triple-fault.ts';
import { x86Services } from './x86-services.ts';

type Service = (a: number, b: number, c: number) => number;

/** Private interrupt IDs of a GIC, and how many a core has. */
const PRIVATE_IDS = 32;

/**
 * Services that cores ask for by name.
 * `poweroff` (a: 0 off, 1 reset; b: code) powers the core's cluster off, or resets the machine. `ppi` (a: interrupt ID, b: level, c: core) drives a private interrupt
 * of the cluster's controller.
 */
export function coreServices(
  context: ThreadContext,
  description: MachineDescription,
  devices: () => DeviceSet,
  portsOf: (cluster: ClusterDescription) => readonly PhysicalRegion[],
): (core: number, name: string) => Service {
  const wires = new Map<string, Wire>();
  const ppi =
    (controller: string, firstCore: number): Service =>
    (id, level, core) => {
      const pin = `${controller}.ppi[${(core - firstCore) * PRIVATE_IDS + id}]`;
      let wire = wires.get(pin);
      if (wire === undefined) {
        wire = devices().input(pin);
        wires.set(pin, wire);
      }
      wire.set(level);
      return 0;
    };
  const faults = new TripleFaultWord(context);
  const power = new ClusterPower(context);
  const poweroff =
    (cluster: ClusterDescription): Service =>
    (what, code) => {
      if (what === 1) faults.requestReset();
      else power.off(description.clusters.indexOf(cluster), code);
      return 0;
    };
  const portSpaces = new Map<ClusterDescription, PortSpace>();
  const portSpace = (cluster: ClusterDescription): PortSpace => {
    const space = portSpaces.get(cluster) ?? new PortSpace(context.physicalMap(portsOf(cluster)));
    portSpaces.set(cluster, space);
    return space;
  };
  const tripleFault = (core: number): void => faults.report(core);
  const pairLocks = new PairLocks(context);
  const { randomKey } = context.setup.custom as MachineCustom;
  return (core, name) => {
    const cluster = description.clusters.find((c) => c.name === description.cores[core]!.cluster)!;
    if (name === 'poweroff') return poweroff(cluster);
    if (name === 'ppi' && cluster.ppi !== undefined) return ppi(cluster.ppi, cluster.firstCore);
    if (cluster.arch === 'x86_64') {
      const own = x86Services(
        { cluster, devices: devices(), ports: portSpace(cluster), tripleFault, pairLocks, randomKey },
        core,
      )[name];
      if (own !== undefined) return own;
    }
    throw new RangeError(`board ${description.board} has no service "${name}" for cluster ${cluster.name}`);
  };
}

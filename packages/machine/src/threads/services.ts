import type { DeviceSet, Wire } from '@tutti/devices-core';
import type { ThreadContext } from '@tutti/parallel-runtime';
import type { MachineDescription } from '../describe.ts';

type Service = (a: number, b: number, c: number) => number;

/** Private interrupt IDs of a GIC, and how many a core has. */
const PRIVATE_IDS = 32;

/**
 * Services that cores ask for by name.
 * `poweroff` (a: 0 off, 1 reset) ends or resets the machine. `ppi` (a: interrupt ID, b: level, c: core) drives a private interrupt
 * of the cluster's controller.
 */
export function coreServices(
  context: ThreadContext,
  description: MachineDescription,
  devices: () => DeviceSet,
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
  const poweroff: Service = (what, code) => {
    if (what === 1) context.requestReset();
    else context.stop(code);
    return 0;
  };
  return (core, name) => {
    const cluster = description.clusters.find((c) => c.name === description.cores[core]!.cluster)!;
    if (name === 'poweroff') return poweroff;
    if (name === 'ppi' && cluster.ppi !== undefined) return ppi(cluster.ppi, cluster.firstCore);
    throw new RangeError(`board ${description.board} has no service "${name}" for cluster ${cluster.name}`);
  };
}

import type { DeviceInstance, DeviceSet } from '@tutti/devices-core';
import { ACKNOWLEDGE, APIC, I8259 } from '@tutti/devices-pc';
import { MESSAGE } from '@tutti/frontend-x86_64/facts';
import type { ThreadContext } from '@tutti/parallel-runtime';
import type { ClusterDescription } from '../describe.ts';
import type { PairLocks } from './pair-locks.ts';
import type { PortSpace } from './port-space.ts';
import { chachaWord } from './random.ts';

type Service = (a: number, b: number, c: number) => number;

const X2APIC_FIRST = 0x800;
const X2APIC_ICR = 0x830;
/** Bit of IA32_APIC_BASE that selects x2APIC mode. */
const X2APIC_ENABLE = 1 << 10;

/** What makes services of the cores of one cluster. */
export interface X86Parts {
  readonly cluster: ClusterDescription;
  readonly devices: DeviceSet;
  readonly ports: PortSpace;
  /** The core of this number on the board has shut down. */
  readonly tripleFault: (core: number) => void;
  readonly pairLocks: PairLocks;
  readonly randomKey: readonly number[];
}

/**
 * Services of an x86 core, by name: `in`, `out` (a: port, b: bytes, c: value), `intack` (the vector, or -1: nothing is pending),
 * `apic_base` (b: low word of IA32_APIC_BASE), `x2apic_read` (a: MSR, b: 1 for the high word), `x2apic_write` (a: MSR, b and c: words),
 * `apic_tpr_read`, `apic_tpr_write` (b), `triple_fault`, `random` (b: count, c: 1 for the high word), `pair_lock` (a: place, b: take or
 * give back).
 */
export function x86Services(
  { cluster, devices, ports, tripleFault, pairLocks, randomKey }: X86Parts,
  core: number,
): Readonly<Record<string, Service>> {
  const own = core - cluster.firstCore;
  const services: Record<string, Service> = {
    in: (port, bytes) => ports.in(port & 0xffff, bytes as 1 | 2 | 4, own),
    out: (port, bytes, value) => {
      ports.out(port & 0xffff, bytes as 1 | 2 | 4, value, own);
      return 0;
    },
    random: (_core, count, high) => chachaWord(randomKey, count, core, high),
    pair_lock: (place, take) => {
      pairLocks.hold(place, take !== 0);
      return 0;
    },
    triple_fault: () => {
      tripleFault(core);
      return 0;
    },
  };
  if (cluster.apic === undefined) return services;
  const apic = devices.get(cluster.apic);
  const pic = cluster.pic === undefined ? undefined : devices.get(cluster.pic);
  return { ...services, ...apicServices(apic, pic, own) };
}

function apicServices(apic: DeviceInstance, pic: DeviceInstance | undefined, own: number): Record<string, Service> {
  const { at } = APIC;
  const write = (register: number, value: number): number => {
    apic.write(register, 4, value, own);
    return 0;
  };
  return {
    intack: () => {
      const vector = apic.read(at.INTACK, 4, own);
      if (vector === ACKNOWLEDGE.NONE || (vector === ACKNOWLEDGE.EXTINT && pic === undefined)) return -1;
      return vector === ACKNOWLEDGE.EXTINT ? pic!.read(I8259.at.INTACK, 1, own) : vector;
    },
    apic_base: (_core, base) => write(at.X2APIC_MODE, (base & X2APIC_ENABLE) === 0 ? 0 : 1),
    // An MSR is a register's offset divided by 16; the command register is one MSR of two registers.
    x2apic_read: (msr, high) => apic.read(high === 1 ? at.ICR_HIGH : (msr - X2APIC_FIRST) * 16, 4, own),
    x2apic_write: (msr, low, high) =>
      apic.locked(() => {
        if (msr === X2APIC_ICR) write(at.ICR_HIGH, high);
        return write((msr - X2APIC_FIRST) * 16, low);
      }),
    apic_tpr_read: () => apic.read(at.TPR, 4, own),
    apic_tpr_write: (_core, value) => write(at.TPR, value),
  };
}

/** What devices of a PC ask of the machine: `nmi`, `init_core` (a: core), `start_core` (b: vector), `msi` (a: address, b: data). */
export function pcDeviceServices(
  context: ThreadContext,
  cluster: ClusterDescription,
  devices: () => DeviceSet,
): Readonly<Record<string, Service>> {
  const message =
    (kind: number): Service =>
    (core, vector) => {
      context.send(core, kind, vector, 0);
      return 0;
    };
  const name = cluster.apic;
  if (name === undefined) return {};
  return {
    nmi: message(MESSAGE.NMI),
    init_core: message(MESSAGE.INIT),
    start_core: message(MESSAGE.SIPI),
    msi: (address, data) => {
      const apic = devices().get(name);
      // Both words under one lock: other devices send messages too.
      apic.locked(() => {
        apic.write(APIC.at.MSI_ADDRESS, 4, address, 0);
        apic.write(APIC.at.MSI_DATA, 4, data, 0);
      });
      return 0;
    },
  };
}

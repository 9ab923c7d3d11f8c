import type { AcpiConfig } from '@tutti/devices-pc';
import type { ClusterDescription, MachineDescription } from '../describe.ts';

/** Memory that PCI devices are given on boards with RAM below 3 GiB, up to the I/O APIC. */
const PCI_MEMORY = { first: 0xc000_0000, last: 0xfebf_ffff } as const;

/** What ACPI tables tell of a cluster's devices; undefined when it lacks those that every table set names. */
export function acpiConfig(view: ClusterDescription, description: MachineDescription): AcpiConfig | undefined {
  const { apic } = view;
  const named = (type: string) => description.devices.filter((d) => d.type === type);
  const at = (space: 'regions' | 'ports', name: string | undefined) => view[space].find((r) => r.name === name)?.at;
  const first = (type: string) => named(type)[0]?.name;
  const localApic = at('regions', `${apic}.local`);
  const ioApic = at('regions', `${apic}.io`);
  const pm = first('acpi-pm');
  const [pm1, timer, gpe, smi, reset] = ['pm1', 'timer', 'gpe', 'smi', 'reset'].map((w) => at('ports', `${pm}.${w}`));
  if (localApic === undefined || ioApic === undefined || pm1 === undefined) return undefined;
  if (timer === undefined || gpe === undefined || smi === undefined || reset === undefined) return undefined;
  const hpet = at('regions', first('hpet'));
  const irqOf = (device: string) =>
    description.wires.find((w) => w.from.device === device && w.to.kind === 'device' && w.to.device === view.pic)?.to;
  const isaIrq = (device: string | undefined): number => {
    const to = device === undefined ? undefined : irqOf(device);
    return to?.kind === 'device' ? to.index : 0;
  };
  return {
    cores: view.cores,
    localApic,
    ioApic,
    ...(hpet !== undefined && { hpet }),
    ports: { pm1, timer, gpe, smi, reset },
    sci: isaIrq(pm),
    serial: named('ns16550').flatMap(({ name }) => {
      const port = at('ports', name);
      return port === undefined ? [] : [{ port, irq: isaIrq(name) }];
    }),
    keyboard: named('i8042').length > 0,
    ...(named('pci-host').length > 0 && { pci: PCI_MEMORY }),
  };
}

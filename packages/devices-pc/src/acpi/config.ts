/** What the tables say of a board. Addresses are guest physical, ports are I/O ports. */
export interface AcpiConfig {
  /** Cores; their APIC ids count from 0. */
  readonly cores: number;
  readonly localApic: number;
  readonly ioApic: number;
  /** The event timer's registers; left out: the board has none. */
  readonly hpet?: number;
  readonly ports: {
    readonly pm1: number;
    readonly timer: number;
    readonly gpe: number;
    readonly smi: number;
    readonly reset: number;
  };
  /** ISA interrupt of power management events. */
  readonly sci: number;
  /** 16550 UARTs. */
  readonly serial: readonly { readonly port: number; readonly irq: number }[];
  /** There is a keyboard controller. */
  readonly keyboard: boolean;
  /** Memory range that PCI devices can be given; left out: there is no PCI. */
  readonly pci?: { readonly first: number; readonly last: number };
}

/**
 * Addresses of the `duet` board, for the board and for the programs that run on it. What is shared lies above all that RAM can take: ARM RAM
 * ends at A0000000h, x86 RAM at C0000000h, where PCI devices begin.
 */
export const DUET_ARM = {
  ram: 0x6000_0000,
  shared: 0xa000_0000,
  gicCpu: 0x1e00_0100,
  gicDist: 0x1e00_1000,
  mailbox: 0x1010_0000,
  hwlock: 0x1011_0000,
  timer: 0x1012_0000,
  remote: 0x1013_0000,
  power: 0x1014_0000,
  uart: 0x1015_0000,
  /** Configuration space and memory of the PCI bus. */
  pciConfig: 0xb000_0000,
  pciMemory: 0xb100_0000,
} as const;

export const DUET_X86 = {
  ram: 0,
  /** Where the program is loaded; below are the tables that the boot protocol makes. */
  program: 0x10_0000,
  shared: 0xff00_0000,
  mailbox: 0xfef0_0000,
  hwlock: 0xfef1_0000,
  timer: 0xfef2_0000,
  remote: 0xfef3_0000,
  power: 0xfef4_0000,
  uart: 0xfef5_0000,
  ioapic: 0xfec0_0000,
  apic: 0xfee0_0000,
} as const;

/** Shared interrupt of the GIC, and pin of the I/O APIC, that the mailbox drives. */
export const DUET_MAILBOX = { spi: 60, pin: 20 } as const;

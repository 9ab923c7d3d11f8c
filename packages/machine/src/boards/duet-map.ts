/** Addresses of the `duet` board, for the board and for the programs that run on it. */
export const DUET_ARM = {
  ram: 0x6000_0000,
  shared: 0x9000_0000,
  gicCpu: 0x1e00_0100,
  gicDist: 0x1e00_1000,
  mailbox: 0x1010_0000,
  hwlock: 0x1011_0000,
  timer: 0x1012_0000,
  remote: 0x1013_0000,
  power: 0x1014_0000,
  uart: 0x1015_0000,
} as const;

export const DUET_X86 = {
  ram: 0,
  /** Where the program is loaded; below are the tables that the boot protocol makes. */
  program: 0x10_0000,
  shared: 0x2000_0000,
  mailbox: 0xd010_0000,
  hwlock: 0xd011_0000,
  timer: 0xd012_0000,
  remote: 0xd013_0000,
  power: 0xd014_0000,
  uart: 0xd015_0000,
  ioapic: 0xfec0_0000,
  apic: 0xfee0_0000,
} as const;

/** Shared interrupt of the GIC, and pin of the I/O APIC, that the mailbox drives. */
export const DUET_MAILBOX = { spi: 10, pin: 10 } as const;

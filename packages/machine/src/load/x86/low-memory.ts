/** What boot protocols put below 640 KiB, where kernels expect nothing and take everything that the memory map calls usable. */
export const LOW = {
  GDT: 0x1000,
  START_INFO: 0x2000,
  MODULES: 0x2100,
  MEMORY_MAP: 0x2200,
  /** Six pages. */
  PAGE_TABLES: 0x3000,
  BOOT_PARAMS: 0x1_0000,
  COMMAND_LINE: 0x2_0000,
  /** End of usable memory below 1 MiB; the extended BIOS data area follows. */
  END: 0x9_fc00,
} as const;

/** Bytes that a command line may take with its final zero. */
export const COMMAND_LINE_BYTES = 0x1_0000;

/** Tables of ACPI. */
export const ACPI_AT = 0xe_0000;
export const MEGABYTE = 0x10_0000;

import { bytesOf } from './aml.ts';
import type { AcpiConfig } from './config.ts';
import { dsdt } from './dsdt.ts';
import { ascii, HEADER_BYTES, rootPointer, table } from './table.ts';

/** One table, and where it holds addresses of others. */
export interface AcpiTable {
  readonly signature: string;
  readonly bytes: Uint8Array;
  readonly pointers: readonly { readonly at: number; readonly size: 4 | 8; readonly to: string }[];
}

/** Firmware control structure: a lock and a waking vector that nobody uses. @see ACPI 6.4, 5.2.10 */
const facs = (): Uint8Array =>
  Uint8Array.from([
    ...ascii('FACS'),
    ...bytesOf(64, 4),
    ...new Array<number>(24).fill(0),
    1,
    ...new Array<number>(31).fill(0),
  ]);

const FADT_BYTES = 244;
const FADT = { FACS: 36, DSDT: 40, X_FACS: 132, X_DSDT: 140 } as const;
const ENABLE = { ON: 0xf1, OFF: 0xf0 } as const;
/** WBINVD works, C1 on every processor, no sleep button, a fixed power button, RTC wakes no machine, the reset register exists. */
const FADT_FLAGS = (1 << 0) | (1 << 2) | (1 << 5) | (1 << 6) | (1 << 10);
/** IA-PC boot architecture: legacy devices, 8042, no VGA. */
const BOOT_ARCH = { LEGACY: 1, KEYBOARD: 2, NO_VGA: 4 } as const;
const RESET_VALUE = 6;
/** Byte of CMOS that holds the century. */
const CENTURY = 0x32;

/** Fixed description, revision 3. @see ACPI 6.4, 5.2.9 */
function fadt({ ports, sci, keyboard }: AcpiConfig): Uint8Array {
  const body = new Uint8Array(FADT_BYTES - HEADER_BYTES);
  const put = (at: number, size: number, value: number): void => body.set(bytesOf(value, size), at - HEADER_BYTES);
  /** Generic address of a port: space 1, byte access where `bits` is 8. */
  const generic = (at: number, port: number, bits: number): void => {
    put(at, 1, 1);
    put(at + 1, 1, bits);
    put(at + 3, 1, bits === 8 ? 1 : bits === 16 ? 2 : 3);
    put(at + 4, 8, port);
  };
  put(45, 1, 1);
  put(46, 2, sci);
  put(48, 4, ports.smi);
  put(52, 1, ENABLE.ON);
  put(53, 1, ENABLE.OFF);
  put(56, 4, ports.pm1);
  put(64, 4, ports.pm1 + 4);
  put(76, 4, ports.timer);
  put(80, 4, ports.gpe);
  for (const [at, length] of [
    [88, 4],
    [89, 2],
    [91, 4],
    [92, 4],
  ] as const)
    put(at, 1, length);
  // Longer than 100 and 1000 us: C2 and C3 do not exist.
  put(96, 2, 0xfff);
  put(98, 2, 0xfff);
  put(108, 1, CENTURY);
  put(109, 2, BOOT_ARCH.LEGACY | BOOT_ARCH.NO_VGA | (keyboard ? BOOT_ARCH.KEYBOARD : 0));
  put(112, 4, FADT_FLAGS);
  generic(116, ports.reset, 8);
  put(128, 1, RESET_VALUE);
  generic(148, ports.pm1, 32);
  generic(172, ports.pm1 + 4, 16);
  generic(208, ports.timer, 32);
  generic(220, ports.gpe, 32);
  return table('FACP', 3, [...body]);
}

const EDGE_HIGH = 0x5;
const LEVEL_HIGH = 0xd;

/** Interrupt controllers: a local APIC each, the I/O APIC, ISA interrupts that it has elsewhere. @see ACPI 6.4, 5.2.12 */
function madt({ cores, localApic, ioApic, sci }: AcpiConfig): Uint8Array {
  const override = (irq: number, gsi: number, flags: number) => [
    2,
    10,
    0,
    irq,
    ...bytesOf(gsi, 4),
    ...bytesOf(flags, 2),
  ];
  return table('APIC', 3, [
    ...bytesOf(localApic, 4),
    ...bytesOf(1, 4),
    ...Array.from({ length: cores }, (_, id) => [0, 8, id, id, ...bytesOf(1, 4)]).flat(),
    ...[1, 12, 0, 0, ...bytesOf(ioApic, 4), ...bytesOf(0, 4)],
    ...override(0, 2, EDGE_HIGH),
    ...override(sci, sci, LEVEL_HIGH),
    // Shared by PCI.
    ...override(10, 10, LEVEL_HIGH),
    ...override(11, 11, LEVEL_HIGH),
    // NMI on LINT1 of all.
    ...[4, 6, 0xff, 0, 0, 1],
  ]);
}

/** @see IA-PC HPET specification 1.0a, 3.2.4 */
const hpetTable = (at: number): Uint8Array =>
  table('HPET', 1, [...bytesOf(0x8086_a201, 4), 0, 64, 0, 0, ...bytesOf(at, 8), 0, ...bytesOf(100, 2), 0]);

/** All tables of a board but the root pointer. Addresses in them are 0; `pointers` says which to fill in. */
export function acpiTables(config: AcpiConfig): AcpiTable[] {
  const listed: AcpiTable[] = [
    {
      signature: 'FACP',
      bytes: fadt(config),
      pointers: [
        { at: FADT.FACS, size: 4, to: 'FACS' },
        { at: FADT.DSDT, size: 4, to: 'DSDT' },
        { at: FADT.X_DSDT, size: 8, to: 'DSDT' },
      ],
    },
    { signature: 'APIC', bytes: madt(config), pointers: [] },
    ...(config.hpet === undefined ? [] : [{ signature: 'HPET', bytes: hpetTable(config.hpet), pointers: [] }]),
  ];
  const root = (signature: string, size: 4 | 8): AcpiTable => ({
    signature,
    bytes: table(signature, 1, new Array<number>(size * listed.length).fill(0)),
    pointers: listed.map(({ signature: to }, i) => ({ at: HEADER_BYTES + size * i, size, to })),
  });
  return [
    { signature: 'FACS', bytes: facs(), pointers: [] },
    { signature: 'DSDT', bytes: dsdt(config), pointers: [] },
    ...listed,
    root('RSDT', 4),
    root('XSDT', 8),
  ];
}

export { rootPointer };

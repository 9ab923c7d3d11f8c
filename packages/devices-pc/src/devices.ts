import type { DeviceType } from '@tutti/devices-core';
import { ahci } from './ahci/ahci.ts';
import { fwCfg } from './firmware/fw-cfg.ts';
import { piixIde } from './ide/piix-ide.ts';
import { i8042 } from './input/i8042.ts';
import { apic } from './interrupts/apic.ts';
import { i8259 } from './interrupts/i8259.ts';
import { e1000 } from './net/e1000.ts';
import { acpiPm } from './platform/acpi-pm.ts';
import { pciHost } from './platform/pci-host.ts';
import { systemPorts } from './platform/ports.ts';
import { ns16550 } from './serial/ns16550.ts';
import { hpet } from './timers/hpet.ts';
import { i8254 } from './timers/i8254.ts';
import { mc146818 } from './timers/mc146818.ts';
import { vga } from './vga/vga.ts';

/** The devices of this package by the name that board files use. Options, pins and windows of each are in its `parts`. */
export const DEVICES = {
  'acpi-pm': acpiPm,
  ahci,
  apic,
  e1000,
  'fw-cfg': fwCfg,
  hpet,
  i8042,
  i8254,
  i8259,
  mc146818,
  ns16550,
  'piix-ide': piixIde,
  'pci-host': pciHost,
  'system-ports': systemPorts,
  vga,
} as const satisfies Record<string, DeviceType>;

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eisaId, integer, path, scope } from './aml.ts';
import type { AcpiConfig } from './config.ts';
import { placeAcpi } from './place.ts';
import { acpiTables } from './tables.ts';

const CONFIG: AcpiConfig = {
  cores: 4,
  localApic: 0xfee0_0000,
  ioApic: 0xfec0_0000,
  hpet: 0xfed0_0000,
  ports: { pm1: 0x600, timer: 0x608, gpe: 0xafe0, smi: 0xb2, reset: 0xcf9 },
  sci: 9,
  serial: [{ port: 0x3f8, irq: 4 }],
  keyboard: true,
  pci: { first: 0xc000_0000, last: 0xfebf_ffff },
};
const BASE = 0xe_0000;

const sum = (bytes: Uint8Array): number => bytes.reduce((a, b) => (a + b) & 0xff, 0);
const signatureAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

describe('AML', () => {
  it('integers take their shortest form', () => {
    expect([integer(0), integer(1), integer(0x7f), integer(0x1234), integer(0xfee0_0000)]).toEqual([
      [0],
      [1],
      [0x0a, 0x7f],
      [0x0b, 0x34, 0x12],
      [0x0c, 0, 0, 0xe0, 0xfe],
    ]);
  });

  it('names are padded, paths prefixed', () => {
    expect(path('\\_SB')).toEqual([0x5c, 0x5f, 0x53, 0x42, 0x5f]);
    expect(path('PCI0.ISA')).toEqual([0x2e, 0x50, 0x43, 0x49, 0x30, 0x49, 0x53, 0x41, 0x5f]);
  });

  it('a long body has a package length of two bytes', () => {
    const body = new Array<number>(100).fill(0xa3);
    expect(scope('ABCD', body).slice(0, 3)).toEqual([0x10, 0x40 | 10, 6]);
  });

  it('PNP0A03 is the integer that every PC has', () => {
    expect(eisaId('PNP0A03')).toEqual([0x0c, 0x41, 0xd0, 0x0a, 0x03]);
  });
});

describe('ACPI tables', () => {
  it('the root pointer leads to every table, and all checksums are right', () => {
    const { bytes } = placeAcpi(CONFIG, BASE);
    const view = new DataView(bytes.buffer);
    expect([sum(bytes.subarray(0, 20)), sum(bytes.subarray(0, 36))]).toEqual([0, 0]);
    const xsdt = Number(view.getBigUint64(24, true)) - BASE;
    const length = view.getUint32(xsdt + 4, true);
    const listed = Array.from(
      { length: (length - 36) / 8 },
      (_, i) => Number(view.getBigUint64(xsdt + 36 + 8 * i, true)) - BASE,
    );
    const fadt = listed[0] ?? 0;
    const dsdt = Number(view.getBigUint64(fadt + 140, true)) - BASE;
    expect(listed.map((at) => signatureAt(bytes, at))).toEqual(['FACP', 'APIC', 'HPET']);
    for (const at of [xsdt, dsdt, ...listed])
      expect(sum(bytes.subarray(at, at + view.getUint32(at + 4, true)))).toBe(0);
    expect([signatureAt(bytes, dsdt), signatureAt(bytes, view.getUint32(fadt + 36, true) - BASE)]).toEqual([
      'DSDT',
      'FACS',
    ]);
    expect((view.getUint32(fadt + 36, true) % 64) + (view.getUint32(fadt + 40, true) - BASE - dsdt)).toBe(0);
  });

  it('a core has an enabled local APIC each', () => {
    const madt = acpiTables(CONFIG).find((t) => t.signature === 'APIC')!.bytes;
    expect([...madt.subarray(44, 52)]).toEqual([0, 8, 0, 0, 1, 0, 0, 0]);
    expect([...madt.subarray(68, 76)]).toEqual([0, 8, 3, 3, 1, 0, 0, 0]);
  });

  it('without an event timer there is no table of it', () => {
    const { hpet: _, ...rest } = CONFIG;
    expect(acpiTables(rest).map((t) => t.signature)).toEqual(['FACS', 'DSDT', 'FACP', 'APIC', 'RSDT', 'XSDT']);
  });

  const iasl = spawnSync('iasl', ['-v']).status === 0;
  it.skipIf(!iasl)('iasl decodes every table (skipped where acpica-tools is missing)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acpi-'));
    try {
      for (const { signature, bytes } of acpiTables(CONFIG)) writeFileSync(join(folder, `${signature}.aml`), bytes);
      const names = ['DSDT', 'FACP', 'APIC', 'HPET', 'XSDT', 'FACS'];
      const run = spawnSync('iasl', ['-d', ...names.map((n) => `${n}.aml`)], { cwd: folder, encoding: 'utf8' });
      expect(run.stdout + run.stderr).not.toMatch(/error|invalid|incorrect|warning/i);
      const source = readFileSync(join(folder, 'DSDT.dsl'), 'utf8');
      expect(source).toContain('Device (PCI0)');
      expect(source).toContain('EisaId ("PNP0501")');
      expect(source).toMatch(/Name \(\\?_S5, Package \(0x04\)/);
      const again = spawnSync('iasl', ['-p', 'again', 'DSDT.dsl'], { cwd: folder, encoding: 'utf8' });
      expect(again.stdout).toMatch(/ 0 Errors, 0 Warnings/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

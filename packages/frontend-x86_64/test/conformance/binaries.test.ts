import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareLengths, compareText } from './binary.ts';
import { fileFromInitramfs } from './cpio.ts';
import { type TextSection, textSection } from './elf.ts';

/** Fetched guests: `tutti guests get amd64-cloud`. */
const GUEST = join(process.env['TUTTI_GUESTS'] ?? join(homedir(), '.cache', 'tutti', 'guests'), 'amd64-cloud');
/** Bytes of .text compared as text here; binaries-run.ts compares all of them. Lengths are compared over the whole section. */
const TEXT_BYTES = process.env['TUTTI_FULL'] ? Number.POSITIVE_INFINITY : 2 << 20;

/** `process.execPath`, which may be a script of a package manager, resolved to the ELF file. */
const NODE = realpathSync(process.execPath);

const folder = mkdtempSync(join(tmpdir(), 'tutti-x86-'));
const PATHS = {
  libc: '/lib/x86_64-linux-gnu/libc.so.6',
  node: NODE,
  busybox: join(folder, 'busybox'),
  kernel: join(GUEST, 'vmlinux'),
} as const;

beforeAll(() => {
  const initramfs = join(GUEST, 'initramfs.cpio.gz');
  if (!existsSync(initramfs)) throw new Error(`no guest at ${GUEST}: get it with "tutti guests get amd64-cloud"`);
  const busybox = fileFromInitramfs(readFileSync(initramfs), 'bin/busybox');
  if (!busybox) throw new Error(`${initramfs} holds no bin/busybox`);
  writeFileSync(PATHS.busybox, busybox);
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (name: keyof typeof PATHS): TextSection => textSection(readFileSync(PATHS[name]));
const NAMES = ['libc', 'busybox', 'kernel', 'node'] as const;

describe('.text of real binaries', () => {
  test.each(NAMES)('%s: every instruction has the length that iced-x86 gives', (name) => {
    const report = compareLengths(load(name));
    expect(report.wrong).toEqual([]);
    expect(report.instructions).toBeGreaterThan(100_000);
  });

  const cases = NAMES.flatMap((name) => (['intel', 'att'] as const).map((syntax) => [name, syntax] as const));
  test.each(cases)(
    '%s, %s syntax: length and text are those of objdump',
    (name, syntax) => {
      const report = compareText(PATHS[name], load(name), syntax, TEXT_BYTES);
      expect(report.wrong).toEqual([]);
      expect(report.instructions).toBeGreaterThan(100_000);
      expect(report.listed).toBeLessThan(report.instructions / 10_000);
    },
    600_000,
  );
});

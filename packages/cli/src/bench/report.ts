import type { Sample } from './measure.ts';

/** One line of the table: the best time of each emulator. */
export interface Row {
  readonly name: string;
  readonly cores: number;
  readonly qemuSeconds: number;
  readonly tuttiSeconds: number;
  /** Above 1: Tutti is faster. */
  readonly ratio: number;
  /** Host processor time of those runs. */
  readonly qemuCpu?: number;
  readonly tuttiCpu?: number;
  readonly millions?: number;
  readonly checksums: readonly string[];
}

const best = (samples: readonly Sample[], emulator: string): Sample | undefined =>
  samples.filter((s) => s.emulator === emulator).sort((a, b) => a.seconds - b.seconds)[0];

/** Put the samples of both emulators side by side; what only one of them ran is left out. */
export function compare(samples: readonly Sample[]): Row[] {
  const keys = new Map(samples.map((s) => [`${s.name} ${s.cores}`, s]));
  return [...keys.values()].flatMap(({ name, cores }) => {
    const mine = samples.filter((s) => s.name === name && s.cores === cores);
    const [qemu, tutti] = [best(mine, 'qemu'), best(mine, 'tutti')];
    if (qemu === undefined || tutti === undefined) return [];
    const checksums = [...new Set(mine.flatMap((s) => s.checksum ?? []))];
    const times = { qemuSeconds: qemu.seconds, tuttiSeconds: tutti.seconds, ratio: qemu.seconds / tutti.seconds };
    return [
      {
        ...{ name, cores, ...times, checksums },
        ...(qemu.cpuSeconds !== undefined && { qemuCpu: qemu.cpuSeconds }),
        ...(tutti.cpuSeconds !== undefined && { tuttiCpu: tutti.cpuSeconds }),
        ...(tutti.millions !== undefined && { millions: tutti.millions }),
      },
    ];
  });
}

/** Whether the guests of both emulators computed the same, without an error. */
export const agrees = (row: Row): boolean => row.checksums.length <= 1 && !row.checksums.includes('failed');

const COLUMNS: readonly { readonly title: string; text(row: Row): string }[] = [
  { title: 'benchmark', text: (r) => r.name },
  { title: 'cores', text: (r) => String(r.cores) },
  { title: 'qemu s', text: (r) => r.qemuSeconds.toFixed(2) },
  { title: 'tutti s', text: (r) => r.tuttiSeconds.toFixed(2) },
  { title: 'qemu/tutti', text: (r) => r.ratio.toFixed(2) },
  { title: 'qemu cpu', text: (r) => r.qemuCpu?.toFixed(2) ?? '' },
  { title: 'tutti cpu', text: (r) => r.tuttiCpu?.toFixed(2) ?? '' },
  { title: 'M insns', text: (r) => r.millions?.toFixed(0) ?? '' },
  { title: 'tutti MIPS', text: (r) => (r.millions === undefined ? '' : (r.millions / r.tuttiSeconds).toFixed(0)) },
  { title: 'qemu MIPS', text: (r) => (r.millions === undefined ? '' : (r.millions / r.qemuSeconds).toFixed(0)) },
  { title: 'checksum', text: (r) => (agrees(r) ? (r.checksums[0] ?? '') : `DIFFERS: ${r.checksums.join(' ')}`) },
];

/** The rows as a table of text. */
export function table(rows: readonly Row[]): string {
  const cells = [COLUMNS.map((c) => c.title), ...rows.map((row) => COLUMNS.map((c) => c.text(row)))];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

import type { Sample } from './measure.ts';
import type { EmulatorName, TargetName } from './targets.ts';

/** One line of the table: the best time of each emulator. */
export interface Row {
  readonly target: TargetName;
  readonly name: string;
  readonly cores: number;
  readonly qemuSeconds: number;
  readonly tuttiSeconds: number;
  /** Above 1: Tutti is faster. */
  readonly ratio: number;
  /** Where v86 runs as well. */
  readonly v86Seconds?: number;
  /** Host processor time of those runs. */
  readonly qemuCpu?: number;
  readonly tuttiCpu?: number;
  readonly millions?: number;
  readonly checksums: readonly string[];
}

const best = (samples: readonly Sample[], emulator: EmulatorName): Sample | undefined =>
  samples.filter((s) => s.emulator === emulator).sort((a, b) => a.seconds - b.seconds)[0];

/** Put the samples of the emulators side by side; what only one of QEMU and Tutti ran is left out. */
export function compare(samples: readonly Sample[]): Row[] {
  const keys = new Map(samples.map((s) => [`${s.target} ${s.name} ${s.cores}`, s]));
  return [...keys.values()].flatMap(({ target, name, cores }) => {
    const mine = samples.filter((s) => s.target === target && s.name === name && s.cores === cores);
    const [qemu, tutti, v86] = [best(mine, 'qemu'), best(mine, 'tutti'), best(mine, 'v86')];
    if (qemu === undefined || tutti === undefined) return [];
    const checksums = [...new Set(mine.flatMap((s) => s.checksum ?? []))];
    const times = { qemuSeconds: qemu.seconds, tuttiSeconds: tutti.seconds, ratio: qemu.seconds / tutti.seconds };
    return [
      {
        ...{ target, name, cores, ...times, checksums },
        ...(v86 !== undefined && { v86Seconds: v86.seconds }),
        ...(qemu.cpuSeconds !== undefined && { qemuCpu: qemu.cpuSeconds }),
        ...(tutti.cpuSeconds !== undefined && { tuttiCpu: tutti.cpuSeconds }),
        ...(tutti.millions !== undefined && { millions: tutti.millions }),
      },
    ];
  });
}

/** Whether the guests of all emulators computed the same, without an error. */
export const agrees = (row: Row): boolean => row.checksums.length <= 1 && !row.checksums.includes('failed');

const COLUMNS: readonly { readonly title: string; text(row: Row): string }[] = [
  { title: 'target', text: (r) => r.target },
  { title: 'benchmark', text: (r) => r.name },
  { title: 'cores', text: (r) => String(r.cores) },
  { title: 'qemu s', text: (r) => r.qemuSeconds.toFixed(2) },
  { title: 'tutti s', text: (r) => r.tuttiSeconds.toFixed(2) },
  { title: 'qemu/tutti', text: (r) => r.ratio.toFixed(2) },
  { title: 'v86 s', text: (r) => r.v86Seconds?.toFixed(2) ?? '' },
  { title: 'v86/tutti', text: (r) => (r.v86Seconds === undefined ? '' : (r.v86Seconds / r.tuttiSeconds).toFixed(2)) },
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

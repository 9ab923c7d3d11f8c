import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import process from 'node:process';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';
import { inFolder } from '../lab/folder.ts';
import { BenchGuests, EMULATORS } from './guests.ts';
import { measureBenchmarks, measureBoot, type Sample } from './measure.ts';
import { BENCHMARKS, type BenchOptions } from './options.ts';
import { agrees, compare, table } from './report.ts';

const ABOUT = `Both run Debian's armmp kernel on vexpress-a9 with 256 MiB and the same small device tree.
QEMU: -accel tcg,thread=multi. "boot": start of the emulator to GUEST-READY with the unpacked kernel, which QEMU gets as a
uImage and Tutti as it is; "boot-zimage": the same zImage in both. Benchmarks run in the guest with the unpacked kernel, a
process for each core, and are timed by the guest's clock. A ratio above 1: Tutti is faster. Instructions are counted by Tutti.`;

function qemuVersion(): string {
  const done = spawnSync('qemu-system-arm', ['--version'], { encoding: 'utf8' });
  if (done.error) {
    throw fail('FILE_UNREADABLE', { what: 'program', path: 'qemu-system-arm', why: whyOf(done.error) }, done.error);
  }
  return done.stdout.split('\n')[0]!;
}

/** `tutti bench`: both emulators in turn, a table of ratios. @returns 0; 1 when the emulators' guests computed different results */
export async function bench(options: BenchOptions): Promise<number> {
  const qemu = qemuVersion();
  const host = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}`;
  process.stdout.write(`${qemu}; Node ${process.version}; ${host}\n${ABOUT}\n\n`);
  const samples = await inFolder((folder) => measureAll(options, new BenchGuests(folder)));
  const rows = compare(samples);
  process.stdout.write(`\n${table(rows)}\n`);
  if (options.json !== undefined) {
    const about = { qemu, node: process.version, host, date: new Date().toISOString(), options };
    writeFileSync(options.json, `${JSON.stringify({ ...about, rows, samples }, null, 2)}\n`);
  }
  return rows.every(agrees) ? 0 : 1;
}

async function measureAll(options: BenchOptions, guests: BenchGuests): Promise<Sample[]> {
  const samples: Sample[] = [];
  const more = options.tutti === undefined ? [] : options.tutti.split(' ');
  const names = BENCHMARKS.filter((name) => options.only.includes(name));
  const tell = (sample: Sample): void => {
    samples.push(sample);
    process.stdout.write(
      `${sample.emulator.padEnd(6)} ${sample.name} ${sample.cores}: ${sample.seconds.toFixed(2)} s\n`,
    );
  };
  for (let run = 0; run < options.runs; run++) {
    for (const cores of options.cores) {
      for (const [name, kind] of [
        ['boot', 'Image'],
        ['boot-zimage', 'zImage'],
      ] as const) {
        if (!options.only.includes(name)) continue;
        for (const emulator of EMULATORS) {
          const command = guests.boot(emulator, cores, kind, more);
          tell(await measureBoot(emulator, name, cores, command, options.timeout));
        }
      }
      if (names.length === 0) continue;
      for (const emulator of EMULATORS) {
        const command = guests.benchmarks(emulator, cores, { names, scale: options.scale }, more);
        for (const sample of await measureBenchmarks(emulator, cores, command, options.timeout)) tell(sample);
      }
    }
  }
  return samples;
}

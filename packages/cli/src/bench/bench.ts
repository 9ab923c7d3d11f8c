import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import process from 'node:process';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';
import { inFolder } from '../lab/folder.ts';
import { BenchGuests } from './guests.ts';
import { measureBenchmarks, measureBoot, type Sample } from './measure.ts';
import { BENCHMARKS, type BenchOptions } from './options.ts';
import { agrees, compare, table } from './report.ts';
import { BOOTS, TARGETS } from './targets.ts';

const ABOUT = `All with 256 MiB. QEMU: -accel tcg,thread=multi. "boot": start of the emulator to GUEST-READY, the kernel unpacked where the
emulator loads it so; "boot-zimage": the same self-unpacking kernel in all. Benchmarks run in the guest after "boot", a process for
each core, and are timed by the guest's clock. A ratio above 1: Tutti is faster. Instructions are counted by Tutti.`;

function qemuVersion(program: string): string {
  const done = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (done.error) {
    throw fail('FILE_UNREADABLE', { what: 'program', path: program, why: whyOf(done.error) }, done.error);
  }
  return done.stdout.split('\n')[0]!;
}

/** `tutti bench`: the emulators in turn, a table of ratios. @returns 0; 1 when the emulators' guests computed different results */
export async function bench(options: BenchOptions): Promise<number> {
  const [qemu] = options.target.map((name) => qemuVersion(TARGETS[name].qemu));
  const host = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}`;
  process.stdout.write(`${qemu}; Node ${process.version}; ${host}\n${ABOUT}\n`);
  const samples: Sample[] = [];
  for (const name of options.target) {
    process.stdout.write(`${name}: ${TARGETS[name].about}\n`);
    samples.push(...(await inFolder((folder) => measureAll(options, new BenchGuests(name, folder)))));
  }
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
    for (const cores of guests.coresOf(options.cores)) {
      const subjects = guests.emulators.map((emulator) => ({ target: guests.name, emulator, cores }));
      for (const name of BOOTS.filter((boot) => options.only.includes(boot))) {
        for (const subject of subjects) {
          const command = guests.boot(subject.emulator, cores, name, more);
          tell(await measureBoot(subject, name, command, options.timeout));
        }
      }
      if (names.length === 0) continue;
      for (const subject of subjects) {
        const command = guests.benchmarks(subject.emulator, cores, { names, scale: options.scale }, more);
        for (const sample of await measureBenchmarks(subject, command, options.timeout)) tell(sample);
      }
    }
  }
  return samples;
}

import { fail } from '@tutti/machine';
import type { CommandLine } from '../lab/emulators.ts';
import { type GuestRun, runGuest, whyBad } from '../lab/guest-run.ts';
import { CpuMeter } from './cpu-time.ts';
import type { BootName, EmulatorName, TargetName } from './targets.ts';

/** Which emulator runs what. */
export interface Subject {
  readonly target: TargetName;
  readonly emulator: EmulatorName;
  readonly cores: number;
}

/** One time, of one emulator. */
export interface Sample extends Subject {
  readonly name: string;
  readonly seconds: number;
  /** Seconds of host processor time of the emulator meanwhile, its compilers' threads included; absent where the host has no /proc. */
  readonly cpuSeconds?: number;
  /** What the guest computed; the same for all emulators. */
  readonly checksum?: string;
  /** Millions of guest instructions of all cores, counted by Tutti. */
  readonly millions?: number;
}

/** Opens the monitor, asks, and leaves it again. */
const ASK_COUNTERS = '\x01cinfo cores\n\x01c';
/** What the monitor leaves before a line of the guest. */
const PROMPTS = /^(?:\(tutti\) )+/;

function check({ target, emulator, cores }: Subject, run: GuestRun): void {
  const why = whyBad(run, cores);
  if (why !== undefined) {
    throw fail('FILE_UNREADABLE', {
      what: 'run of',
      path: `${emulator}, ${target}, ${cores} cores`,
      why: `did not end well: ${why}`,
    });
  }
}

/** Seconds from the start of the emulator to the guest's shell. */
export async function measureBoot(
  subject: Subject,
  name: BootName,
  command: CommandLine,
  timeoutSeconds: number,
): Promise<Sample> {
  const run = await runGuest({ ...command, timeoutSeconds });
  check(subject, run);
  return { ...subject, name, seconds: run.since('GUEST-READY')! };
}

/** The benchmarks of one boot, timed by the guest. */
export async function measureBenchmarks(
  subject: Subject,
  command: CommandLine,
  timeoutSeconds: number,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const counter = new InstructionCounter();
  const meter = new CpuMeter();
  const run = await runGuest({
    ...command,
    timeoutSeconds,
    onStart: (child) => meter.watch(child.pid),
    onLine(raw, write) {
      const line = raw.replace(PROMPTS, '');
      counter.see(line);
      if (line.startsWith('BENCH-BEGIN ')) meter.start();
      if (subject.emulator === 'tutti' && /^BENCH(-BEGIN)? /.test(line)) write(ASK_COUNTERS);
      const found = /^BENCH (\w+) \d+ \d+ ([\d.]+) ([0-9a-f]{8})( FAILED)?$/.exec(line);
      if (!found) return;
      const [, name, seconds, checksum, failed] = found;
      const sum = failed === undefined ? checksum! : 'failed';
      const cpu = meter.stop();
      const spent = cpu === undefined ? {} : { cpuSeconds: cpu };
      samples.push({ ...subject, name: name!, seconds: Number(seconds), ...spent, checksum: sum });
    },
  });
  check(subject, run);
  return samples.map((sample) => {
    const millions = counter.of(sample.name);
    return millions === undefined ? sample : { ...sample, millions };
  });
}

/** Reads `info cores` between the marks of the console: what each benchmark executed. */
class InstructionCounter {
  private readonly counts = new Map<string, number>();
  private mark = '';

  see(line: string): void {
    const mark = /^(BENCH(?:-BEGIN)? \w+)/.exec(line)?.[1];
    if (mark !== undefined) this.mark = mark;
    const millions = /core \d+: .* ([\d.]+) M instructions$/.exec(line)?.[1];
    if (millions !== undefined) this.counts.set(this.mark, (this.counts.get(this.mark) ?? 0) + Number(millions));
  }

  of(name: string): number | undefined {
    const [from, to] = [this.counts.get(`BENCH-BEGIN ${name}`), this.counts.get(`BENCH ${name}`)];
    return from === undefined || to === undefined ? undefined : to - from;
  }
}

import { fail } from '@tutti/machine';
import type { Command } from 'commander';
import { BOOTS, TARGETS, type TargetName } from './targets.ts';

/** Benchmarks in the order in which they run; the words are those of `bench/guest/main.c`. */
export const BENCHMARKS = [
  'integer',
  'crc32',
  'sha256',
  'sieve',
  'memcpy',
  'float',
  'faults',
  'fork',
  'switch',
  'shell',
  'smc',
  'sha256sum',
  'gzip',
] as const;

/** Options of `tutti bench` as commander gives them. */
export interface BenchOptions {
  readonly target: readonly TargetName[];
  readonly only: readonly string[];
  readonly cores: readonly number[];
  readonly runs: number;
  readonly scale: number;
  readonly timeout: number;
  readonly json?: string;
  readonly tutti?: string;
}

const bad = (option: string, value: string, want: string) => fail('OPTION_BAD', { option, value, want });

const whole =
  (option: string) =>
  (value: string): number => {
    if (!/^[1-9]\d*$/.test(value)) throw bad(option, value, 'wants a number from 1');
    return Number(value);
  };

function names(value: string): string[] {
  const known: readonly string[] = [...BOOTS, ...BENCHMARKS];
  const wanted = value.split(',');
  for (const name of wanted) {
    if (!known.includes(name)) throw bad('--only', value, `no benchmark "${name}"; known: ${known.join(', ')}`);
  }
  return wanted;
}

function targets(value: string): TargetName[] {
  const known = Object.keys(TARGETS) as TargetName[];
  return value.split(',').map((name) => {
    const found = known.find((target) => target === name);
    if (!found) throw bad('--target', value, `no target "${name}"; known: ${known.join(', ')}`);
    return found;
  });
}

function coreCounts(value: string): number[] {
  const counts = value.split(',').map(Number);
  if (!counts.every((n) => [1, 2, 3, 4].includes(n))) throw bad('--cores', value, 'wants numbers from 1 to 4');
  return counts;
}

/** Declare the options of `tutti bench`. */
export function addBenchOptions(command: Command): Command {
  return command
    .option('--target <list>', `of ${Object.keys(TARGETS).join(',')}`, targets, ['arm'])
    .option('--only <list>', `of ${[...BOOTS, ...BENCHMARKS].join(',')}`, names, [...BOOTS, ...BENCHMARKS])
    .option('--cores <list>', 'numbers of guest cores', coreCounts, [1, 2, 4])
    .option('--runs <n>', 'boots of each emulator for every number of cores; the best time counts', whole('--runs'), 1)
    .option('--scale <percent>', 'share of the usual rounds', whole('--scale'), 100)
    .option('--timeout <seconds>', 'limit of one run', whole('--timeout'), 600)
    .option('--tutti <options>', 'options for `tutti run`, separated by spaces')
    .option('--json <file>', 'write all numbers there');
}

import { pid } from 'node:process';
import { expect, test } from 'vitest';
import { CpuMeter } from './cpu-time.ts';
import { compare, table } from './report.ts';
import type { EmulatorName } from './targets.ts';

const sample = (emulator: EmulatorName, seconds: number, cpuSeconds: number) =>
  ({ target: 'i386', emulator, name: 'fork', cores: 2, seconds, cpuSeconds, checksum: '00000001' }) as const;

test('a row has the processor time of the fastest run of each emulator', () => {
  const rows = compare([sample('qemu', 3, 5), sample('tutti', 4, 9), sample('qemu', 2, 6), sample('tutti', 8, 7)]);
  expect(rows).toMatchObject([{ qemuSeconds: 2, qemuCpu: 6, tuttiSeconds: 4, tuttiCpu: 9, ratio: 0.5 }]);
});

test('what only one emulator ran is left out', () => {
  expect(compare([sample('qemu', 3, 5)])).toEqual([]);
});

test('v86 stands beside the other two', () => {
  const rows = compare([sample('v86', 9, 9), sample('qemu', 3, 5), sample('tutti', 4, 9)]);
  expect(rows).toMatchObject([{ qemuSeconds: 3, tuttiSeconds: 4, v86Seconds: 9 }]);
});

test('times of different targets are not compared', () => {
  expect(compare([sample('qemu', 3, 5), { ...sample('tutti', 4, 9), target: 'x86-64' }])).toEqual([]);
});

test('different results stand in the table', () => {
  const other = { ...sample('tutti', 1, 1), checksum: '00000002' };
  expect(table(compare([sample('qemu', 1, 1), other]))).toContain('DIFFERS: 00000001 00000002');
});

test('the meter counts work of this process', () => {
  const meter = new CpuMeter();
  meter.watch(pid);
  meter.start();
  const from = process.cpuUsage();
  while (process.cpuUsage(from).user < 100_000);
  expect(meter.stop()).toBeGreaterThan(0.04);
});

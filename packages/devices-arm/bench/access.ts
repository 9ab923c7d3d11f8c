// Cost of one register access with its lock, as a core thread makes it: `node packages/devices-arm/bench/access.ts`.
// The design allows about 100 ns. Median of several rounds.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { Bench } from '@tutti/devices-core/testing';
import { DEVICES } from '../src/devices.ts';

const ROUNDS = 7;
const ACCESSES = 300_000;

const types = ['gic', 'pl011', 'sp804', 'vexpress-sysreg'] as const;
const board = new Bench(
  types.map((type) => ({ name: type, type, ...(type === 'gic' && { options: { cores: 4, spis: 64 } }) })),
  DEVICES,
);
const device = (name: (typeof types)[number]) => board.set.get(name);
const gic = device('gic');
const uart = device('pl011');
const timer = device('sp804');
const sysreg = device('vexpress-sysreg');
gic.write(0x000, 4, 1, 0);
gic.write(0x1000, 4, 1, 0);
gic.write(0x1004, 4, 0xf0, 0);
timer.write(0x28, 4, 0x82, 0);

const cases: Readonly<Record<string, () => void>> = {
  'PL011: read UARTFR': () => uart.read(0x18, 4, 0),
  'PL011: write UARTIMSC': () => uart.write(0x38, 4, 0, 0),
  'SP804: read Timer2Value': () => timer.read(0x24, 4, 0),
  'sysreg: read SYS_24MHZ': () => sysreg.read(0x5c, 4, 0),
  'GIC: software interrupt, acknowledge, end': () => {
    gic.write(0xf00, 4, 0x0001_0001, 0);
    gic.write(0x1010, 4, gic.read(0x100c, 4, 0), 0);
  },
};

function nsEach(action: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let i = 0; i < ACCESSES; i++) action();
    return ((performance.now() - start) * 1e6) / ACCESSES;
  });
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

for (const [name, action] of Object.entries(cases)) process.stdout.write(`${name}: ${nsEach(action).toFixed(0)} ns\n`);

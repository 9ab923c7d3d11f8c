import { buildCrcLoop, createMachine, opsOf, runCrc } from './crc.ts';

/** Rounds of each figure; the median and the fastest are shown. */
const ROUNDS = 15;
const GUEST_INSNS = 10;

function measure(label: string, ops: number, run: () => number): void {
  for (let i = 0; i < 40; i++) run();
  const mips = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    let insns = 0;
    for (let i = 0; i < 20; i++) insns += run();
    return insns / (performance.now() - start) / 1000;
  }).sort((a, b) => b - a);
  const [best = 0, median = 0] = [mips[0], mips[ROUNDS >> 1]];
  const nsPerOp = (rate: number): string => ((1000 / rate) * (GUEST_INSNS / ops)).toFixed(2);
  console.log(
    `${label}: ${median.toFixed(0)} MIPS (best ${best.toFixed(0)}), ${nsPerOp(median)} ns per op (best ${nsPerOp(best)})`,
  );
}

const machine = createMachine();
const ops = opsOf(machine, buildCrcLoop(machine));
runCrc(machine);
measure(`interpreter, ${ops} ops for ${GUEST_INSNS} instructions`, ops, () => runCrc(machine));
machine.compile();
measure('region', ops, () => runCrc(machine));

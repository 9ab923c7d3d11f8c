// Runs an ARM kernel in lockstep with QEMU, one block at a time, and stops at the first difference. Devices are QEMU's: what it
// reads from them is taken over, and interrupts come when QEMU takes them. Usage:
//   node packages/machine/scripts/trace-compare/main.ts KERNEL DTB INITRD [--max N] [--block N] [--back-end reference]
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { EXIT } from '@tutti/ir';
import { load } from '../../src/load/index.ts';
import { CPSR, QemuTrace } from './qemu-trace.ts';
import { SingleCore } from './single-core.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    max: { type: 'string', default: '1000000' },
    block: { type: 'string', default: '1' },
    'back-end': { type: 'string', default: 'wasm' },
    memory: { type: 'string', default: '256' },
    append: { type: 'string', default: 'console=ttyAMA0 cryptomgr.notests=1 earlycon=pl011,0x10009000' },
    serial: { type: 'string', default: 'null' },
  },
});
const [kernel, dtb, initrd] = positionals;
if (kernel === undefined || dtb === undefined || initrd === undefined) {
  console.error('trace-compare: wants KERNEL DTB INITRD');
  process.exit(2);
}
const file = (path: string) => ({ path, bytes: new Uint8Array(readFileSync(path)) });
const memoryMiB = Number(values.memory);
const RAM = { name: 'ram', at: 0x6000_0000, size: memoryMiB << 20 };
const OTHER = [
  { name: 'sram', at: 0x4800_0000, size: 32 << 20 },
  { name: 'vram', at: 0x4c00_0000, size: 8 << 20 },
];
const { segments, boot } = load('arm-linux', {
  cluster: 'cpu',
  arch: 'arm',
  cores: 1,
  append: values.append,
  ram: [RAM],
  memory: OTHER,
  secondary: { kind: 'held' },
  extraNodes: [],
  image: file(kernel),
  dtb: file(dtb),
  initrd: file(initrd),
});
const core = new SingleCore(
  'cortex-a9',
  [RAM, ...OTHER].map(({ at, size }) => ({ at, bytes: size })),
  values['back-end'] as 'wasm' | 'reference',
);
for (const { at, bytes } of segments) core.load(at, bytes);
core.reset(boot[0]!);
const qemu = new QemuTrace(
  { machine: 'vexpress-a9', memoryMiB, stubAt: RAM.at, segments, boot: boot[0]! },
  values.serial as 'null' | 'stdio',
);
process.on('exit', () => qemu.close());

const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
const HISTORY = 12;
const history: string[] = [];
const blockInsns = Number(values.block);
const IRQ_MODE = 0x12;

/** QEMU's states after the present instruction, oldest first. */
const ahead: Int32Array[] = [];
let current = new Int32Array(17);

/** Have at least `count` states in `ahead`. @returns false when QEMU has ended */
async function lookAhead(count: number): Promise<boolean> {
  while (ahead.length < count) {
    if (!(await qemu.next())) return false;
    ahead.push(qemu.registers.slice());
  }
  return true;
}

/** QEMU took an interrupt before this state. */
const isIrqEntry = (state: Int32Array): boolean => (state[CPSR]! & 0x1f) === IRQ_MODE && (state[15]! & 0xfff) === 0x18;

function differences(): string[] {
  const out: string[] = [];
  for (let n = 0; n < 16; n++) {
    if (core.register(n) !== current[n]) out.push(`r${n}: ours ${hex(core.register(n))} QEMU ${hex(current[n]!)}`);
  }
  const [ours, theirs] = [core.cpsr(), current[CPSR]!];
  if (ours !== theirs) out.push(`cpsr: ours ${hex(ours)} QEMU ${hex(theirs)}`);
  return out;
}

function stop(count: number, found: readonly string[]): never {
  console.log(
    `difference after ${count} instructions:\n  ${found.join('\n  ')}\nbefore it:\n  ${history.join('\n  ')}`,
  );
  console.log(core.log.slice(-5).join('\n'));
  process.exit(1);
}

while (
  (await qemu.next()) &&
  qemu.registers[15] !== Number(BigInt.asIntN(32, BigInt(boot[0]!.registers['pc'] as number)))
);
// The flags at reset are unknown by the architecture.
core.setFlags(qemu.registers[CPSR]!);
const max = Number(values.max);
const started = Date.now();
let count = 0;
let adopted = 0;
/** Reads of system registers that gave something else; taken over, like device reads. */
const noted = new Set<string>();
let nextReport = 1_000_000;
while (count < max) {
  if (count >= nextReport) {
    nextReport += 1_000_000;
    console.error(
      `${Math.floor(count / 1e6)} M instructions, ${adopted} device reads, ${Math.round((Date.now() - started) / 1000)} s, pc ${hex(core.pc)}`,
    );
  }
  if (!(await lookAhead(blockInsns + 1))) break;
  const irqAt = ahead.findIndex(isIrqEntry);
  if (irqAt === 0) {
    core.lines = 1;
    core.interrupt();
    core.lines = 0;
    current = ahead.shift()!;
    const found = differences();
    if (found.length > 0) stop(count, found);
    // The entry itself is no instruction: this state is before the first one of the handler.
    continue;
  }
  const { pc } = core;
  if (history.push(`${hex(pc)}  ${core.disassemble(pc, core.mode)}`) > HISTORY) history.shift();
  const exit = core.step(irqAt < 0 ? blockInsns : Math.min(blockInsns, irqAt));
  const here = core.pc | 0;
  // A block that was left early ends at the first state with its pc; others run all their instructions.
  const early = exit !== EXIT.LOOKUP && exit !== EXIT.WAIT;
  for (let n = 1; n <= core.lastInsns; n++) {
    current = ahead.shift()!;
    count += 1;
    if (early && current[15] === here) break;
  }
  const found = differences();
  if (found.length === 0) continue;
  const text = history.at(-1)!;
  if (/ mrc p1[45]/.test(text) && found.length === 1) {
    if (!noted.has(text)) console.log(`${text}: ${found[0]}`);
    noted.add(text);
    for (let n = 0; n < 15; n++) core.setRegister(n, current[n]!);
    continue;
  }
  if (core.touchedDevice && found.every((d) => /^r\d\d?:/.test(d) && !d.startsWith('r15'))) {
    adopted += 1;
    for (let n = 0; n < 15; n++) core.setRegister(n, current[n]!);
    continue;
  }
  stop(count, found);
}
console.log(`${count} instructions agree (${adopted} device reads taken over)`);
process.exit(0);

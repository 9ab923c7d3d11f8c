import { type BackEnd, referenceBackEnd } from '@tutti/ir';
import type { PhysicalRegion } from '@tutti/softmmu';
import type { Composition, MachineSetup, ThreadContext, ThreadMachine } from '../../src/composition.ts';
import { planMemory } from '../../src/memory-plan.ts';
import { toyArchitecture } from './toy-guest.ts';

/** What a toy machine is made of; plain data, so that it can be posted to workers. */
export interface ToyOptions {
  readonly cores?: number;
  readonly threads?: number;
  /** Program words by guest physical address. */
  readonly programs: Readonly<Record<number, readonly number[]>>;
  /** Entry pc of each core; -1: held. Default 0x1000. */
  readonly entries?: readonly number[];
  /** Architecture name of each core. Default `toy`. */
  readonly architectures?: readonly string[];
  readonly codeCache?: 'unified' | 'private';
  readonly llsc?: MachineSetup['llsc'];
  readonly clock?: MachineSetup['clock'];
  readonly slice?: number;
  /** Speed of each core. Default 1. */
  readonly speeds?: readonly number[];
  readonly blockHeapBytes?: number;
  readonly compile?: MachineSetup['compile'];
  readonly hotThreshold?: number;
  readonly ramBytes?: number;
}

export const TOY_RAM = 1 << 20;

/** The setup of a toy machine: RAM from 0, a device page at 0x10000000. */
export function toySetup(options: ToyOptions): MachineSetup {
  const count = options.cores ?? 1;
  const threads = options.threads ?? 1;
  const names = Array.from({ length: count }, (_, n) => options.architectures?.[n] ?? 'toy');
  const plan = planMemory({
    cores: names.map((name, n) => ({ shape: toyArchitecture(name).shape, thread: n % threads })),
    threads,
    codeCache: options.codeCache ?? 'unified',
    blockHeapBytes: options.blockHeapBytes ?? 1 << 20,
    moduleHeapBytes: 1 << 18,
    timers: 4,
    deviceBytes: 4096,
    rings: { console: 256 },
    ram: { main: options.ramBytes ?? TOY_RAM },
    llsc: options.llsc ?? 'cas',
  });
  return {
    cores: names.map((architecture, n) => ({
      architecture,
      model: 'toy',
      options: {},
      thread: n % threads,
      speed: options.speeds?.[n] ?? 1,
    })),
    threads,
    plan,
    codeCache: options.codeCache ?? 'unified',
    llsc: options.llsc ?? 'cas',
    host: 'tso',
    clock: options.clock ?? { kind: 'host' },
    compile: options.compile ?? 'none',
    hotThreshold: options.hotThreshold ?? 0,
    slice: options.slice ?? 5000,
    trace: [],
    custom: options,
  };
}

/** Where the device of the toy machine puts a word that is written to its offset 32. */
export const TOY_DMA = 0x2000;

/** Devices of the toy machine: one page whose word 0 stops the machine, word 4 counts reads, word 8 arms timer 0 to raise line 0. */
function buildToy(context: ThreadContext): ThreadMachine {
  const options = context.setup.custom as ToyOptions;
  const { plan, lines, timers, clock } = context;
  const i32 = new Int32Array(context.buffer);
  const ram = plan.ram['main'] as { base: number; bytes: number };
  const counter = plan.devices.base >>> 2;
  timers.handle(0, { fire: () => lines.set(0, 0, true) });
  const regions: PhysicalRegion[] = [
    { kind: 'ram', name: 'main', gpa: 0, bytes: ram.bytes, host: ram.base },
    {
      kind: 'mmio',
      name: 'toy',
      gpa: 0x10000000,
      bytes: 4096,
      target: {
        read: (offset) => (offset === 4 ? Atomics.add(i32, counter, 1) : offset === 16 ? clock.nowNs() % 2 ** 31 : 0),
        write: (offset, _bytes, value, core) => {
          if (offset === 0) context.stop(value);
          if (offset === 8) timers.arm(0, clock.nowNs() + value);
          if (offset === 12) lines.set(core, 0, false);
          if (offset === 20) lines.set(value, 0, true);
          if (offset === 24) throw new Error('toy device: asked to crash');
          if (offset === 28) context.requestReset();
          if (offset === 32) context.physicalMap(regions).write(TOY_DMA, 4, value, -1);
        },
      },
    },
  ];
  return {
    regions: () => regions,
    service: (_core, name) => {
      if (name === 'sys0') {
        return (a) => {
          context.stop(a);
          return 0;
        };
      }
      if (name === 'sys1') return () => clock.nowNs() % 2 ** 31;
      throw new RangeError(`no service ${name}`);
    },
    boot: (core) => {
      const pc = options.entries?.[core] ?? 0x1000;
      return { registers: { pc: Math.max(0, pc), r7: core }, held: pc < 0 };
    },
    unmapped: () => undefined,
    reset: () => {
      i32.fill(0, ram.base >>> 2, (ram.base + ram.bytes) >>> 2);
      for (const [gpa, words] of Object.entries(options.programs)) i32.set(words, (ram.base + Number(gpa)) >>> 2);
    },
  };
}

/** The composition of toy machines. */
export function toyComposition(setup: MachineSetup, backEnd: BackEnd = referenceBackEnd): Composition {
  const names = new Set(setup.cores.map((core) => core.architecture));
  return {
    architectures: Object.fromEntries([...names].map((name) => [name, toyArchitecture(name)])),
    backEnd,
    build: buildToy,
  };
}

import {
  ACCESS,
  type BackEnd,
  BLOCK,
  type BlockAssembler,
  CORE,
  type CodegenTarget,
  type CoreEnv,
  coreArea,
  createBuilder,
  EXIT,
  type Executor,
  FAULT,
  type GuestCore,
  JUMP,
  jumpIndex,
  opOf,
  placeBlock,
  TLB_FLAG,
  type Translator,
  type WalkResult,
} from '@tutti/ir';
import { alignUp } from '@tutti/layout';
import { ARM, ARM_SHAPE } from '../../src/index.ts';

const CORE_BASE = 0x10000;
const BLOCK_BYTES = 1 << 20;

/** A piece of guest physical memory. */
export interface Region {
  readonly base: number;
  readonly bytes: number;
}

export interface BenchOptions {
  readonly model: string;
  readonly regions: readonly Region[];
  readonly backEnd: BackEnd;
  readonly options?: Readonly<Record<string, number>>;
  readonly maxInsns?: number;
  readonly service?: (name: string) => (a: number, b: number, c: number) => number;
}

/** Which memory op an opcode is, from its name. */
function memoryOp(opcode: number) {
  const name = opOf(opcode);
  const match = /^(load|store|rmw|cas|ll|sc)_(?:(add|sub|and|or|xor|xchg)_)?(?:([us])?(8|16|32)_)?[ifv](\d+)$/.exec(
    name,
  );
  if (!match) throw new RangeError(`${name} is no memory op`);
  const [, kind, operator, sign, narrow, width] = match;
  return { kind, operator, signed: sign === 's', bytes: Number(narrow ?? width) / 8 };
}

/** One ARM core with some memory, run block by block: what tests of the lifter and the system part need of a machine. */
export class BenchMachine {
  readonly core: GuestCore;
  readonly view: DataView;
  readonly words: Int32Array;
  readonly memory: WebAssembly.Memory;
  readonly calls: string[] = [];
  /** Levels of the interrupt lines. */
  lines = 0;
  now = 0;
  wake = Number.POSITIVE_INFINITY;
  private readonly regions: readonly (Region & { readonly host: number })[];
  private readonly executor: Executor;
  private readonly builder: BlockAssembler;
  private readonly translator: Translator;
  private readonly target: CodegenTarget;
  private readonly blocks = new Map<string, number>();
  private readonly maxInsns: number;
  private readonly blockBase: number;
  private nextBlock: number;
  private readonly found: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };

  constructor(options: BenchOptions) {
    const area = coreArea(ARM_SHAPE);
    let host = alignUp(CORE_BASE + area.size, 4096);
    this.regions = options.regions.map((region) => {
      const at = host;
      host += region.bytes;
      return { ...region, host: at };
    });
    this.blockBase = alignUp(host, 4096);
    this.nextBlock = this.blockBase;
    const pages = alignUp(this.blockBase + BLOCK_BYTES, 65536) / 65536;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.view = new DataView(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    this.target = { shape: ARM_SHAPE, area, host: 'tso', llsc: 'cas', hstTable: 0, hotThreshold: 0 };
    this.core = ARM.createCore(this.environment(options.service), options.model, options.options ?? {});
    this.executor = options.backEnd.createExecutor({
      memory: this.memory,
      target: this.target,
      slow: (core, opcode, mem, lo) => this.slow(core, opcode, mem, lo),
      helpers: this.core.helpers,
    });
    this.builder = createBuilder(ARM_SHAPE);
    this.translator = ARM.createTranslator(options.model);
    this.maxInsns = options.maxInsns ?? 64;
    this.words.fill(TLB_FLAG.INVALID, (CORE_BASE + area.tlb) >> 2, (CORE_BASE + area.size) >> 2);
    this.set('exclusiveHost', -1);
  }

  private environment(service?: BenchOptions['service']): CoreEnv {
    const note = (name: string, ...args: readonly number[]) => {
      this.calls.push([name, ...args.map((a) => (a >>> 0).toString(16))].join(' '));
    };
    return {
      buffer: this.memory.buffer as unknown as SharedArrayBuffer,
      base: CORE_BASE,
      index: 0,
      readPhys: (gpa, bytes) => this.physical(gpa, bytes),
      writePhys: (gpa, bytes, value) => {
        for (let i = 0; i < bytes; i++) this.view.setUint8(this.hostOf(gpa + i), value >>> (8 * i));
      },
      readPhys64: (gpa, out) => {
        out[0] = this.physical(gpa, 4);
        out[1] = this.physical(gpa + 4, 4);
      },
      casPhys32: () => false,
      flushTlb: () => note('flushTlb'),
      flushTlbPage: (lo) => note('flushTlbPage', lo),
      flushTlbNonGlobal: () => note('flushTlbNonGlobal'),
      flushTlbOthers: () => note('flushTlbOthers'),
      flushTlbNonGlobalOthers: () => note('flushTlbNonGlobalOthers'),
      flushTlbPageOthers: (lo) => note('flushTlbPageOthers', lo),
      barrier: () => note('barrier'),
      send: (core, kind, a, b) => note('send', core, kind, a, b),
      interruptLines: () => this.lines,
      nowNs: () => this.now,
      wakeAt: (ns) => {
        this.wake = Math.min(this.wake, ns);
      },
      service: (name) => (a, b, c) => {
        note(name, a, b, c);
        return service?.(name)(a, b, c) ?? 0;
      },
      trace: () => {},
    };
  }

  private physical(gpa: number, bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) {
      const host = this.hostOf(gpa + i);
      if (host >= 0) value |= this.view.getUint8(host) << (8 * i);
    }
    return value >>> 0;
  }

  /** Host offset of a guest physical address, -1 when there is no memory. */
  hostOf(gpa: number): number {
    for (const { base, bytes, host } of this.regions) if (gpa >= base && gpa < base + bytes) return host + (gpa - base);
    return -1;
  }

  /** Bytes of guest physical memory; may be written. */
  bytesAt(gpa: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.hostOf(gpa), length);
  }

  /** A word of the core's state. */
  get(field: string, index = 0): number {
    return this.words[(CORE_BASE + (ARM_SHAPE.state.at[field] as number) + 4 * index) >> 2] as number;
  }

  set(field: string, value: number, index = 0): void {
    this.words[(CORE_BASE + (ARM_SHAPE.state.at[field] as number) + 4 * index) >> 2] = value;
  }

  /** D registers. */
  get d(): BigUint64Array {
    return new BigUint64Array(this.memory.buffer, CORE_BASE + (ARM_SHAPE.state.at['d'] as number), 32);
  }

  /** Call a helper by name, as translated code does. */
  helper(name: string, a = 0, b = 0): number {
    const index = ARM_SHAPE.helpers.findIndex((spec) => spec.name === name);
    return (this.core.helpers[index] as (typeof this.core.helpers)[number])(CORE_BASE, a, b, 0, 0);
  }

  /** Forget translated code. */
  forget(): void {
    this.blocks.clear();
    this.nextBlock = this.blockBase;
    const { area } = this.target;
    this.words.fill(0, (CORE_BASE + area.jumpCache) >> 2, (CORE_BASE + area.fetchTlb) >> 2);
  }

  /**
   * Run until an exit other than LOOKUP. Faults and guest exits are left to the caller.
   * @param limit  look-ups at most
   */
  run(limit = 1000): number {
    for (let i = 0; i < limit; i++) {
      this.set('budget', 1_000_000);
      const block = this.blockAt();
      if (block < 0) return EXIT.FAULT;
      const exit = this.executor.run(CORE_BASE, block);
      if (exit !== EXIT.LOOKUP) return exit;
    }
    throw new RangeError(`more than ${limit} look-ups`);
  }

  /** Run as the runtime does, taking faults, guest exits and interrupts, until `done`. @returns whether it came to that */
  runUntil(done: () => boolean, limit = 1000): boolean {
    for (let i = 0; i < limit && !done(); i++) {
      const exit = this.run();
      if (done()) return true;
      if (exit === EXIT.FAULT) this.core.raiseFault();
      else if (exit === EXIT.GUEST) this.core.guestExit(this.get('exitArg'));
      else if (exit === EXIT.SIGNAL) {
        Atomics.store(this.words, (CORE_BASE + CORE.at.signal) >> 2, 0);
        this.core.takeInterrupt();
      } else if (exit === EXIT.WAIT && !this.core.wakes()) return done();
    }
    return done();
  }

  /** The block at pc and mode, translated when need be; -1 after a fetch fault, which is in the state. */
  private blockAt(): number {
    const pc = this.get('pc');
    const mode = this.get('mode');
    const key = `${pc} ${mode}`;
    const known = this.blocks.get(key);
    if (known !== undefined) return known;
    const first = this.fetch(pc);
    if (first < 0) return -1;
    const bytes = new Uint8Array(8192);
    const room = 4096 - (pc & 4095);
    bytes.set(new Uint8Array(this.memory.buffer, first, room));
    const window = {
      bytes,
      limit: room,
      grow: () => {
        const second = this.hostOfPage((pc & ~4095) + 4096);
        if (second < 0 || window.limit > room) return false;
        bytes.set(new Uint8Array(this.memory.buffer, second, 4096), room);
        window.limit = room + 4096;
        return true;
      },
    };
    this.builder.begin(pc, 0, mode);
    this.translator.translate(this.builder, window, pc, 0, mode, this.maxInsns);
    const block = this.nextBlock;
    if (block + BLOCK.size + 4 * this.builder.wordsBound() > this.memory.buffer.byteLength)
      throw new RangeError('no room');
    this.nextBlock = alignUp(block + placeBlock(this.builder, this.words, block, 0), 64);
    this.blocks.set(key, block);
    const { area } = this.target;
    const entry = CORE_BASE + area.jumpCache + JUMP.size * jumpIndex(ARM_SHAPE, area, pc);
    this.words.set([pc, 0, mode, block], entry >> 2);
    return block;
  }

  private hostOfPage(va: number): number {
    if (!this.core.walk(va | 0, 0, ACCESS.FETCH, this.core.fetchMode(), this.found)) return -1;
    return this.hostOf(this.found.gpaPage * 4096 + (va & 4095));
  }

  private fetch(va: number): number {
    const host = this.hostOfPage(va);
    if (host < 0) this.fault(this.found.faultCode || FAULT.BUS, va, ACCESS.FETCH);
    return host;
  }

  private fault(code: number, address: number, access: number): number {
    this.set('faultCode', code);
    this.set('faultLo', address);
    this.set('faultAccess', access);
    return EXIT.FAULT;
  }

  /** Every access: no TLB is filled, so that rights are checked each time. */
  private slow(core: number, opcode: number, mem: number, lo: number): number {
    const op = memoryOp(opcode);
    const write = op.kind !== 'load' && op.kind !== 'll';
    const access = write ? ACCESS.WRITE : ACCESS.READ;
    if (lo & ((1 << ((mem >>> 3) & 7)) - 1)) return this.fault(FAULT.ALIGNMENT, lo, access);
    const hosts: number[] = [];
    for (let i = 0; i < op.bytes; i++) {
      const va = (lo + i) | 0;
      if (!this.core.walk(va, 0, access, mem & 7, this.found)) return this.fault(this.found.faultCode, va, access);
      const host = this.hostOf(this.found.gpaPage * 4096 + (va & 4095));
      if (host < 0) return this.fault(FAULT.BUS, va, access);
      hosts.push(host);
    }
    const bits = 8 * op.bytes;
    const old = hosts.reduce((v, host, i) => v | (BigInt(this.view.getUint8(host)) << BigInt(8 * i)), 0n);
    const low = this.view.getBigUint64(core + CORE.at.slowValue, true);
    const value = BigInt.asUintN(bits, low | (this.view.getBigUint64(core + CORE.at.slowValue + 8, true) << 64n));
    const put = (v: bigint) =>
      hosts.forEach((host, i) => void this.view.setUint8(host, Number((v >> BigInt(8 * i)) & 255n)));
    let result = op.signed ? BigInt.asIntN(bits, old) : old;
    const exclusive = core + CORE.at.exclusiveHost;
    if (op.kind === 'll') {
      this.view.setInt32(exclusive, hosts[0] as number, true);
      this.view.setInt32(core + CORE.at.exclusiveBytes, op.bytes, true);
      this.view.setBigUint64(core + CORE.at.exclusiveValue, old, true);
    } else if (op.kind === 'sc') {
      const same = this.view.getBigUint64(core + CORE.at.exclusiveValue, true) === old;
      const bytes = this.view.getInt32(core + CORE.at.exclusiveBytes, true);
      const open = this.view.getInt32(exclusive, true) === hosts[0] && bytes === op.bytes && same;
      if (open) put(value);
      result = open ? 0n : 1n;
      this.view.setInt32(exclusive, -1, true);
    } else if (op.kind === 'store' || op.operator === 'xchg') put(value);
    else if (op.kind !== 'load') throw new RangeError(`${opOf(opcode)} is not used by this front-end`);
    this.view.setBigUint64(core + CORE.at.slowResult, BigInt.asUintN(64, result), true);
    this.view.setBigUint64(core + CORE.at.slowResult + 8, BigInt.asUintN(64, result >> 64n), true);
    return 0;
  }
}

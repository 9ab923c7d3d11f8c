import {
  ACCESS,
  type Access,
  type BackEnd,
  BLOCK,
  type BlockAssembler,
  CORE,
  type CodegenTarget,
  type CodeWindow,
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
  SIGNAL,
  TLB_FLAG,
  TLB64,
  type Translator,
  type WalkResult,
} from '@tutti/ir';
import { alignUp } from '@tutti/layout';
import { X86_64, X86_SHAPE } from '../../src/index.ts';

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
  /** The system part may fill the TLB, as under the runtime. */
  readonly fills?: boolean;
  /** Told of immediates (see CodeWindow.patched), which blocks then read when they run. Whatever is stored, blocks are kept. */
  readonly patched?: (offset: number, lo: number, hi: number) => void;
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

/** One x86 core with some memory, run block by block: what tests of the lifter and the system part need of a machine. */
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
  /** Fires late timers. */
  late = (): boolean => false;
  private readonly regions: readonly (Region & { readonly host: number })[];
  private readonly executor: Executor;
  private readonly builder: BlockAssembler;
  private readonly translator: Translator;
  private readonly target: CodegenTarget;
  private readonly blocks = new Map<string, number>();
  private readonly maxInsns: number;
  private readonly patched: BenchOptions['patched'];
  private readonly blockBase: number;
  private nextBlock: number;
  /** The instruction at pc asked to run alone. */
  private alone = false;
  private readonly found: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };

  constructor(options: BenchOptions) {
    const area = coreArea(X86_SHAPE);
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
    this.target = { shape: X86_SHAPE, area, host: 'tso', llsc: 'cas', hstTable: 0, hotThreshold: 0 };
    this.core = X86_64.createCore(this.environment(options), options.model, options.options ?? {});
    this.executor = options.backEnd.createExecutor({
      memory: this.memory,
      target: this.target,
      slow: (core, opcode, mem, lo, hi) => this.slow(core, opcode, mem, lo, hi),
      helpers: this.core.helpers,
    });
    this.builder = createBuilder(X86_SHAPE);
    this.translator = X86_64.createTranslator(options.model);
    this.maxInsns = options.maxInsns ?? 64;
    this.patched = options.patched;
    this.words.fill(TLB_FLAG.INVALID, (CORE_BASE + area.tlb) >> 2, (CORE_BASE + area.size) >> 2);
    this.set('exclusiveHost', -1);
  }

  /** Put the page of an address into the TLB of an MMU mode, one to one, as plain memory. */
  fillTlb(address: number, mmuMode: number): void {
    const entry = this.tlbEntry(address, mmuMode);
    const page = address & ~0xfff;
    for (const tag of [TLB64.at.readTag, TLB64.at.writeTag]) {
      this.words[entry + tag / 4] = page;
      this.words[entry + tag / 4 + 1] = 0;
    }
    this.words[entry + TLB64.at.addend / 4] = this.hostOf(page) - page;
  }

  private fillChecked(lo: number, hi: number, access: Access, mmuMode: number): boolean {
    if (!this.core.walk(lo, hi, access, mmuMode, this.found)) return false;
    const page = (this.found.gpaPage >>> 0) * 4096;
    if (this.hostOf(page) < 0) return true;
    const allowed = this.found.allowed;
    const entry = this.tlbEntry(lo, mmuMode);
    for (const [tag, right] of [
      [TLB64.at.readTag, ACCESS.READ],
      [TLB64.at.writeTag, ACCESS.WRITE],
    ] as const) {
      this.words[entry + tag / 4] = (lo & ~0xfff) | (allowed & (1 << right) ? 0 : TLB_FLAG.INVALID);
      this.words[entry + tag / 4 + 1] = hi;
    }
    this.words[entry + TLB64.at.addend / 4] = this.hostOf(page) - (lo & ~0xfff);
    return true;
  }

  private tlbEntry(address: number, mmuMode: number): number {
    const area = coreArea(X86_SHAPE);
    const index = (address >>> 12) % X86_SHAPE.tlbEntries;
    return (CORE_BASE + area.tlb + mmuMode * area.tlbBytes + index * area.tlbEntryBytes) >> 2;
  }

  private environment({ service, fills = false }: BenchOptions): CoreEnv {
    const note = (name: string, ...args: readonly number[]) => {
      this.calls.push([name, ...args.map((a) => (a >>> 0).toString(16))].join(' '));
    };
    return {
      buffer: this.memory.buffer as unknown as SharedArrayBuffer,
      base: CORE_BASE,
      index: 0,
      readPhys: (gpa, bytes) => this.physical(gpa, bytes),
      writePhys: (gpa, bytes, value) => {
        for (let i = 0; i < bytes; i++)
          if (this.hostOf(gpa + i) >= 0) this.view.setUint8(this.hostOf(gpa + i), value >>> (8 * i));
      },
      readPhys64: (gpa, out) => {
        out[0] = this.physical(gpa, 4);
        out[1] = this.physical(gpa + 4, 4);
      },
      casPhys32: (gpa, expected, value) => {
        const host = this.hostOf(gpa);
        return host >= 0 && Atomics.compareExchange(this.words, host >> 2, expected | 0, value | 0) === (expected | 0);
      },
      ...(fills && { fillTlb: (lo, hi, access, mmuMode) => this.fillChecked(lo, hi, access, mmuMode) }),
      flushTlb: () => note('flushTlb'),
      flushTlbPage: (lo) => note('flushTlbPage', lo),
      flushTlbNonGlobal: () => note('flushTlbNonGlobal'),
      flushTlbOthers: () => note('flushTlbOthers'),
      flushTlbPageOthers: (lo) => note('flushTlbPageOthers', lo),
      barrier: () => note('barrier'),
      send: (core, kind, a, b) => note('send', core, kind, a, b),
      interruptLines: () => this.lines,
      nowNs: () => this.now,
      fireLate: () => this.late(),
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
    return this.words[(CORE_BASE + (X86_SHAPE.state.at[field] as number) + 4 * index) >> 2] as number;
  }

  /** Raise the interrupt line, and say so to the core. */
  interrupt(): void {
    this.lines = 1;
    Atomics.or(this.words, (CORE_BASE + CORE.at.signal) >> 2, SIGNAL.INTERRUPT);
  }

  set(field: string, value: number, index = 0): void {
    this.words[(CORE_BASE + (X86_SHAPE.state.at[field] as number) + 4 * index) >> 2] = value;
  }

  /** A 64-bit field of the state. */
  get64(field: string, index = 0): bigint {
    return this.view.getBigUint64(CORE_BASE + (X86_SHAPE.state.at[field] as number) + 8 * index, true);
  }

  set64(field: string, value: bigint, index = 0): void {
    this.view.setBigUint64(
      CORE_BASE + (X86_SHAPE.state.at[field] as number) + 8 * index,
      BigInt.asUintN(64, value),
      true,
    );
  }

  /** Bytes of the state from a field on; may be written. */
  stateBytes(field: string, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, CORE_BASE + (X86_SHAPE.state.at[field] as number), length);
  }

  /** Call a helper by name, as translated code does. */
  helper(name: string, a = 0, b = 0): number {
    const index = X86_SHAPE.helpers.findIndex((spec) => spec.name === name);
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
      this.alone = exit === EXIT.RETRY;
      if (exit !== EXIT.LOOKUP && exit !== EXIT.RETRY) return exit;
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
    const pcHi = this.get('pcHi');
    const key = `${pcHi} ${pc} ${mode}`;
    const known = this.alone ? undefined : this.blocks.get(key);
    if (known !== undefined) return known;
    const first = this.fetch(pc, pcHi);
    if (first < 0) return -1;
    const bytes = new Uint8Array(8192);
    const room = 4096 - (pc & 4095);
    bytes.set(new Uint8Array(this.memory.buffer, first, room));
    const window = {
      bytes,
      limit: room,
      grow: () => {
        const second = this.hostOfPage((pc & ~4095) + 4096, pcHi);
        if (second < 0 || window.limit > room) return false;
        bytes.set(new Uint8Array(this.memory.buffer, second, 4096), room);
        window.limit = room + 4096;
        return true;
      },
      patched: this.patched && this.patchedAt(first, this.patched),
    };
    this.builder.begin(pc, pcHi, mode);
    this.translator.translate(this.builder, window, pc, pcHi, mode, this.alone ? 1 : this.maxInsns);
    const block = this.nextBlock;
    if (block + BLOCK.size + 4 * this.builder.wordsBound() > this.memory.buffer.byteLength)
      throw new RangeError('no room');
    this.nextBlock = alignUp(block + placeBlock(this.builder, this.words, block, 0), 64);
    if (this.alone) return block;
    this.blocks.set(key, block);
    const { area } = this.target;
    const entry = CORE_BASE + area.jumpCache + JUMP.size * jumpIndex(X86_SHAPE, area, pc);
    this.words.set([pc, pcHi, mode, block], entry >> 2);
    return block;
  }

  private patchedAt(first: number, tell: NonNullable<BenchOptions['patched']>): CodeWindow['patched'] {
    return (offset, lo, hi) => {
      tell(offset, lo, hi);
      return first + offset;
    };
  }

  private hostOfPage(va: number, hi: number): number {
    if (!this.core.walk(va | 0, hi, ACCESS.FETCH, this.core.fetchMode(), this.found)) return -1;
    return this.hostOf((this.found.gpaPage >>> 0) * 4096 + (va & 4095));
  }

  private fetch(va: number, hi: number): number {
    this.found.faultCode = 0;
    const host = this.hostOfPage(va, hi);
    if (host < 0) this.fault(this.found.faultCode || FAULT.BUS, va, hi, ACCESS.FETCH);
    return host;
  }

  private fault(code: number, address: number, hi: number, access: number): number {
    this.set('faultCode', code);
    this.set('faultLo', address);
    this.set('faultHi', hi);
    this.set('faultAccess', access);
    return EXIT.FAULT;
  }

  /** Every access: no TLB is filled, so that rights are checked each time. */
  private slow(core: number, opcode: number, mem: number, lo: number, hi: number): number {
    const op = memoryOp(opcode);
    const write = op.kind !== 'load' && op.kind !== 'll';
    const access = write ? ACCESS.WRITE : ACCESS.READ;
    if (lo & ((1 << ((mem >>> 3) & 7)) - 1)) return this.fault(FAULT.ALIGNMENT, lo, hi, access);
    const hosts: number[] = [];
    for (let i = 0; i < op.bytes; i++) {
      const va = (lo + i) | 0;
      const vaHi = va >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi;
      if (!this.core.walk(va, vaHi, access, mem & 7, this.found))
        return this.fault(this.found.faultCode, va, vaHi, access);
      const host = this.hostOf((this.found.gpaPage >>> 0) * 4096 + (va & 4095));
      if (host < 0) return this.fault(FAULT.BUS, va, vaHi, access);
      hosts.push(host);
    }
    const bits = 8 * op.bytes;
    const old = hosts.reduce((v, host, i) => v | (BigInt(this.view.getUint8(host)) << BigInt(8 * i)), 0n);
    const low = this.view.getBigUint64(core + CORE.at.slowValue, true);
    const value = BigInt.asUintN(bits, low | (this.view.getBigUint64(core + CORE.at.slowValue + 8, true) << 64n));
    const put = (v: bigint) =>
      hosts.forEach((host, i) => void this.view.setUint8(host, Number((v >> BigInt(8 * i)) & 255n)));
    const result = op.signed ? BigInt.asIntN(bits, old) : old;
    if (op.kind === 'store') put(value);
    else if (op.kind === 'rmw') put(BigInt.asUintN(bits, combine(op.operator ?? '', old, value)));
    else if (op.kind === 'cas') {
      const wanted = this.view.getBigUint64(core + CORE.at.slowValue + 8, true);
      if (old === BigInt.asUintN(bits, low)) put(BigInt.asUintN(bits, wanted));
    } else if (op.kind !== 'load') throw new RangeError(`${opOf(opcode)} is not used by this front-end`);
    this.view.setBigUint64(core + CORE.at.slowResult, BigInt.asUintN(64, result), true);
    this.view.setBigUint64(core + CORE.at.slowResult + 8, BigInt.asUintN(64, result >> 64n), true);
    return 0;
  }
}

/** What an atomic leaves in memory. */
function combine(operator: string, old: bigint, value: bigint): bigint {
  const results: Readonly<Record<string, bigint>> = {
    add: old + value,
    sub: old - value,
    and: old & value,
    or: old | value,
    xor: old ^ value,
    xchg: value,
  };
  return results[operator] as bigint;
}

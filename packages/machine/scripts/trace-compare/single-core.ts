import { wasmBackEnd } from '@tutti/codegen-wasm';
import { ARM, ARM_STATE } from '@tutti/frontend-arm';
import {
  ACCESS,
  type Access,
  alignLog2Of,
  BLOCK,
  type BootState,
  CORE,
  type CodeWindow,
  type CoreEnv,
  coreArea,
  createBuilder,
  EXIT,
  type Exit,
  FAULT,
  insnOffsetOf,
  memOperand,
  mmuModeOf,
  placeBlock,
  referenceBackEnd,
  type WalkResult,
} from '@tutti/ir';
import { KIND, MEM_OPS, RMW } from '@tutti/softmmu';

const CORE_BASE = 0x10000;
const SCRATCH = 0x0400_0000;
const RAM_HOST = 0x0800_0000;
const MAX_CACHED = 100_000;
const AT = ARM_STATE.at;

export interface Ram {
  readonly at: number;
  readonly bytes: number;
}

/**
 * One ARM core without runtime, TLB or devices: every access walks the page tables. Slow, and simple enough to be trusted when
 * translation is in doubt. Reads outside RAM give 0 and set `touchedDevice`.
 */
export class SingleCore {
  readonly memory: WebAssembly.Memory;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly state: Int32Array;
  readonly ram: readonly (Ram & { readonly host: number })[];
  private readonly core;
  private readonly executor;
  private readonly builder = createBuilder(ARM.shape);
  private readonly translator;
  private readonly blocks = new Map<string, { block: number; page: number; page2: number }>();
  private readonly codePages = new Set<number>();
  private nextBlock = SCRATCH;
  private readonly walked: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };
  /** Level of the interrupt lines. */
  lines = 0;
  touchedDevice = false;
  lastInsns = 1;
  readonly log: string[] = [];

  constructor(model: string, ram: readonly Ram[], backEnd: 'wasm' | 'reference') {
    let host = RAM_HOST;
    this.ram = ram.map((r) => {
      const at = host;
      host += r.bytes;
      return { ...r, host: at };
    });
    const pages = Math.ceil(host / 65536);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const buffer = this.memory.buffer as SharedArrayBuffer;
    this.words = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.state = new Int32Array(buffer, CORE_BASE);
    const area = coreArea(ARM.shape);
    this.words.fill(-1, (CORE_BASE + area.fetchTlb) >> 2, (CORE_BASE + area.size) >> 2);
    const env = this.env(buffer);
    this.core = ARM.createCore(env, model, { cpu: 0, cores: 1 });
    this.translator = ARM.createTranslator(model);
    const target = { shape: ARM.shape, area, host: 'tso', llsc: 'cas', hstTable: 0, hotThreshold: 0 } as const;
    const backend = backEnd === 'wasm' ? wasmBackEnd : referenceBackEnd;
    this.executor = backend.createExecutor({
      memory: this.memory,
      target,
      slow: (core, opcode, mem, lo) => this.slow(core, opcode, mem, lo >>> 0),
      helpers: this.core.helpers,
    });
  }

  reset(boot: BootState): void {
    this.core.reset(boot);
  }

  load(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, this.hostOf(at));
  }

  get pc(): number {
    return this.state[AT.pc >> 2]! >>> 0;
  }

  register(n: number): number {
    return n === 15 ? this.state[AT.pc >> 2]! : this.state[(AT.r0 >> 2) + n]!;
  }

  setRegister(n: number, value: number): void {
    this.state[(AT.r0 >> 2) + n] = value;
  }

  /** Take the condition flags from a CPSR. */
  setFlags(cpsr: number): void {
    this.state[AT.nf >> 2] = cpsr;
    this.state[AT.zf >> 2] = cpsr & 0x40000000 ? 0 : 1;
    this.state[AT.cf >> 2] = (cpsr >>> 29) & 1;
    this.state[AT.vf >> 2] = cpsr << 3;
  }

  /** CPSR as the architecture has it. */
  cpsr(): number {
    const s = (at: number) => this.state[at >> 2]!;
    const mode = s(AT.mode);
    const it = (mode >>> 8) & 0xff;
    return (
      (s(AT.nf) & 0x80000000) |
      (s(AT.zf) === 0 ? 0x40000000 : 0) |
      (s(AT.cf) << 29) |
      ((s(AT.vf) >>> 31) << 28) |
      (s(AT.qf) << 27) |
      ((it & 3) << 25) |
      (s(AT.ge) << 16) |
      ((it >>> 2) << 10) |
      (s(AT.cpsr) & 0x3df) |
      ((mode & 1) << 5)
    );
  }

  describe(): string {
    return this.core.describe();
  }

  /** Take the interrupt that `lines` says. */
  interrupt(): boolean {
    return this.core.takeInterrupt();
  }

  /** Run one block of at most `maxInsns`. @returns how it ended */
  step(maxInsns: number): Exit {
    this.touchedDevice = false;
    const block = this.blockAt(maxInsns);
    this.state[CORE.at.signal >> 2] = 0;
    this.state[CORE.at.budget >> 2] = 0;
    const exit = this.executor.run(CORE_BASE, block);
    if (exit === EXIT.FAULT) this.core.raiseFault();
    else if (exit === EXIT.GUEST) this.core.guestExit(this.state[CORE.at.exitArg >> 2]!);
    return exit;
  }

  /** Bytes of the instruction at pc, for disassembly; null when it cannot be fetched. */
  fetch(pc: number): Uint8Array | null {
    const page = this.page(pc, ACCESS.FETCH, this.core.fetchMode());
    if (page < 0) return null;
    const host = this.tryHost(page * 4096 + (pc & 0xfff));
    return host < 0 ? null : this.bytes.subarray(host, host + 4);
  }

  disassemble(pc: number, mode: number): string {
    const code = this.fetch(pc);
    return code ? ARM.disassemble(code, pc, 0, mode).text : '(no code)';
  }

  get mode(): number {
    return this.state[AT.mode >> 2]!;
  }

  private blockAt(maxInsns: number): number {
    const { pc } = this;
    const mode = this.state[CORE.at.mode >> 2]!;
    const page = this.page(pc, ACCESS.FETCH, this.core.fetchMode());
    const key = `${pc},${mode},${page},${maxInsns}`;
    const found = page < 0 ? undefined : this.blocks.get(key);
    if (found) {
      this.lastInsns = this.words[(found.block + BLOCK.at.insns) >> 2]!;
      if (found.page2 < 0 || found.page2 === this.page((pc & ~0xfff) + 4096, ACCESS.FETCH, this.core.fetchMode()))
        return found.block;
    }
    if (this.blocks.size > MAX_CACHED || this.nextBlock > RAM_HOST - 0x100000) {
      this.blocks.clear();
      this.nextBlock = SCRATCH;
    }
    let page2 = -1;
    const code: CodeWindow = {
      bytes: new Uint8Array(8192),
      limit: 0,
      grow: () => {
        if (code.limit === 0) return false;
        const next = this.page((pc & ~0xfff) + 4096, ACCESS.FETCH, this.core.fetchMode());
        const host = next < 0 ? -1 : this.tryHost(next * 4096);
        if (host < 0 || page2 >= 0) return false;
        page2 = next;
        code.bytes.set(this.bytes.subarray(host, host + 4096), code.limit);
        code.limit += 4096;
        return true;
      },
    };
    const host = page < 0 ? -1 : this.tryHost(page * 4096 + (pc & 0xfff));
    if (host >= 0) {
      code.limit = 4096 - (pc & 0xfff);
      code.bytes.set(this.bytes.subarray(host, host + code.limit));
    }
    this.builder.begin(pc | 0, 0, mode);
    this.translator.translate(this.builder, code, pc | 0, 0, mode, maxInsns);
    const block = this.nextBlock;
    this.nextBlock = (block + placeBlock(this.builder, this.words, block, 0) + 63) & ~63;
    if (page >= 0) {
      this.blocks.set(key, { block, page, page2 });
      this.codePages.add(page);
      if (page2 >= 0) this.codePages.add(page2);
    }
    this.lastInsns = this.builder.insnCount;
    return block;
  }

  private page(gva: number, access: Access, mmuMode: number): number {
    this.walked.pageShift = 12;
    return this.core.walk(gva | 0, 0, access, mmuMode, this.walked) && this.walked.allowed & (1 << access)
      ? this.walked.gpaPage
      : -1 - (this.walked.faultCode || 99);
  }

  private hostOf(gpa: number): number {
    const host = this.tryHost(gpa);
    if (host < 0) throw new RangeError(`no RAM at ${gpa.toString(16)}`);
    return host;
  }

  private tryHost(gpa: number): number {
    for (const r of this.ram) if (gpa >= r.at && gpa < r.at + r.bytes) return r.host + gpa - r.at;
    return -1;
  }

  private fault(core: number, code: number, gva: number, access: Access): Exit {
    this.words[(core + CORE.at.faultCode) >> 2] = code;
    this.words[(core + CORE.at.faultLo) >> 2] = gva | 0;
    this.words[(core + CORE.at.faultHi) >> 2] = 0;
    this.words[(core + CORE.at.faultAccess) >> 2] = access;
    return EXIT.FAULT;
  }

  private slow(core: number, opcode: number, mem: number, gva: number): Exit | 0 {
    const op = opcode >> 1;
    const kind = MEM_OPS.kind[op]!;
    const bytes = MEM_OPS.bytes[op]!;
    const mmuMode = mmuModeOf(mem);
    const access = kind === KIND.LOAD || kind === KIND.LL ? ACCESS.READ : ACCESS.WRITE;
    const at = (field: number): number => core + field;
    if (gva & ((1 << alignLog2Of(mem)) - 1)) return this.fault(core, FAULT.ALIGNMENT, gva, access);
    void insnOffsetOf;
    void memOperand;
    const hosts: number[] = [];
    for (let i = 0; i < bytes; i++) {
      if (i > 0 && ((gva + i) & 0xfff) !== 0) {
        hosts.push(hosts[i - 1]! < 0 ? -1 : hosts[i - 1]! + 1);
        continue;
      }
      const page = this.page(gva + i, access, mmuMode);
      if (page < 0) return this.fault(core, -1 - page, gva + i, access);
      hosts.push(this.tryHost(page * 4096 + ((gva + i) & 0xfff)));
      if (access === ACCESS.WRITE && this.codePages.has(page)) this.dropPage(page);
    }
    const load = (signed: boolean): bigint => {
      if (hosts[0]! < 0) {
        this.touchedDevice = true;
        return 0n;
      }
      let value = 0n;
      for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[hosts[i]!]!);
      return signed ? BigInt.asIntN(8 * bytes, value) : value;
    };
    const store = (value: bigint): void => {
      if (hosts[0]! < 0) return;
      for (let i = 0; i < bytes; i++) this.bytes[hosts[i]!] = Number((value >> BigInt(8 * i)) & 0xffn);
    };
    const operand = (word: number): bigint =>
      BigInt.asUintN(64, this.view.getBigInt64(at(CORE.at.slowValue) + 4 * word, true)) &
      ((1n << BigInt(8 * Math.min(bytes, 8))) - 1n);
    const result = (value: bigint): void =>
      this.view.setBigInt64(at(CORE.at.slowResult), BigInt.asIntN(64, value), true);
    switch (kind) {
      case KIND.LOAD: {
        const value = load(MEM_OPS.signed[op] !== 0);
        result(value);
        if (bytes === 16) this.view.setBigInt64(at(CORE.at.slowResult) + 8, BigInt.asIntN(64, value >> 64n), true);
        return 0;
      }
      case KIND.STORE:
        store(
          bytes === 16
            ? operand(0) | (BigInt.asUintN(64, this.view.getBigInt64(at(CORE.at.slowValue) + 8, true)) << 64n)
            : operand(0),
        );
        return 0;
      case KIND.LL: {
        const value = load(false);
        result(value);
        this.words[at(CORE.at.exclusiveHost) >> 2] = hosts[0]!;
        this.words[at(CORE.at.exclusiveBytes) >> 2] = bytes;
        this.view.setBigInt64(at(CORE.at.exclusiveValue), BigInt.asIntN(64, value), true);
        return 0;
      }
      case KIND.SC: {
        const open =
          this.words[at(CORE.at.exclusiveHost) >> 2] === hosts[0] &&
          this.words[at(CORE.at.exclusiveBytes) >> 2] === bytes &&
          load(false) === BigInt.asUintN(8 * bytes, this.view.getBigInt64(at(CORE.at.exclusiveValue), true));
        if (open) store(operand(0));
        this.words[at(CORE.at.exclusiveHost) >> 2] = -1;
        result(open ? 0n : 1n);
        return 0;
      }
      case KIND.CAS: {
        const old = load(false);
        if (old === operand(0)) store(operand(2));
        result(old);
        return 0;
      }
      case KIND.RMW: {
        const old = load(false);
        const b = operand(0);
        const mixed = [old + b, old - b, old & b, old | b, old ^ b, b][MEM_OPS.rmw[op]!]!;
        void RMW;
        store(BigInt.asUintN(8 * bytes, mixed));
        result(old);
        return 0;
      }
      default:
        throw new Error(`slow path of opcode ${opcode}`);
    }
  }

  private dropPage(page: number): void {
    this.codePages.delete(page);
    for (const [key, entry] of this.blocks) if (entry.page === page || entry.page2 === page) this.blocks.delete(key);
  }

  private env(buffer: SharedArrayBuffer): CoreEnv {
    const read = (gpa: number, bytes: number): number => {
      const host = this.tryHost(gpa);
      if (host < 0) return 0;
      return bytes === 4
        ? this.view.getUint32(host, true)
        : bytes === 2
          ? this.view.getUint16(host, true)
          : this.bytes[host]!;
    };
    return {
      buffer,
      base: CORE_BASE,
      index: 0,
      readPhys: read,
      writePhys: (gpa, bytes, value) => {
        const host = this.tryHost(gpa);
        for (let i = 0; host >= 0 && i < bytes; i++) this.bytes[host + i] = value >>> (8 * i);
      },
      readPhys64: (gpa, out) => {
        out[0] = read(gpa, 4);
        out[1] = read(gpa + 4, 4);
      },
      casPhys32: (gpa, expected, value) => {
        const host = this.tryHost(gpa);
        if (host < 0 || this.view.getInt32(host, true) !== (expected | 0)) return false;
        this.view.setInt32(host, value, true);
        return true;
      },
      flushTlb: () => undefined,
      flushTlbPage: () => undefined,
      flushTlbOthers: () => undefined,
      flushTlbPageOthers: () => undefined,
      barrier: () => undefined,
      send: () => undefined,
      interruptLines: () => this.lines,
      nowNs: () => 0,
      wakeAt: () => undefined,
      service: () => () => 0,
      trace: (category, text) => {
        this.log.push(`${category}: ${text()}`);
        if (this.log.length > 50) this.log.shift();
      },
    };
  }
}

import {
  type BlockBuilder,
  type BootState,
  CORE,
  type CodeWindow,
  type CoreEnv,
  EXIT,
  type GuestArchitecture,
  type GuestCore,
  type GuestShape,
  type Helper,
  memOperand,
  type Translator,
} from '@tutti/ir';
import { defineLayout } from '@tutti/layout';

/** State of the toy guest: eight registers, an interrupt enable, a page table base. */
export const TOY_STATE = defineLayout(
  'ToyCore',
  {
    r: { type: 'i32', count: 8, doc: 'Registers.' },
    ie: { type: 'i32', doc: '1: interrupts are taken.' },
    epc: { type: 'i32', doc: 'pc before the last exception.' },
    cause: { type: 'i32', doc: 'Fault code of the last fault; -1: interrupt.' },
    table: { type: 'i32', doc: 'Guest physical address of the page table; 0: no translation.' },
    event: { type: 'i32', doc: 'Events (messages of kind 64) received and not yet waited for.' },
  },
  CORE,
);

/**
 * A little guest for tests. Instructions are 32 bits: opcode in bits 0-7, registers d, a, b in nibbles from bit 8, a signed 12-bit
 * immediate on top. The vectors are 0x100 (fault) and 0x200 (interrupt). With translation on, entry n of the table is a word:
 * bits 12-31 physical page, bit 0 readable, bit 1 writable, bit 2 executable; it covers virtual page n.
 */
export const TOY = {
  li: 1,
  addi: 2,
  add: 3,
  ldw: 4,
  stw: 5,
  beq: 6,
  bne: 7,
  jmp: 8,
  ll: 9,
  sc: 10,
  rmwAdd: 11,
  sys: 12,
  wfi: 13,
  yield: 14,
  flushAll: 15,
  flushPage: 16,
  barrier: 17,
  setTable: 18,
  ie: 19,
  ret: 20,
  ldh: 21,
  lui: 22,
  shl: 23,
  jr: 24,
  get: 25,
  send: 26,
  nop: 27,
  flushLocal: 28,
} as const;
export type ToyOp = keyof typeof TOY;

/** Encode one instruction. */
export const toy = (op: ToyOp, d = 0, a = 0, b = 0, imm = 0): number =>
  TOY[op] | (d << 8) | (a << 12) | (b << 16) | (imm << 20);

const FAULT_PAGE = 16;
const at = TOY_STATE.at;
const reg = (n: number): number => at.r + 4 * (n & 7);

const HELPERS = ['flushAll', 'flushPage', 'barrier', 'setTable', 'send', 'flushLocal'] as const;
type HelperName = (typeof HELPERS)[number];

const shapeOf = (name: string): GuestShape => ({
  name,
  address: 'i32',
  model: 'weak',
  pcShift: 2,
  mmuModes: 1,
  tlbEntries: 64,
  state: TOY_STATE,
  helpers: HELPERS.map((helper) => ({
    name: helper,
    operands: helper === 'send' ? 2 : 1,
    reads: 'all',
    writes: 'all',
    mayExit: true,
    doc: helper,
  })),
});

/** The immediate of an instruction, read when the block runs; undefined: it is a constant. */
function patchable(b: BlockBuilder, code: CodeWindow, offset: number): number | undefined {
  const host = code.patched?.(offset, -1 << 20, 0) ?? -1;
  return host < 0 ? undefined : b.shr_s_i32(b.wrap_i64(b.code_i64(host)), b.const_i32(20));
}

class ToyTranslator implements Translator {
  translate(b: BlockBuilder, code: CodeWindow, pc: number, _pcHi: number, _mode: number, maxInsns: number): void {
    for (let n = 0, offset = 0; ; n++, offset += 4) {
      while (code.limit < offset + 4 && code.more) code.grow();
      const atEnd = n === maxInsns || (offset + 4 > code.limit && (n > 0 || !code.grow() || offset + 4 > code.limit));
      if (atEnd) {
        b.guestBytes(offset);
        b.jump(pc + offset, 0);
        return;
      }
      b.insn(offset);
      if (this.#one(b, code, pc, offset)) return;
    }
  }

  /** @returns true when the instruction ends the block */
  #one(b: BlockBuilder, code: CodeWindow, pc: number, offset: number): boolean {
    const word = new DataView(code.bytes.buffer).getInt32(offset, true);
    const [op, d, ra, rb, imm] = [word & 0xff, (word >>> 8) & 15, (word >>> 12) & 15, (word >>> 16) & 15, word >> 20];
    const a = () => b.get_i32(reg(ra));
    const v = () => b.get_i32(reg(rb));
    const mem = memOperand(0, 0, 0, 0);
    const aligned = memOperand(0, 2, 0, 0);
    const next = pc + offset + 4;
    switch (op) {
      case TOY.li:
        b.set_i32(reg(d), b.const_i32(imm));
        return false;
      case TOY.lui:
        b.set_i32(reg(d), b.const_i32(imm << 12));
        return false;
      case TOY.shl:
        b.set_i32(reg(d), b.shl_i32(a(), b.const_i32(imm)));
        return false;
      case TOY.addi:
        b.set_i32(reg(d), b.add_i32(a(), patchable(b, code, offset) ?? b.const_i32(imm)));
        return false;
      case TOY.add:
        b.set_i32(reg(d), b.add_i32(a(), v()));
        return false;
      case TOY.ldw:
        b.set_i32(reg(d), b.load_i32(a(), imm, mem));
        return false;
      case TOY.ldh:
        b.set_i32(reg(d), b.load_s16_i32(a(), imm, mem));
        return false;
      case TOY.stw:
        b.store_i32(a(), v(), imm, mem);
        return false;
      case TOY.ll:
        b.set_i32(reg(d), b.ll_i32(a(), imm, aligned));
        return false;
      case TOY.sc:
        b.set_i32(reg(d), b.sc_i32(a(), v(), imm, aligned));
        return false;
      case TOY.rmwAdd:
        b.set_i32(reg(d), b.rmw_add_i32(a(), v(), imm, mem));
        return false;
      case TOY.get:
        b.set_i32(reg(d), b.get_i32(at.index));
        return false;
      case TOY.nop:
        return false;
      case TOY.beq:
        b.branch(b.eq_i32(a(), v()), pc + offset + imm * 4, 0, next, 0);
        return true;
      case TOY.bne:
        b.branch(b.ne_i32(a(), v()), pc + offset + imm * 4, 0, next, 0);
        return true;
      case TOY.jmp:
        b.jump(pc + offset + imm * 4, 0);
        return true;
      case TOY.jr:
        b.indirect(a());
        return true;
      case TOY.wfi:
        b.set_i32(at.pc, b.const_i32(next));
        b.exit(EXIT.WAIT, 0);
        return true;
      case TOY.yield:
        b.set_i32(at.pc, b.const_i32(next));
        b.exit(EXIT.YIELD, 0);
        return true;
      case TOY.sys:
        b.set_i32(at.pc, b.const_i32(next));
        b.exit(EXIT.GUEST, imm);
        return true;
      case TOY.ret:
        b.exit(EXIT.GUEST, -1);
        return true;
      case TOY.ie:
        b.set_i32(at.ie, b.const_i32(imm));
        b.set_i32(at.pc, b.const_i32(next));
        b.exit(EXIT.GUEST, -2);
        return true;
      default: {
        const name = Object.keys(TOY).find((key) => TOY[key as ToyOp] === op) as HelperName;
        const helper = HELPERS.indexOf(name);
        if (helper < 0) {
          b.set_i32(at.pc, b.const_i32(pc + offset));
          b.exit(EXIT.GUEST, -3);
          return true;
        }
        b.set_i32(at.pc, b.const_i32(next));
        if (name === 'send') b.call(helper, a(), v());
        else b.call(helper, a());
        return false;
      }
    }
  }
}

class ToyCore implements GuestCore {
  readonly #env: CoreEnv;
  readonly #i32: Int32Array;
  #held = false;
  readonly helpers: readonly Helper[];

  constructor(env: CoreEnv) {
    this.#env = env;
    this.#i32 = new Int32Array(env.buffer);
    /** A helper that always goes on. */
    const always =
      (run: (a: number, b: number) => void): Helper =>
      (_core, a, b) => {
        run(a, b);
        return 0;
      };
    const table: Record<HelperName, Helper> = {
      flushAll: always(() => {
        env.flushTlb();
        env.flushTlbOthers();
      }),
      flushPage: always((a) => {
        env.flushTlbPage(a, 0);
        env.flushTlbPageOthers(a, 0);
      }),
      flushLocal: always(() => {
        env.flushTlbNonGlobal?.();
        env.flushTlbNonGlobalOthers?.();
      }),
      barrier: always(() => env.barrier()),
      setTable: always((a) => {
        this.#set(at.table, a);
        env.flushTlb();
      }),
      send: always((a, b) => env.send(a, 64, b, 0)),
    };
    this.helpers = HELPERS.map((name) => table[name]);
  }

  reset(boot: BootState): void {
    for (let n = 0; n < 8; n++) this.#set(reg(n), Number(boot.registers[`r${n}`] ?? 0));
    this.#set(at.pc, Number(boot.registers['pc'] ?? 0));
    this.#set(at.mode, 0);
    this.#set(at.ie, 0);
    this.#set(at.table, 0);
    this.#set(at.event, 0);
    this.#held = boot.held;
  }

  walk(
    lo: number,
    _hi: number,
    access: number,
    _mode: number,
    out: { gpaPage: number; allowed: number; faultCode: number },
  ): boolean {
    const table = this.#get(at.table);
    if (table === 0) {
      out.gpaPage = lo >>> 12;
      out.allowed = 7;
      return true;
    }
    const entry = this.#env.readPhys(table + (lo >>> 12) * 4, 4);
    out.gpaPage = entry >>> 12;
    out.allowed = entry & 7;
    if ((out.allowed & (1 << access)) !== 0) return true;
    out.faultCode = FAULT_PAGE;
    return false;
  }

  fetchMode(): number {
    return 0;
  }

  raiseFault(): void {
    this.#set(at.epc, this.#get(at.pc));
    this.#set(at.cause, this.#get(at.faultCode));
    this.#set(at.ie, 0);
    this.#set(at.pc, 0x100);
  }

  guestExit(arg: number): void {
    if (arg === -1) {
      this.#set(at.pc, this.#get(at.epc));
      this.#set(at.ie, 1);
    } else if (arg >= 0) {
      this.#set(reg(0), this.#env.service(`sys${arg}`)(this.#get(reg(0)), this.#get(reg(1)), this.#get(reg(2))));
    } else if (arg === -3) {
      throw new RangeError(`toy guest: undefined instruction at ${(this.#get(at.pc) >>> 0).toString(16)}`);
    }
  }

  takeInterrupt(): boolean {
    if (this.#held || this.#get(at.ie) === 0 || this.#env.interruptLines() === 0) return false;
    this.#set(at.epc, this.#get(at.pc));
    this.#set(at.cause, -1);
    this.#set(at.ie, 0);
    this.#set(at.pc, 0x200);
    return true;
  }

  wakes(): boolean {
    if (this.#held) return false;
    if (this.#env.interruptLines() !== 0) return true;
    if (this.#get(at.event) === 0) return false;
    this.#set(at.event, this.#get(at.event) - 1);
    return true;
  }

  message(_kind: number, a: number): void {
    if (this.#held) {
      this.#held = false;
      this.#set(at.pc, a);
    }
    this.#set(at.event, this.#get(at.event) + 1);
  }

  describe(): string {
    return `pc=${(this.#get(at.pc) >>> 0).toString(16)} r=${[0, 1, 2, 3, 4, 5, 6, 7].map((n) => this.#get(reg(n)) >>> 0).join(',')}`;
  }

  readRegister(name: string): bigint | undefined {
    return name === 'pc' ? BigInt(this.#get(at.pc) >>> 0) : undefined;
  }

  writeRegister(): boolean {
    return false;
  }

  #get(field: number): number {
    return this.#i32[(this.#env.base + field) >>> 2] as number;
  }

  #set(field: number, value: number): void {
    this.#i32[(this.#env.base + field) >>> 2] = value;
  }
}

/** The toy architecture under a name of its own: two names are two architectures to the runtime. */
export const toyArchitecture = (name = 'toy'): GuestArchitecture => ({
  shape: shapeOf(name),
  models: ['toy'],
  createTranslator: () => new ToyTranslator(),
  createCore: (env) => new ToyCore(env),
  disassemble: () => ({ text: 'toy', length: 4 }),
});

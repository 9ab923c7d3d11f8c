import { ACCESS, CORE, FAULT, TLB_FLAG, TLB32, TLB64 } from '../core.ts';
import { EXIT } from '../exits.ts';
import { alignLog2Of, mmuModeOf } from '../mem-operand.ts';
import { opOf } from '../opcodes.ts';
import { type CodegenTarget, HST_ENTRIES, PAGE_BYTES } from '../target.ts';

/** Guest memory of the test machine: 16 pages from TEST_RAM on, the last but one read-only, the last only for the slow path. */
export const TEST_RAM = 0x10000;
export const TEST_RAM_BYTES = 0x10000;
export const READ_ONLY_PAGE = 0x1e000;
export const SLOW_PAGE = 0x1f000;
/** Fault code of an address without memory, and of a store to the read-only page. */
export const TEST_FAULT = { UNMAPPED: 16, READ_ONLY: 17 } as const;

/** What a memory op does, from its name. */
interface MemOp {
  readonly kind: 'load' | 'store' | 'rmw' | 'cas' | 'll' | 'sc';
  readonly operator: string;
  readonly signed: boolean;
  readonly bytes: number;
}

/** @throws RangeError for an op that is no memory op */
export function memOpOf(opcode: number): MemOp {
  const name = opOf(opcode);
  const match = /^(load|store|rmw|cas|ll|sc)_(?:(add|sub|and|or|xor|xchg)_)?(?:([us])?(8|16|32)_)?([ifv])(\d+)$/.exec(
    name,
  );
  if (!match) throw new RangeError(`${name} is no memory op`);
  const [, kind, operator, sign, narrow, , width] = match;
  return {
    kind: kind as MemOp['kind'],
    operator: operator ?? '',
    signed: sign === 's',
    bytes: Number(narrow ?? width) / 8,
  };
}

/** The slow path of the test machine: does the access itself and fills the TLB entry of the page. */
export class TestMemory {
  readonly view: DataView;
  private readonly target: CodegenTarget;
  private readonly ramHost: number;
  private readonly fills: boolean;
  /** Number of slow accesses so far. */
  count = 0;

  /** @param fills  fill the TLB on a miss; otherwise every access stays slow */
  constructor(memory: WebAssembly.Memory, target: CodegenTarget, ramHost: number, fills: boolean) {
    this.view = new DataView(memory.buffer);
    this.target = target;
    this.ramHost = ramHost;
    this.fills = fills;
  }

  /** Host offset of a guest address that lies in RAM, else -1. 64-bit guests see RAM a second time at -2^31 + address. */
  hostOf(lo: number, hi: number): number {
    const low = lo >>> 0;
    const address = this.target.shape.address === 'i64' && hi === -1 && low >= 0x8000_0000 ? low - 0x8000_0000 : low;
    if (this.target.shape.address === 'i64' && hi !== 0 && hi !== -1) return -1;
    if (hi === -1 && address === low && this.target.shape.address === 'i64') return -1;
    const inside = address - TEST_RAM;
    return inside >= 0 && inside < TEST_RAM_BYTES ? this.ramHost + inside : -1;
  }

  readonly slow = (core: number, opcode: number, mem: number, lo: number, hi: number): number => {
    this.count += 1;
    const op = memOpOf(opcode);
    const write = op.kind === 'store' || op.kind === 'rmw' || op.kind === 'cas' || op.kind === 'sc';
    const access = write ? ACCESS.WRITE : ACCESS.READ;
    if ((lo & ((1 << alignLog2Of(mem)) - 1)) !== 0) return this.fault(core, FAULT.ALIGNMENT, lo, hi, access);
    const hosts: number[] = [];
    for (let i = 0; i < op.bytes; i += 1) {
      const at = (BigInt(hi) << 32n) + BigInt(lo >>> 0) + BigInt(i);
      const [byteLo, byteHi] = [Number(BigInt.asIntN(32, at)), Number(BigInt.asIntN(32, at >> 32n))];
      const host = this.hostOf(byteLo, byteHi);
      if (host < 0) return this.fault(core, TEST_FAULT.UNMAPPED, byteLo, byteHi, access);
      if (write && this.pageOf(host) === READ_ONLY_PAGE)
        return this.fault(core, TEST_FAULT.READ_ONLY, byteLo, byteHi, access);
      hosts.push(host);
    }
    if (this.fills) this.fill(core, mem, lo, hi, hosts[0]!);
    this.perform(core, op, hosts);
    return 0;
  };

  private perform(core: number, op: MemOp, hosts: readonly number[]): void {
    const bits = 8 * op.bytes;
    const old = hosts.reduce((value, host, i) => value | (BigInt(this.view.getUint8(host)) << BigInt(8 * i)), 0n);
    const put = (value: bigint): void => {
      for (const [i, host] of hosts.entries()) this.view.setUint8(host, Number((value >> BigInt(8 * i)) & 0xffn));
    };
    const b = BigInt.asUintN(bits, this.wide(core + CORE.at.slowValue));
    const c = BigInt.asUintN(bits, this.view.getBigUint64(core + CORE.at.slowValue + 8, true));
    let result = op.signed ? BigInt.asIntN(bits, old) : old;
    if (op.kind === 'll') {
      this.track(core, hosts[0]!);
      this.view.setInt32(core + CORE.at.exclusiveHost, hosts[0]!, true);
      this.view.setInt32(core + CORE.at.exclusiveBytes, op.bytes, true);
      this.view.setBigUint64(core + CORE.at.exclusiveValue, old, true);
    } else if (op.kind === 'sc') {
      const open =
        this.view.getInt32(core + CORE.at.exclusiveHost, true) === hosts[0] &&
        this.view.getInt32(core + CORE.at.exclusiveBytes, true) === op.bytes &&
        (this.target.llsc === 'hst'
          ? this.view.getInt32(this.trackWord(hosts[0]), true) === this.view.getInt32(core + CORE.at.index, true) + 1
          : this.view.getBigUint64(core + CORE.at.exclusiveValue, true) === old);
      if (open) put(b);
      result = open ? 0n : 1n;
      this.view.setInt32(core + CORE.at.exclusiveHost, -1, true);
    } else if (op.kind !== 'load') {
      this.track(core, hosts[0]!);
      if (op.kind === 'cas') put(old === b ? c : old);
      else put(combine(op.operator, old, b));
    }
    this.view.setBigUint64(core + CORE.at.slowResult, BigInt.asUintN(64, result), true);
    this.view.setBigUint64(core + CORE.at.slowResult + 8, BigInt.asUintN(64, result >> 64n), true);
  }

  private wide(at: number): bigint {
    return this.view.getBigUint64(at, true) | (this.view.getBigUint64(at + 8, true) << 64n);
  }

  private trackWord(host: number): number {
    return this.target.hstTable + 4 * ((host >>> 2) & (HST_ENTRIES - 1));
  }

  private track(core: number, host: number): void {
    if (this.target.llsc !== 'hst') return;
    this.view.setInt32(this.trackWord(host), this.view.getInt32(core + CORE.at.index, true) + 1, true);
  }

  private pageOf(host: number): number {
    return (host - this.ramHost + TEST_RAM) & -PAGE_BYTES;
  }

  private fill(core: number, mem: number, lo: number, hi: number, host: number): void {
    const { area, shape } = this.target;
    const page = this.pageOf(host);
    if (page === SLOW_PAGE) return;
    const entry =
      core + area.tlb + mmuModeOf(mem) * area.tlbBytes + ((lo >>> 12) & (shape.tlbEntries - 1)) * area.tlbEntryBytes;
    const tag = lo & -PAGE_BYTES;
    const writeTag = page === READ_ONLY_PAGE ? tag | TLB_FLAG.INVALID : tag;
    const layout = shape.address === 'i32' ? TLB32 : TLB64;
    this.view.setInt32(entry + layout.at.readTag, tag, true);
    this.view.setInt32(entry + layout.at.writeTag, writeTag, true);
    if (shape.address === 'i64') {
      this.view.setInt32(entry + layout.at.readTag + 4, hi, true);
      this.view.setInt32(entry + layout.at.writeTag + 4, hi, true);
    }
    this.view.setInt32(entry + layout.at.addend, host - lo, true);
    this.view.setInt32(entry + layout.at.gpaPage, page >>> 12, true);
  }

  private fault(core: number, code: number, lo: number, hi: number, access: number): number {
    this.view.setInt32(core + CORE.at.faultCode, code, true);
    this.view.setInt32(core + CORE.at.faultLo, lo, true);
    this.view.setInt32(core + CORE.at.faultHi, hi, true);
    this.view.setInt32(core + CORE.at.faultAccess, access, true);
    return EXIT.FAULT;
  }
}

/** What a store or atomic leaves in memory. */
function combine(operator: string, old: bigint, b: bigint): bigint {
  switch (operator) {
    case 'add':
      return old + b;
    case 'sub':
      return old - b;
    case 'and':
      return old & b;
    case 'or':
      return old | b;
    case 'xor':
      return old ^ b;
    default:
      return b;
  }
}

import type { ExecutorHost } from '../back-end.ts';
import { CORE, TLB32, TLB64 } from '../core.ts';
import { alignLog2Of, mmuModeOf } from '../mem-operand.ts';
import { HST_ENTRIES, PAGE_BYTES } from '../target.ts';

/** The atomic view of each access size. */
interface Atoms {
  readonly 1: Uint8Array;
  readonly 2: Uint16Array;
  readonly 4: Uint32Array;
  readonly 8: BigUint64Array;
}

/** Host memory as the reference interpreter reaches it: plain and atomic accesses, and the TLB probe. */
export class GuestMemory {
  readonly view: DataView;
  private readonly atoms: Atoms;
  private readonly words: Int32Array;
  private readonly host: ExecutorHost;

  constructor(host: ExecutorHost) {
    const { buffer } = host.memory;
    this.host = host;
    this.view = new DataView(buffer);
    this.words = new Int32Array(buffer);
    this.atoms = {
      1: new Uint8Array(buffer),
      2: new Uint16Array(buffer),
      4: new Uint32Array(buffer),
      8: new BigUint64Array(buffer),
    };
  }

  /**
   * Host offset of an access that the TLB settles, else -1. The last byte of an access must lie on the page of the first one,
   * unless its alignment already says so: the tag is compared with the address moved on by what alignment leaves open.
   * @param write   probe the tag for stores
   * @param atomic  natural alignment is needed as well
   */
  probe(core: number, addr: bigint, bytes: number, mem: number, write: boolean, atomic: boolean): number {
    const { area, shape } = this.host.target;
    const lo = Number(BigInt.asUintN(32, addr));
    if (atomic && lo % bytes !== 0) return -1;
    const align = 1 << alignLog2Of(mem);
    const index = (lo >>> 12) & (shape.tlbEntries - 1);
    const entry = core + area.tlb + mmuModeOf(mem) * area.tlbBytes + index * area.tlbEntryBytes;
    const width = shape.address === 'i32' ? 32 : 64;
    const last = addr + BigInt(Math.max(0, bytes - align));
    const wanted = BigInt.asUintN(width, last & ~BigInt(PAGE_BYTES - align));
    const layout = width === 32 ? TLB32 : TLB64;
    const at = entry + (write ? layout.at.writeTag : layout.at.readTag);
    const tag = width === 32 ? BigInt(this.view.getUint32(at, true)) : this.view.getBigUint64(at, true);
    if (tag !== wanted) return -1;
    return (lo + this.view.getInt32(entry + layout.at.addend, true)) >>> 0;
  }

  read(at: number, bytes: number): bigint {
    const { view } = this;
    if (bytes === 1) return BigInt(view.getUint8(at));
    if (bytes === 2) return BigInt(view.getUint16(at, true));
    if (bytes === 4) return BigInt(view.getUint32(at, true));
    if (bytes === 8) return view.getBigUint64(at, true);
    return view.getBigUint64(at, true) | (view.getBigUint64(at + 8, true) << 64n);
  }

  write(at: number, bytes: number, value: bigint): void {
    const { view } = this;
    if (bytes === 1) view.setUint8(at, Number(value & 0xffn));
    else if (bytes === 2) view.setUint16(at, Number(value & 0xffffn), true);
    else if (bytes === 4) view.setUint32(at, Number(value & 0xffff_ffffn), true);
    else {
      view.setBigUint64(at, value, true);
      if (bytes === 16) view.setBigUint64(at + 8, value >> 64n, true);
    }
  }

  /** Sequentially consistent compare and exchange of a naturally aligned cell. @returns the old value */
  exchangeIf(at: number, bytes: number, expected: bigint, value: bigint): bigint {
    if (bytes === 8) return Atomics.compareExchange(this.atoms[8], at / 8, expected, BigInt.asUintN(64, value));
    const cells = this.atoms[bytes as 1 | 2 | 4];
    const mask = (1n << BigInt(8 * bytes)) - 1n;
    return BigInt(Atomics.compareExchange(cells, at / bytes, Number(expected & mask), Number(value & mask)));
  }

  /** Every store names its core in the store-tracking table for each word that it touches, when LL/SC works through that. */
  track(core: number, at: number, bytes: number): void {
    const { llsc, hstTable } = this.host.target;
    if (llsc !== 'hst') return;
    const last = (at + bytes - 1) >>> 2;
    for (let word = at >>> 2; word <= last; word++) {
      const index = word & (HST_ENTRIES - 1);
      Atomics.store(this.words, (hstTable >> 2) + index, this.view.getInt32(core + CORE.at.index, true) + 1);
    }
  }
}

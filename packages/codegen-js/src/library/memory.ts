import { alignLog2Of, CORE, type ExecutorHost, HST_ENTRIES, mmuModeOf, PAGE_BYTES, TLB32, TLB64 } from '@tutti/ir';

/**
 * Guest memory for generated text: the TLB probe, accesses of every width at a host offset, aligned or not, and atomics.
 * 64-bit results return the low word and leave the high one in `high[0]`.
 */
export function memoryLibrary(host: ExecutorHost, high: Int32Array) {
  const { buffer } = host.memory;
  const { area, shape, llsc, hstTable } = host.target;
  const i32 = new Int32Array(buffer);
  const u8 = new Uint8Array(buffer);
  const u16 = new Uint16Array(buffer);
  const i64 = new BigInt64Array(buffer);
  const view = new DataView(buffer);
  const fenceCell = new Int32Array(new SharedArrayBuffer(4));
  const wide = shape.address === 'i64';
  const tlb = wide ? TLB64 : TLB32;
  const entryShift = Math.log2(area.tlbEntryBytes);
  const indexMask = shape.tlbEntries - 1;

  /** Host offset, or -1 where the slow path must decide. `natural` is the alignment that the host needs, in bytes. */
  function probe(
    core: number,
    lo: number,
    hi: number,
    mem: number,
    bytes: number,
    natural: number,
    tagAt: number,
  ): number {
    // hot
    if ((lo & (natural - 1)) !== 0) return -1;
    const align = 1 << alignLog2Of(mem);
    const entry = core + area.tlb + mmuModeOf(mem) * area.tlbBytes + (((lo >>> 12) & indexMask) << entryShift);
    const last = bytes > align ? (lo + bytes - align) | 0 : lo;
    if (i32[(entry + tagAt) >> 2] !== (last & ~(PAGE_BYTES - align))) return -1;
    if (wide && i32[(entry + tagAt + 4) >> 2] !== (last >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi)) return -1;
    return (lo + i32[(entry + tlb.at.addend) >> 2]!) >>> 0;
  }

  const give = (value: bigint): number => {
    high[0] = Number(value >> 32n);
    return Number(BigInt.asIntN(32, value));
  };
  const big = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);
  const open = (core: number, at: number, bytes: number, value: bigint): void => {
    i32[(core + CORE.at.exclusiveHost) >> 2] = at;
    i32[(core + CORE.at.exclusiveBytes) >> 2] = bytes;
    i64[(core + CORE.at.exclusiveValue) >> 3] = value;
  };
  /** Ends the reservation. @returns whether it was for this cell */
  const close = (core: number, at: number, bytes: number): boolean => {
    const held =
      i32[(core + CORE.at.exclusiveHost) >> 2] === (at | 0) && i32[(core + CORE.at.exclusiveBytes) >> 2] === bytes;
    i32[(core + CORE.at.exclusiveHost) >> 2] = -1;
    return held;
  };
  const seen = (core: number): bigint => i64[(core + CORE.at.exclusiveValue) >> 3]!;

  /** Atomics of one cell type of up to 32 bits. */
  const atomics = (bits: 8 | 16 | 32, cells: Uint8Array | Uint16Array | Int32Array) => {
    const shift = Math.log2(bits / 8);
    const mask = bits === 32 ? -1 : 2 ** bits - 1;
    return {
      [`add${bits}`]: (at: number, b: number): number => Atomics.add(cells, at >>> shift, b),
      [`sub${bits}`]: (at: number, b: number): number => Atomics.sub(cells, at >>> shift, b),
      [`and${bits}`]: (at: number, b: number): number => Atomics.and(cells, at >>> shift, b),
      [`or${bits}`]: (at: number, b: number): number => Atomics.or(cells, at >>> shift, b),
      [`xor${bits}`]: (at: number, b: number): number => Atomics.xor(cells, at >>> shift, b),
      [`xchg${bits}`]: (at: number, b: number): number => Atomics.exchange(cells, at >>> shift, b),
      [`cas${bits}`]: (at: number, b: number, c: number): number =>
        Atomics.compareExchange(cells, at >>> shift, b & mask, c),
      [`linked${bits}`](core: number, at: number): number {
        track(core, at, bits / 8);
        const value = Atomics.load(cells, at >>> shift);
        // The soft MMU keeps the value zero-extended, and may do either half of the pair.
        open(core, at, bits / 8, BigInt(value >>> 0));
        return value;
      },
      [`conditional${bits}`](core: number, at: number, b: number): number {
        if (!close(core, at, bits / 8)) return 1;
        const expected = Number(seen(core));
        return ((Atomics.compareExchange(cells, at >>> shift, expected, b) ^ expected) & mask) === 0 ? 0 : 1;
      },
    };
  };

  /** This core is the last writer of every word that the access touches. */
  function track(core: number, at: number, bytes: number): void {
    if (llsc !== 'hst') return;
    const last = (at + bytes - 1) >>> 2;
    for (let word = at >>> 2; word <= last; word++)
      Atomics.store(i32, (hstTable >> 2) + (word & (HST_ENTRIES - 1)), i32[(core + CORE.at.index) >> 2]! + 1);
  }

  return {
    /** Whether LL and SC have an inline form in this scheme. */
    inlineLinked: llsc !== 'table',
    casLinked: llsc === 'cas',
    probeRead: (core: number, lo: number, hi: number, mem: number, bytes: number, natural: number): number =>
      probe(core, lo, hi, mem, bytes, natural, tlb.at.readTag),
    probeWrite: (core: number, lo: number, hi: number, mem: number, bytes: number, natural: number): number =>
      probe(core, lo, hi, mem, bytes, natural, tlb.at.writeTag),
    track,
    fence: (): void => void Atomics.add(fenceCell, 0, 0),
    get32: (at: number): number => ((at & 3) === 0 ? i32[at >>> 2]! : view.getInt32(at, true)),
    getU16: (at: number): number => ((at & 1) === 0 ? u16[at >>> 1]! : view.getUint16(at, true)),
    getS16: (at: number): number => view.getInt16(at, true),
    getU8: (at: number): number => u8[at]!,
    getS8: (at: number): number => (u8[at]! << 24) >> 24,
    set32(at: number, value: number): void {
      if ((at & 3) === 0) i32[at >>> 2] = value;
      else view.setInt32(at, value, true);
    },
    set16(at: number, value: number): void {
      if ((at & 1) === 0) u16[at >>> 1] = value;
      else view.setInt16(at, value, true);
    },
    set8(at: number, value: number): void {
      u8[at] = value;
    },
    ...atomics(8, u8),
    ...atomics(16, u16),
    ...atomics(32, i32),
    add64: (at: number, lo: number, hi: number): number => give(Atomics.add(i64, at / 8, big(lo, hi))),
    sub64: (at: number, lo: number, hi: number): number => give(Atomics.sub(i64, at / 8, big(lo, hi))),
    and64: (at: number, lo: number, hi: number): number => give(Atomics.and(i64, at / 8, big(lo, hi))),
    or64: (at: number, lo: number, hi: number): number => give(Atomics.or(i64, at / 8, big(lo, hi))),
    xor64: (at: number, lo: number, hi: number): number => give(Atomics.xor(i64, at / 8, big(lo, hi))),
    xchg64: (at: number, lo: number, hi: number): number => give(Atomics.exchange(i64, at / 8, big(lo, hi))),
    cas64: (at: number, bLo: number, bHi: number, cLo: number, cHi: number): number =>
      give(Atomics.compareExchange(i64, at / 8, big(bLo, bHi), big(cLo, cHi))),
    linked64(core: number, at: number): number {
      track(core, at, 8);
      const value = Atomics.load(i64, at / 8);
      open(core, at, 8, value);
      return give(value);
    },
    conditional64(core: number, at: number, lo: number, hi: number): number {
      if (!close(core, at, 8)) return 1;
      const expected = seen(core);
      return Atomics.compareExchange(i64, at / 8, expected, big(lo, hi)) === expected ? 0 : 1;
    },
  };
}

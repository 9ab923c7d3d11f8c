import { CORE, HST_ENTRIES, type LlscScheme } from '@tutti/ir';
import { RMW } from './mem-ops.ts';

/** Reservation word while the SC that holds it stores. */
const LOCKED = -1;

/** Plain and atomic accesses to RAM at host offsets, for the slow path. Atomic accesses must be naturally aligned. */
export class RamAtomics {
  readonly #u8: Uint8Array;
  readonly #u16: Uint16Array;
  readonly #i32: Int32Array;
  readonly #i64: BigInt64Array;
  readonly #view: DataView;
  readonly #scheme: LlscScheme;
  readonly #table: number;

  /** @param table  byte offset of the word table of schemes `hst` and `table` */
  constructor(buffer: SharedArrayBuffer, scheme: LlscScheme, table: number) {
    this.#u8 = new Uint8Array(buffer);
    this.#u16 = new Uint16Array(buffer);
    this.#i32 = new Int32Array(buffer);
    this.#i64 = new BigInt64Array(buffer);
    this.#view = new DataView(buffer);
    this.#scheme = scheme;
    this.#table = table;
  }

  /** Load into two words at `out` (four for 16 bytes); sign or zero extended to 64 bits. */
  load(host: number, bytes: number, signed: boolean, out: number): void {
    const i32 = this.#i32;
    let value: number;
    if (bytes === 4) value = (host & 3) === 0 ? (i32[host / 4] as number) : this.#view.getInt32(host, true);
    else if (bytes === 1) value = this.#u8[host] as number;
    else if (bytes === 2) value = (host & 1) === 0 ? (this.#u16[host / 2] as number) : this.#view.getUint16(host, true);
    else {
      for (let i = 0; i < bytes / 4; i++) i32[out + i] = this.#view.getInt32(host + 4 * i, true);
      return;
    }
    i32[out] = signed ? (value << (32 - 8 * bytes)) >> (32 - 8 * bytes) : value;
    i32[out + 1] = signed ? (i32[out] as number) >> 31 : 0;
  }

  /** Store from words at `from`. */
  store(host: number, bytes: number, from: number): void {
    const i32 = this.#i32;
    const value = i32[from] as number;
    if (bytes === 4) {
      if ((host & 3) === 0) i32[host / 4] = value;
      else this.#view.setInt32(host, value, true);
    } else if (bytes === 1) this.#u8[host] = value;
    else if (bytes === 2) {
      if ((host & 1) === 0) this.#u16[host / 2] = value;
      else this.#view.setUint16(host, value, true);
    } else if (bytes === 8 && (host & 7) === 0) {
      this.#i64[host / 8] = this.#i64[from / 2] as bigint;
    } else {
      for (let i = 0; i < bytes / 4; i++) this.#view.setInt32(host + 4 * i, i32[from + i] as number, true);
    }
  }

  /** Aligned read-modify-write with the operand at word `from`; the old value, zero-extended, goes to `out`. */
  rmw(operation: number, host: number, bytes: number, from: number, out: number): void {
    const i32 = this.#i32;
    if (bytes === 8) {
      this.#i64[out / 2] = applyWide(operation, this.#i64, host / 8, this.#i64[from / 2] as bigint);
      return;
    }
    const value = i32[from] as number;
    i32[out + 1] = 0;
    if (bytes === 4) i32[out] = apply(operation, i32, host / 4, value);
    else if (bytes === 2) i32[out] = apply(operation, this.#u16, host / 2, value & 0xffff);
    else i32[out] = apply(operation, this.#u8, host, value & 0xff);
  }

  /** Aligned compare and exchange; operands at words `from` (expected) and `from` + 2 (new). */
  cas(host: number, bytes: number, from: number, out: number): void {
    const i32 = this.#i32;
    if (bytes === 8) {
      const i64 = this.#i64;
      i64[out / 2] = Atomics.compareExchange(i64, host / 8, i64[from / 2] as bigint, i64[from / 2 + 1] as bigint);
      return;
    }
    const expected = i32[from] as number;
    const value = i32[from + 2] as number;
    i32[out + 1] = 0;
    if (bytes === 4) i32[out] = Atomics.compareExchange(i32, host / 4, expected, value);
    else if (bytes === 2) i32[out] = Atomics.compareExchange(this.#u16, host / 2, expected & 0xffff, value & 0xffff);
    else i32[out] = Atomics.compareExchange(this.#u8, host, expected & 0xff, value & 0xff);
  }

  /** Tell the store-tracking table of a coming store by core `index`; nothing in other schemes. */
  mark(host: number, bytes: number, index: number): void {
    if (this.#scheme !== 'hst') return;
    for (let word = host - (host & 3); word < host + bytes; word += 4)
      Atomics.store(this.#i32, this.#entry(word), index + 1);
  }

  /** LL: open the reservation, then load atomically into CORE.slowResult. */
  loadExclusive(core: number, index: number, host: number, bytes: number, out: number): void {
    const i32 = this.#i32;
    this.mark(host, bytes, index);
    if (this.#scheme === 'table') this.#reserve(host, index);
    i32[out + 1] = 0;
    if (bytes === 8) this.#i64[out / 2] = Atomics.load(this.#i64, host / 8);
    else if (bytes === 4) i32[out] = Atomics.load(i32, host / 4);
    else if (bytes === 2) i32[out] = Atomics.load(this.#u16, host / 2);
    else i32[out] = Atomics.load(this.#u8, host);
    i32[(core + CORE.at.exclusiveHost) / 4] = host;
    i32[(core + CORE.at.exclusiveBytes) / 4] = bytes;
    this.#i64[(core + CORE.at.exclusiveValue) / 8] = this.#i64[out / 2] as bigint;
  }

  /**
   * SC: store the value at word `from` when the reservation of this core still holds, and end it. In scheme `hst` every other core
   * is stopped meanwhile.
   * @returns 0 when stored, 1 when not
   */
  storeConditional(core: number, index: number, host: number, bytes: number, from: number): number {
    const i32 = this.#i32;
    const reserved =
      i32[(core + CORE.at.exclusiveHost) / 4] === (host | 0) && i32[(core + CORE.at.exclusiveBytes) / 4] === bytes;
    i32[(core + CORE.at.exclusiveHost) / 4] = -1;
    if (!reserved) return 1;
    if (this.#scheme === 'hst') {
      const high = this.#entry(host + bytes - 1);
      if (Atomics.load(i32, this.#entry(host)) !== index + 1 || Atomics.load(i32, high) !== index + 1) return 1;
      return this.#exchange(core, host, bytes, from);
    }
    if (this.#scheme === 'table') {
      if (Atomics.compareExchange(i32, this.#reservation(host), index + 1, LOCKED) !== index + 1) return 1;
      const failed = this.#exchange(core, host, bytes, from);
      Atomics.store(i32, this.#reservation(host), 0);
      return failed;
    }
    return this.#exchange(core, host, bytes, from);
  }

  #exchange(core: number, host: number, bytes: number, from: number): number {
    const i32 = this.#i32;
    const value = i32[from] as number;
    const seen = (core + CORE.at.exclusiveValue) / 8;
    if (bytes === 8) {
      const expected = this.#i64[seen] as bigint;
      return Number(Atomics.compareExchange(this.#i64, host / 8, expected, this.#i64[from / 2] as bigint) !== expected);
    }
    const expected = i32[seen * 2] as number;
    if (bytes === 4) return Number(Atomics.compareExchange(i32, host / 4, expected, value) !== expected);
    if (bytes === 2) return Number(Atomics.compareExchange(this.#u16, host / 2, expected, value & 0xffff) !== expected);
    return Number(Atomics.compareExchange(this.#u8, host, expected, value & 0xff) !== expected);
  }

  /** Take over the reservation word; an SC that is just storing is waited for (a few instructions of another thread). */
  #reserve(host: number, index: number): void {
    const entry = this.#reservation(host);
    for (;;) {
      const holder = Atomics.load(this.#i32, entry);
      if (holder !== LOCKED && Atomics.compareExchange(this.#i32, entry, holder, index + 1) === holder) return;
    }
  }

  /** Word of the doubleword that a reservation of scheme `table` is for: reservations of all sizes meet there. */
  #reservation(host: number): number {
    return this.#table / 4 + ((host >>> 3) & (HST_ENTRIES - 1));
  }

  /** Word of the store-tracking table for a word of memory. */
  #entry(host: number): number {
    return this.#table / 4 + ((host >>> 2) & (HST_ENTRIES - 1));
  }
}

function apply(operation: number, array: Int32Array | Uint16Array | Uint8Array, index: number, value: number): number {
  if (operation === RMW.ADD) return Atomics.add(array, index, value);
  if (operation === RMW.SUB) return Atomics.sub(array, index, value);
  if (operation === RMW.AND) return Atomics.and(array, index, value);
  if (operation === RMW.OR) return Atomics.or(array, index, value);
  if (operation === RMW.XOR) return Atomics.xor(array, index, value);
  return Atomics.exchange(array, index, value);
}

function applyWide(operation: number, array: BigInt64Array, index: number, value: bigint): bigint {
  if (operation === RMW.ADD) return Atomics.add(array, index, value);
  if (operation === RMW.SUB) return Atomics.sub(array, index, value);
  if (operation === RMW.AND) return Atomics.and(array, index, value);
  if (operation === RMW.OR) return Atomics.or(array, index, value);
  if (operation === RMW.XOR) return Atomics.xor(array, index, value);
  return Atomics.exchange(array, index, value);
}

import { CORE } from '@tutti/ir';
import { KIND, MEM_OPS } from './mem-ops.ts';
import type { PhysicalMap } from './physical-map.ts';
import { newValue } from './wide-atomic.ts';

/** Memory ops on what is not memory: devices, stores to ROM, nothing. Operands and results are in the core's slow words. */
export class DeviceAccess {
  readonly #i32: Int32Array;
  readonly #view: DataView;
  readonly #pair = new Int32Array(2);

  constructor(buffer: SharedArrayBuffer) {
    this.#i32 = new Int32Array(buffer);
    this.#view = new DataView(buffer);
  }

  /** @param core  byte offset of the core's state  @param index  its number */
  run(map: PhysicalMap, core: number, index: number, op: number, gpa: number): void {
    const kind = MEM_OPS.kind[op] as number;
    const bytes = MEM_OPS.bytes[op] as number;
    const result = (core + CORE.at.slowResult) / 4;
    if (kind === KIND.STORE) {
      this.#write(map, index, gpa, bytes, (core + CORE.at.slowValue) / 4);
      return;
    }
    this.#read(map, index, gpa, bytes, result);
    if (kind === KIND.LOAD) {
      if (MEM_OPS.signed[op] === 1) signExtend(this.#i32, result, bytes);
    } else if (kind === KIND.LL || kind === KIND.SC) {
      this.#i32[(core + CORE.at.exclusiveHost) / 4] = -1;
      if (kind === KIND.SC) this.#i32[result] = 1;
    } else {
      this.#atomic(map, core, index, op, gpa);
    }
  }

  #read(map: PhysicalMap, index: number, gpa: number, bytes: number, out: number): void {
    const i32 = this.#i32;
    if (bytes <= 4) {
      i32[out] = map.read(gpa, bytes as 1 | 2 | 4, index);
      i32[out + 1] = 0;
      return;
    }
    for (let at = 0; at < bytes; at += 8) {
      map.read64(gpa + at, this.#pair, index);
      i32[out + at / 4] = this.#pair[0] as number;
      i32[out + at / 4 + 1] = this.#pair[1] as number;
    }
  }

  #write(map: PhysicalMap, index: number, gpa: number, bytes: number, from: number): void {
    const i32 = this.#i32;
    if (bytes <= 4) {
      map.write(gpa, bytes as 1 | 2 | 4, i32[from] as number, index);
      return;
    }
    for (let at = 0; at < bytes; at += 8) {
      map.write64(gpa + at, i32[from + at / 4] as number, i32[from + at / 4 + 1] as number, index);
    }
  }

  /** Atomics are a read and a write here: device buses have no more. The old value is in slowResult. */
  #atomic(map: PhysicalMap, core: number, index: number, op: number, gpa: number): void {
    const bytes = MEM_OPS.bytes[op] as number;
    const old = this.#view.getBigUint64(core + CORE.at.slowResult, true);
    const value = newValue(this.#view, core, op, bytes, old);
    if (MEM_OPS.kind[op] === KIND.CAS && value === old) return;
    if (bytes === 8) map.write64(gpa, Number(value & 0xffffffffn), Number(value >> 32n), index);
    else map.write(gpa, bytes as 1 | 2 | 4, Number(value), index);
  }
}

/** Extend a value of 1, 2 or 4 bytes at word `at` to 64 bits. */
export function signExtend(i32: Int32Array, at: number, bytes: number): void {
  const shift = 32 - 8 * bytes;
  i32[at] = ((i32[at] as number) << shift) >> shift;
  i32[at + 1] = (i32[at] as number) >> 31;
}

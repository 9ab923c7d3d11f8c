import { type Instruction, W } from './instructions.ts';

/** Byte of each value type in the binary format. */
export const WASM_TYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type WasmType = keyof typeof WASM_TYPE;

/** Type of a `block`, `loop` or `if`: one result or none. */
const BLOCK_TYPE = { ...WASM_TYPE, none: 0x40 } as const;

/** A place to branch to: the nesting depth of the construct that it names. */
export type Label = number & { readonly label?: never };

/**
 * A growing buffer of WebAssembly bytes with one method per instruction shape. Reused: `reset` keeps the memory.
 * Labels are nesting depths, so a caller never counts enclosing blocks.
 */
export class Code {
  bytes: Uint8Array;
  length = 0;
  /** Constructs that are open: the depth of the next label. */
  depth = 0;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
  }

  reset(): void {
    this.length = 0;
    this.depth = 0;
  }

  /** The bytes so far; valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.view());
    this.bytes = grown;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  append(bytes: ArrayLike<number>): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Unsigned LEB128 of a 32-bit value. */
  u32(value: number): void {
    this.reserve(5);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Signed LEB128 of a 32-bit value. */
  s32(value: number): void {
    this.reserve(5);
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>= 7;
    }
    this.bytes[this.length++] = rest & 0x7f;
  }

  /** Signed LEB128 of a 64-bit value in two words. */
  s64(lo: number, hi: number): void {
    this.reserve(10);
    let low = lo | 0;
    let high = hi | 0;
    while (high !== low >> 31) {
      this.bytes[this.length++] = (low & 0x7f) | 0x80;
      low = (low >>> 7) | (high << 25);
      high >>= 7;
    }
    this.s32(low);
  }

  /** A name: length, then UTF-8 (ASCII names only). */
  name(text: string): void {
    this.u32(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** An instruction without immediates. */
  op(instruction: Instruction): void {
    if (instruction < 0x100) {
      this.byte(instruction);
      return;
    }
    this.byte(instruction >>> 16);
    this.u32(instruction & 0xffff);
  }

  /** An instruction whose one immediate is an index or a count. */
  opIndex(instruction: Instruction, index: number): void {
    this.op(instruction);
    this.u32(index);
  }

  /** A load or store; `alignLog2` is a promise only for atomics, which must name their natural alignment. */
  memory(instruction: Instruction, offset: number, alignLog2 = 0): void {
    this.op(instruction);
    this.u32(alignLog2);
    this.u32(offset);
  }

  get(local: number): void {
    this.opIndex(W.local_get, local);
  }

  set(local: number): void {
    this.opIndex(W.local_set, local);
  }

  tee(local: number): void {
    this.opIndex(W.local_tee, local);
  }

  i32(value: number): void {
    this.byte(W.i32_const);
    this.s32(value);
  }

  i64(lo: number, hi: number): void {
    this.byte(W.i64_const);
    this.s64(lo, hi);
  }

  v128(bytes: ArrayLike<number>): void {
    this.op(W.v128_const);
    this.append(bytes);
  }

  /** The fence has a reserved zero byte. */
  fence(): void {
    this.op(W.atomic_fence);
    this.byte(0);
  }

  block(type: keyof typeof BLOCK_TYPE = 'none'): Label {
    return this.open(W.block, type);
  }

  loop(type: keyof typeof BLOCK_TYPE = 'none'): Label {
    return this.open(W.loop, type);
  }

  if(type: keyof typeof BLOCK_TYPE = 'none'): Label {
    return this.open(W.if, type);
  }

  private open(instruction: Instruction, type: keyof typeof BLOCK_TYPE): Label {
    this.op(instruction);
    this.byte(BLOCK_TYPE[type]);
    return this.depth++ as Label;
  }

  else(): void {
    this.op(W.else);
  }

  end(): void {
    this.depth--;
    this.op(W.end);
  }

  br(label: Label): void {
    this.opIndex(W.br, this.depth - 1 - label);
  }

  brIf(label: Label): void {
    this.opIndex(W.br_if, this.depth - 1 - label);
  }

  brTable(labels: readonly Label[], otherwise: Label): void {
    this.opIndex(W.br_table, labels.length);
    for (const label of labels) this.u32(this.depth - 1 - label);
    this.u32(this.depth - 1 - otherwise);
  }

  call(func: number): void {
    this.opIndex(W.call, func);
  }

  returnCall(func: number): void {
    this.opIndex(W.return_call, func);
  }

  callIndirect(type: number, table: number): void {
    this.opIndex(W.call_indirect, type);
    this.u32(table);
  }

  returnCallIndirect(type: number, table: number): void {
    this.opIndex(W.return_call_indirect, type);
    this.u32(table);
  }
}

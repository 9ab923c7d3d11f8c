import { CORE, HST_ENTRIES, OPCODE, type OpName, PAGE_BYTES, TLB32, TLB64 } from '@tutti/ir';
import { type Instruction, W } from '../encoder/instructions.ts';
import type { MemoryRule } from '../rules/emit.ts';
import { ACCESS_OF, type Frame, type RecordWords, type Word } from './frame.ts';
import type { Functions } from './functions.ts';

const ALIGN_FIELD = 0x38;
const ORDER_FIELD = 0xc0;

/** Locals of a memory handler. */
interface Access {
  readonly addr: number;
  readonly entry: number;
  readonly tag: Word;
  readonly mem: number;
  readonly host: number;
}

/**
 * A memory op: address, probe of the TLB, then the access at the host address or the soft MMU's path. The probe wants natural
 * alignment first, which serves every alignment rule up to the width; plain accesses get a second probe of their last byte.
 */
export function emitMemory(
  frame: Frame,
  op: OpName,
  record: RecordWords,
  rule: MemoryRule,
  functions: Functions,
  constant: boolean,
): void {
  const { code, target } = frame;
  const isRead = rule.kind === 'load' || rule.kind === 'll';
  const alwaysSlow = (rule.kind === 'sc' && target.llsc !== 'cas') || (rule.kind === 'll' && target.llsc === 'table');
  const access = emitAddress(frame, record);
  const out = record.out;
  if (out) frame.pushSlot(out);
  const done = code.block(out?.type ?? 'none');
  const hit = code.block();
  if (!alwaysSlow) {
    emitProbe(frame, rule, access, isRead);
    code.brIf(hit);
    if ((rule.kind === 'load' || rule.kind === 'store') && rule.bytesLog2 > 0) {
      emitUnalignedProbe(frame, rule, access);
      code.brIf(hit);
    }
  }
  emitSlow(frame, op, record, access, functions, constant);
  if (out) {
    code.get(frame.core);
    code.memory(ACCESS_OF[out.type].load, CORE.at.slowResult);
  }
  code.br(done);
  code.end();
  if (alwaysSlow) code.op(W.unreachable);
  else emitAccess(frame, record, rule, access);
  code.end();
  if (out) code.memory(ACCESS_OF[out.type].store, 0);
}

/**
 * A load or store of the first function: the probe for natural alignment and the access. Whatever else there is happens in the second
 * function: handlers that are short, also within sequences, keep the first one in the processor's cache.
 * @param start  byte offset of the record from `ip`
 */
export function emitFastMemory(
  frame: Frame,
  record: RecordWords,
  rule: MemoryRule,
  functions: Functions,
  start: number,
): void {
  const { code } = frame;
  const access = emitAddress(frame, record);
  const done = code.block();
  const hit = code.block();
  emitProbe(frame, rule, access, rule.kind === 'load');
  code.brIf(hit);
  emitRare(frame, functions, start);
  code.br(done);
  code.end();
  const { out } = record;
  if (out) frame.pushSlot(out);
  emitAccess(frame, record, rule, access);
  if (out) code.memory(ACCESS_OF[out.type].store, 0);
  code.end();
}

/** Run the record at `ip` + `start` in the second function; out on an exit. */
export function emitRare(frame: Frame, functions: Functions, start = 0): void {
  const { code } = frame;
  code.get(frame.core);
  code.get(frame.block);
  code.get(frame.ip);
  if (start > 0) {
    code.i32(start);
    code.op(W.i32_add);
  }
  callOrLeave(frame, functions.rare);
}

/** Call a function that returns an exit; out when it is not 0. */
function callOrLeave(frame: Frame, func: number): void {
  const { code } = frame;
  const exit = frame.scratch('i32', 1);
  code.call(func);
  code.tee(exit);
  code.if();
  code.get(exit);
  code.op(W.return);
  code.end();
}

function emitAddress(frame: Frame, record: RecordWords): Access {
  const { code, target } = frame;
  const wide = target.shape.address === 'i64';
  const [disp, memWord] = record.imm as [Word, Word];
  const access: Access = {
    addr: frame.scratch(wide ? 'i64' : 'i32', 0),
    entry: frame.scratch('i32', 1),
    tag: { form: 'local', type: wide ? 'i64' : 'i32', at: frame.scratch(wide ? 'i64' : 'i32', wide ? 1 : 3) },
    mem: frame.scratch('i32', 2),
    host: frame.scratch('i32', wide ? 0 : 3),
  };
  frame.push(record.operands[0] as Word);
  frame.push(disp);
  if (wide) code.op(W.i64_extend_i32_s);
  code.op(wide ? W.i64_add : W.i32_add);
  code.set(access.addr);
  frame.push(memWord);
  code.set(access.mem);
  return access;
}

/** Leaves 1 on the stack when the tag equals the page of a naturally aligned address and no wider alignment is asked for. */
function emitProbe(frame: Frame, rule: MemoryRule, access: Access, isRead: boolean): void {
  const { code, target } = frame;
  const { area, shape } = target;
  const wide = shape.address === 'i64';
  const layout = wide ? TLB64 : TLB32;
  code.get(access.addr);
  if (wide) code.op(W.i32_wrap_i64);
  code.i32(12);
  code.op(W.i32_shr_u);
  code.i32(shape.tlbEntries - 1);
  code.op(W.i32_and);
  code.i32(area.tlbEntryBytes);
  code.op(W.i32_mul);
  code.get(frame.core);
  code.op(W.i32_add);
  if (shape.mmuModes > 1) {
    code.get(access.mem);
    code.i32(7);
    code.op(W.i32_and);
    code.i32(area.tlbBytes);
    code.op(W.i32_mul);
    code.op(W.i32_add);
  }
  code.tee(access.entry);
  code.memory(
    wide ? W.i64_load : W.i32_load,
    area.tlb + (isRead ? layout.at.readTag : layout.at.writeTag),
    wide ? 3 : 2,
  );
  code.tee(access.tag.at);
  code.get(access.addr);
  const mask = -PAGE_BYTES | ((1 << rule.bytesLog2) - 1);
  if (wide) code.i64(mask, -1);
  else code.i32(mask);
  code.op(wide ? W.i64_and : W.i32_and);
  code.op(wide ? W.i64_eq : W.i32_eq);
  code.get(access.mem);
  code.i32(ALIGN_FIELD);
  code.op(W.i32_and);
  code.i32(rule.bytesLog2 << 3);
  code.op(W.i32_le_u);
  code.op(W.i32_and);
}

/** Leaves 1 when no alignment is asked for and the last byte is on the page of the tag. */
function emitUnalignedProbe(frame: Frame, rule: MemoryRule, access: Access): void {
  const { code } = frame;
  const wide = frame.target.shape.address === 'i64';
  code.get(access.mem);
  code.i32(ALIGN_FIELD);
  code.op(W.i32_and);
  code.op(W.i32_eqz);
  code.get(access.addr);
  const last = (1 << rule.bytesLog2) - 1;
  if (wide) code.i64(last, 0);
  else code.i32(last);
  code.op(wide ? W.i64_add : W.i32_add);
  if (wide) code.i64(-PAGE_BYTES, -1);
  else code.i32(-PAGE_BYTES);
  code.op(wide ? W.i64_and : W.i32_and);
  code.get(access.tag.at);
  code.op(wide ? W.i64_eq : W.i32_eq);
  code.op(W.i32_and);
}

/** Operands into slowValue, the call, and out on an exit. */
function emitSlow(
  frame: Frame,
  op: OpName,
  record: RecordWords,
  access: Access,
  functions: Functions,
  constant: boolean,
): void {
  const { code } = frame;
  for (const [index, word] of record.operands.slice(1).entries()) {
    code.get(frame.core);
    frame.push(word);
    code.memory(ACCESS_OF[word.type].store, CORE.at.slowValue + 8 * index);
  }
  code.get(frame.core);
  code.get(frame.block);
  code.i32(constant ? OPCODE[op] + 1 : OPCODE[op]);
  code.get(access.mem);
  code.get(access.addr);
  callOrLeave(frame, functions.slow);
}

/** The access at the host address, in the order that the memory operand asks for. Leaves the result, if any. */
function emitAccess(frame: Frame, record: RecordWords, rule: MemoryRule, access: Access): void {
  const { code, target } = frame;
  const wide = target.shape.address === 'i64';
  const [, b, c] = record.operands as [Word, Word, Word];
  code.get(access.addr);
  if (wide) code.op(W.i32_wrap_i64);
  code.get(access.entry);
  code.memory(W.i32_load, target.area.tlb + (wide ? TLB64 : TLB32).at.addend, 2);
  code.op(W.i32_add);
  code.set(access.host);
  if (target.llsc === 'hst' && rule.kind !== 'load') emitTrackStore(frame, rule, access.host);
  switch (rule.kind) {
    case 'load':
      code.get(access.host);
      code.memory(rule.op, 0);
      if (target.host === 'weak') emitFenceIf(frame, access, 'ordered');
      return;
    case 'store':
      if (target.host === 'weak') emitFenceIf(frame, access, 'ordered');
      code.get(access.host);
      frame.push(b);
      code.memory(rule.op, 0);
      emitFenceIf(frame, access, 'seqcst');
      return;
    case 'rmw':
      code.get(access.host);
      frame.push(b);
      code.memory(rule.op, 0, rule.bytesLog2);
      return;
    case 'cas':
      code.get(access.host);
      frame.push(b);
      emitNarrow(frame, rule);
      frame.push(c);
      code.memory(rule.op, 0, rule.bytesLog2);
      return;
    case 'll':
      emitLoadLinked(frame, rule, record.out as Word, access.host);
      return;
    case 'sc':
      emitStoreConditional(frame, rule, b, access.host);
      return;
  }
}

/** The expected value of a narrow exchange is compared in full width. */
function emitNarrow(frame: Frame, rule: MemoryRule): void {
  if (rule.bytesLog2 >= 2) return;
  frame.code.i32(rule.bytesLog2 === 0 ? 0xff : 0xffff);
  frame.code.op(W.i32_and);
}

/** A fence when the operand's order asks for one. On a weak host a TSO guest orders every access. */
function emitFenceIf(frame: Frame, access: Access, when: 'ordered' | 'seqcst'): void {
  const { code, target } = frame;
  if (when === 'ordered' && target.shape.model === 'tso') {
    code.fence();
    return;
  }
  code.get(access.mem);
  code.i32(ORDER_FIELD);
  code.op(W.i32_and);
  if (when === 'seqcst') {
    code.i32(ORDER_FIELD);
    code.op(W.i32_eq);
  }
  code.if();
  code.fence();
  code.end();
}

/**
 * Offsets of bytes that lie in all the words of memory that an access touches. Atomics are aligned here; the last byte of a store may
 * lie in a word of its own.
 */
export function trackedOffsets({ kind, bytesLog2 }: MemoryRule): number[] {
  const bytes = 1 << bytesLog2;
  const words = Array.from({ length: Math.ceil(bytes / 4) }, (_, i) => 4 * i);
  return kind === 'store' && bytes > 1 ? [...words, bytes - 1] : words;
}

/** Names this core as the last writer of the words, before the store (the store-tracking hash of `llsc: hst`). */
function emitTrackStore(frame: Frame, rule: MemoryRule, host: number): void {
  const { code, target } = frame;
  for (const offset of trackedOffsets(rule)) {
    code.get(host);
    if (offset) {
      code.i32(offset);
      code.op(W.i32_add);
    }
    code.i32(4 * (HST_ENTRIES - 1));
    code.op(W.i32_and);
    code.get(frame.core);
    code.memory(W.i32_load, CORE.at.index, 2);
    code.i32(1);
    code.op(W.i32_add);
    code.memory(W.i32_store, target.hstTable, 2);
  }
}

function emitLoadLinked(frame: Frame, rule: MemoryRule, out: Word, host: number): void {
  const { code } = frame;
  const value = frame.scratch(out.type, out.type === 'i32' ? 2 : 3);
  code.get(host);
  code.memory(rule.op, 0, rule.bytesLog2);
  code.set(value);
  code.get(frame.core);
  code.get(host);
  code.memory(W.i32_store, CORE.at.exclusiveHost, 2);
  code.get(frame.core);
  code.i32(1 << rule.bytesLog2);
  code.memory(W.i32_store, CORE.at.exclusiveBytes, 2);
  code.get(frame.core);
  code.get(value);
  if (out.type === 'i32') code.op(W.i64_extend_i32_u);
  code.memory(W.i64_store, CORE.at.exclusiveValue, 3);
  code.get(value);
}

/** 0 when host and size are the reservation's and memory still held its value, else 1. Ends the reservation. */
function emitStoreConditional(frame: Frame, rule: MemoryRule, b: Word, host: number): void {
  const { code } = frame;
  const ne: Instruction = b.type === 'i64' ? W.i64_ne : W.i32_ne;
  const pushExpected = (): void => {
    code.get(frame.core);
    code.memory(b.type === 'i64' ? W.i64_load : W.i32_load, CORE.at.exclusiveValue);
  };
  const pushField = (field: number): void => {
    code.get(frame.core);
    code.memory(W.i32_load, field, 2);
  };
  code.get(host);
  pushField(CORE.at.exclusiveHost);
  code.op(W.i32_eq);
  pushField(CORE.at.exclusiveBytes);
  code.i32(1 << rule.bytesLog2);
  code.op(W.i32_eq);
  code.op(W.i32_and);
  code.if('i32');
  code.get(host);
  pushExpected();
  frame.push(b);
  code.memory(rule.op, 0, rule.bytesLog2);
  pushExpected();
  code.op(ne);
  code.else();
  code.i32(1);
  code.end();
  code.get(frame.core);
  code.i32(-1);
  code.memory(W.i32_store, CORE.at.exclusiveHost, 2);
}

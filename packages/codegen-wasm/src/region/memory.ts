import {
  alignLog2Of,
  CORE,
  HST_ENTRIES,
  insnOffsetOf,
  mmuModeOf,
  ORDER,
  type Order,
  orderOf,
  PAGE_BYTES,
  PAGE_SHIFT,
  TLB32,
  TLB64,
} from '@tutti/ir';
import { W } from '../encoder/instructions.ts';
import { ACCESS_OF } from '../interpreter/frame.ts';
import { trackedOffsets } from '../interpreter/memory.ts';
import type { MemoryRule } from '../rules/emit.ts';
import type { DecodedBlock, RecordAt } from './decode.ts';
import type { Emitter } from './emitter.ts';
import type { FieldState } from './state.ts';
import type { Value } from './values.ts';

/** One memory op under construction. */
interface Access {
  readonly rule: MemoryRule;
  readonly record: RecordAt;
  readonly mem: number;
  /** Address with the displacement added. */
  readonly addr: Value;
  readonly b: Value | undefined;
  readonly c: Value | undefined;
}

/**
 * Emit a memory op: an inlined probe and the access, with the soft MMU's path beside it. The cold path stores the dirty state
 * first, so that a fault finds it exact.
 * @returns the result, if the op has one
 */
export function emitMemory(
  e: Emitter,
  block: DecodedBlock,
  record: RecordAt,
  rule: MemoryRule,
  state: FieldState,
): Value | undefined {
  const { code, values, target } = e;
  const operands = e.operandsOf(record, state);
  const count = record.shape.operands.length;
  const [disp, mem] = operands.slice(count) as [Value, Value];
  const [a, b, c] = operands.slice(0, count) as [Value, Value | undefined, Value | undefined];
  if (b) values.hold(b);
  if (c) values.hold(c);
  const access: Access = {
    rule,
    record,
    mem: mem.words?.[0] ?? 0,
    addr: addressOf(e, a, disp.words?.[0] ?? 0),
    b,
    c,
  };
  e.beforeColdFlush(state);
  const out = record.shape.out?.type;
  const alwaysSlow = (rule.kind === 'sc' && target.llsc !== 'cas') || (rule.kind === 'll' && target.llsc === 'table');
  if (alwaysSlow) {
    emitSlow(e, block, access, state);
  } else {
    emitProbe(e, access);
    code.if(out ?? 'none');
    emitAccess(e, access);
    code.else();
    const scope = values.openScope();
    emitSlow(e, block, access, state);
    values.closeScope(scope);
    code.end();
  }
  return out && values.fromStack(out);
}

function addressOf(e: Emitter, a: Value, disp: number): Value {
  const { code, values } = e;
  if (disp === 0 && !a.words) return values.hold(a);
  values.push(a);
  if (disp !== 0) {
    if (a.type === 'i64') code.i64(disp, disp >> 31);
    else code.i32(disp);
    code.op(a.type === 'i64' ? W.i64_add : W.i32_add);
  }
  return values.fromStack(a.type);
}

/** Leaves whether the entry's tag is the page of the access, aligned as asked for. */
function emitProbe(e: Emitter, access: Access): void {
  const { code, values, target } = e;
  const { area, shape } = target;
  const { rule, mem, addr } = access;
  const wide = shape.address === 'i64';
  const layout = wide ? TLB64 : TLB32;
  const isRead = rule.kind === 'load' || rule.kind === 'll';
  const entryShift = Math.log2(area.tlbEntryBytes);
  values.push(addr);
  if (wide) code.op(W.i32_wrap_i64);
  code.i32(PAGE_SHIFT - entryShift);
  code.op(W.i32_shr_u);
  code.i32((shape.tlbEntries - 1) << entryShift);
  code.op(W.i32_and);
  code.get(e.core);
  code.op(W.i32_add);
  code.tee(e.entry);
  const tag = area.tlb + mmuModeOf(mem) * area.tlbBytes + (isRead ? layout.at.readTag : layout.at.writeTag);
  code.memory(wide ? W.i64_load : W.i32_load, tag, wide ? 3 : 2);
  // Atomics want their natural alignment; other accesses what the guest asks for. The last aligned unit decides on the page.
  const isPlain = rule.kind === 'load' || rule.kind === 'store';
  const alignLog2 = isPlain ? alignLog2Of(mem) : Math.max(alignLog2Of(mem), rule.bytesLog2);
  const beyond = Math.max(0, (1 << rule.bytesLog2) - (1 << alignLog2));
  const mask = -PAGE_BYTES | ((1 << alignLog2) - 1);
  values.push(addr);
  if (beyond > 0) {
    if (wide) code.i64(beyond, 0);
    else code.i32(beyond);
    code.op(wide ? W.i64_add : W.i32_add);
  }
  if (wide) code.i64(mask, -1);
  else code.i32(mask);
  code.op(wide ? W.i64_and : W.i32_and);
  code.op(wide ? W.i64_eq : W.i32_eq);
}

/** State, pc and operands to memory, the call, out on an exit. Leaves the result of the op. */
function emitSlow(e: Emitter, block: DecodedBlock, access: Access, state: FieldState): void {
  const { code, values } = e;
  const { record, mem, addr } = access;
  e.flushFields(state);
  if (access.b) e.storeSlot(CORE.at.slowValue, access.b);
  if (access.c) e.storeSlot(CORE.at.slowValue + 8, access.c);
  const pc = (block.pc >>> 0) + insnOffsetOf(mem);
  code.get(e.core);
  code.get(e.budget);
  if (addr.type === 'i64') code.i64(pc | 0, block.pcHi + (pc > 0xffff_ffff ? 1 : 0));
  else code.i32(pc | 0);
  code.i32(record.shape.opcode);
  code.i32(mem);
  values.push(addr);
  code.call(e.imports.slow);
  code.tee(e.entry);
  code.if();
  code.get(e.entry);
  code.op(W.return);
  code.end();
  e.reloadBudget();
  const out = record.shape.out?.type;
  if (!out) return;
  code.get(e.core);
  code.memory(ACCESS_OF[out].load, CORE.at.slowResult);
}

/** What the access must be ordered with: the guest's wish, and every access of a TSO guest on a weak host. */
function orderOn(e: Emitter, mem: number): Order {
  const { host, shape } = e.target;
  const asked = orderOf(mem);
  return host === 'weak' && shape.model === 'tso' && asked === ORDER.plain ? ORDER.acquire : asked;
}

function emitAccess(e: Emitter, access: Access): void {
  const { code, values, target } = e;
  const { rule, addr } = access;
  const order = orderOn(e, access.mem);
  const weak = target.host === 'weak';
  const { host } = e;
  values.push(addr);
  if (addr.type === 'i64') code.op(W.i32_wrap_i64);
  code.get(e.entry);
  code.memory(W.i32_load, target.area.tlb + mmuModeOf(access.mem) * target.area.tlbBytes + addendOf(addr), 2);
  code.op(W.i32_add);
  if (rule.kind === 'load') {
    code.memory(rule.op, 0);
    if (weak && order !== ORDER.plain) code.fence();
    return;
  }
  code.set(host);
  if (target.llsc === 'hst') emitTrackStore(e, rule, host);
  const push = (value: Value | undefined): void => {
    if (value) values.push(value);
  };
  if (rule.kind === 'store') {
    if (weak && order !== ORDER.plain) code.fence();
    code.get(host);
    push(access.b);
    code.memory(rule.op, 0);
    if (order === ORDER.seqcst) code.fence();
  } else if (rule.kind === 'rmw') {
    code.get(host);
    push(access.b);
    code.memory(rule.op, 0, rule.bytesLog2);
  } else if (rule.kind === 'cas') {
    code.get(host);
    push(access.b);
    if (rule.bytesLog2 < 2) {
      code.i32((1 << (8 << rule.bytesLog2)) - 1);
      code.op(W.i32_and);
    }
    push(access.c);
    code.memory(rule.op, 0, rule.bytesLog2);
  } else if (rule.kind === 'll') {
    emitLoadLinked(e, access, host);
  } else {
    emitStoreConditional(e, access, host);
  }
}

const addendOf = (addr: Value): number => (addr.type === 'i64' ? TLB64.at.addend : TLB32.at.addend);

/** As in the interpreter: this core is the last writer of the words. */
function emitTrackStore(e: Emitter, rule: MemoryRule, host: number): void {
  const { code, target } = e;
  for (const offset of trackedOffsets(rule)) {
    code.get(host);
    code.i32(offset);
    code.op(W.i32_add);
    code.i32(4 * (HST_ENTRIES - 1));
    code.op(W.i32_and);
    code.get(e.core);
    code.memory(W.i32_load, CORE.at.index, 2);
    code.i32(1);
    code.op(W.i32_add);
    code.memory(W.i32_store, target.hstTable, 2);
  }
}

function emitLoadLinked(e: Emitter, access: Access, host: number): void {
  const { code, values } = e;
  const type = access.record.shape.out?.type ?? 'i32';
  code.get(host);
  code.memory(access.rule.op, 0, access.rule.bytesLog2);
  const value = values.fromStack(type);
  code.get(e.core);
  code.get(host);
  code.memory(W.i32_store, CORE.at.exclusiveHost, 2);
  e.storeWord(CORE.at.exclusiveBytes, 1 << access.rule.bytesLog2);
  code.get(e.core);
  values.push(value);
  if (type === 'i32') code.op(W.i64_extend_i32_u);
  code.memory(W.i64_store, CORE.at.exclusiveValue, 3);
  values.push(value);
}

function emitStoreConditional(e: Emitter, access: Access, host: number): void {
  const { code, values } = e;
  const { b, rule } = access;
  const wide = b?.type === 'i64';
  const pushExpected = (): void => {
    code.get(e.core);
    code.memory(wide ? W.i64_load : W.i32_load, CORE.at.exclusiveValue);
  };
  const pushField = (field: number): void => {
    code.get(e.core);
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
  if (b) values.push(b);
  code.memory(rule.op, 0, rule.bytesLog2);
  pushExpected();
  code.op(wide ? W.i64_ne : W.i32_ne);
  code.else();
  code.i32(1);
  code.end();
  e.storeWord(CORE.at.exclusiveHost, -1);
}

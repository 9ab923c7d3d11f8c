import { CORE, FENCE_KINDS } from '@tutti/ir';
import { W } from '../encoder/instructions.ts';
import type { AnyValueRule, MemoryRule } from '../rules/emit.ts';
import { RULES } from '../rules/rules.ts';
import { type DecodedBlock, type RecordAt, wordOf } from './decode.ts';
import type { Emitter } from './emitter.ts';
import { emitMemory } from './memory.ts';
import { copyState, type FieldState } from './state.ts';
import type { Recipe, Value } from './values.ts';

/** Emit the records of a block before its terminal. The state is updated in place. */
export function emitBody(e: Emitter, block: DecodedBlock, state: FieldState): void {
  e.startBlock();
  let part: Conditional | null = null;
  for (const [index, record] of block.body.entries()) {
    const rule = RULES[record.shape.op];
    const kind = typeof rule === 'function' ? 'value' : rule.kind;
    switch (kind) {
      case 'begin_if':
        part = openConditional(e, block, index, state);
        break;
      case 'end_if':
        if (part) closeConditional(e, part, state);
        part = null;
        break;
      case 'call':
        emitCall(e, record, state);
        break;
      case 'fence':
        emitFence(e, record, state);
        break;
      case 'clear_exclusive':
        e.storeWord(CORE.at.exclusiveHost, -1);
        break;
      case 'code':
        e.code.i32(e.operandsOf(record, state)[0]?.words?.[0] ?? 0);
        e.code.memory(W.i64_load, 0, 0);
        writeOut(e, record, e.values.fromStack('i64'), state);
        break;
      case 'load':
      case 'store':
      case 'rmw':
      case 'cas':
      case 'll':
      case 'sc':
        writeOut(e, record, emitMemory(e, block, record, rule as MemoryRule, state), state);
        break;
      default:
        writeOut(e, record, resultOf(e, record, rule as unknown as Recipe, state), state);
    }
  }
}

function writeOut(e: Emitter, record: RecordAt, value: Value | undefined, state: FieldState): void {
  const { out } = record.shape;
  if (out && value) e.write(wordOf(e.words, record, out), value, state);
}

/** The value of a pure op: a move is its operand, anything else is computed when it is pushed. */
function resultOf(e: Emitter, record: RecordAt, recipe: Recipe, state: FieldState): Value | undefined {
  const { op, out } = record.shape;
  const operands = e.operandsOf(record, state);
  if (op.startsWith('mov_') || op === 'const_v128') return operands[0];
  return out && e.values.deferred(out.type, recipe as AnyValueRule, operands);
}

/** A TSO host orders all but a store with a later load; a weak host nothing. */
function emitFence(e: Emitter, record: RecordAt, state: FieldState): void {
  const kinds = e.operandsOf(record, state)[0]?.words?.[0] ?? 0;
  if (kinds & (e.target.host === 'tso' ? FENCE_KINDS.storeLoad : FENCE_KINDS.full)) e.code.fence();
}

/** Memory gets what the helper may see, fields that it may change are read anew afterwards. */
function emitCall(e: Emitter, record: RecordAt, state: FieldState): void {
  const { code, values } = e;
  const operands = e.operandsOf(record, state);
  const helper = operands.pop()?.words?.[0] ?? 0;
  const { flushed, changed } = e.fields.effectsOf(helper);
  for (const operand of operands) values.hold(operand);
  e.flush(state, flushed);
  code.get(e.core);
  for (let i = 0; i < 4; i++) {
    const operand = operands[i];
    if (operand) values.push(operand);
    else code.i32(0);
  }
  code.call(e.imports.helpers.get(helper) ?? 0);
  const result = values.fromStack('i32');
  if (e.target.shape.helpers[helper]?.mayExit) {
    values.push(result);
    code.if();
    values.push(result);
    code.op(W.return);
    code.end();
  }
  e.reloadBudget();
  for (const field of flushed) state.dirty[field] = 0;
  for (const field of changed) state.values[field] = undefined;
  writeOut(e, record, result, state);
}

/** A conditional part that is open. */
interface Conditional {
  readonly before: FieldState;
  /** Fields that the part may give a value, each with the local where both paths leave it. */
  readonly merged: ReadonlyMap<number, number>;
  readonly scope: number;
}

function openConditional(e: Emitter, block: DecodedBlock, index: number, state: FieldState): Conditional {
  const { code, values } = e;
  const condition = e.operandsOf(block.body[index] as RecordAt, state)[0] as Value;
  const merged = new Map<number, number>();
  for (const field of fieldsOfPart(e, block, index, state)) {
    const value = e.readField(field, state);
    const local = values.scratch(value.type);
    values.push(value);
    code.set(local);
    merged.set(field, local);
  }
  values.push(condition);
  code.if();
  return { before: copyState(state), merged, scope: values.openScope() };
}

/** Fields whose value after a part may differ from the one before it, those that memory holds in both cases left out. */
function fieldsOfPart(e: Emitter, block: DecodedBlock, index: number, state: FieldState): Set<number> {
  const found = new Set<number>();
  for (const record of block.body.slice(index + 1)) {
    const { helper, op, out } = record.shape;
    if (op === 'end_if') break;
    const field = out ? e.fields.indexOf(wordOf(e.words, record, out), out.type) : -1;
    if (field >= 0) found.add(field);
    if (!helper) continue;
    for (const changed of e.fields.effectsOf(wordOf(e.words, record, helper)).changed) {
      if (state.values[changed]) found.add(changed);
    }
  }
  return found;
}

function closeConditional(e: Emitter, part: Conditional, state: FieldState): void {
  const { code, values } = e;
  for (const [field, local] of part.merged) {
    values.push(e.readField(field, state));
    code.set(local);
  }
  code.end();
  values.closeScope(part.scope);
  for (const [field, value] of part.before.values.entries()) {
    const local = part.merged.get(field);
    state.values[field] = local === undefined ? value : values.inLocal(e.fieldAt(field).type, local);
    if (local === undefined) state.dirty[field] = part.before.dirty[field] as number;
    else state.dirty[field] = Math.max(state.dirty[field] as number, part.before.dirty[field] as number);
  }
}

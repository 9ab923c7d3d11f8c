import { BLOCK, CORE, type CodegenTarget, EXIT, JUMP } from '@tutti/ir';
import type { Code } from '../encoder/code.ts';
import { FunctionBody } from '../encoder/function.ts';
import { W } from '../encoder/instructions.ts';

/**
 * The ways from one block to the next that need a look at memory. The interpreter's module and every module of regions have
 * functions of their own for them: a call within a module is cheaper than one between two.
 */
export interface Doors {
  /** (core, block) -> exit: the interpreter, or the block's region. */
  readonly run: number;
  /** (core) -> block or 0: looks pc and mode up in the jump cache. */
  readonly lookup: number;
  /** (core, block, link) -> block or 0: a jump whose link is empty or dead; sets exitLink when it returns 0. */
  readonly unlinked: number;
  /** Type of compiled regions. */
  readonly regionType: number;
  readonly codeTable: number;
}

/** Locals that a look-up in the jump cache uses; pc is an i64 when guest addresses are. */
export interface LookupLocals {
  readonly core: number;
  readonly pc: number;
  readonly entry: number;
}

/** Look a pc and the core's mode up in the jump cache. Leaves the block, or 0. */
export function emitLookup(code: Code, target: CodegenTarget, locals: LookupLocals): void {
  const { area, shape } = target;
  const wide = shape.address === 'i64';
  const pushLow = (shift: number): void => {
    code.get(locals.pc);
    if (wide) code.op(W.i32_wrap_i64);
    if (shift === 0) return;
    code.i32(shift);
    code.op(W.i32_shr_u);
  };
  pushLow(shape.pcShift);
  pushLow(12);
  code.op(W.i32_xor);
  code.i32(area.jumpEntries - 1);
  code.op(W.i32_and);
  code.i32(JUMP.size);
  code.op(W.i32_mul);
  code.get(locals.core);
  code.op(W.i32_add);
  code.set(locals.entry);
  // A 64-bit pc is compared with both words at once: they are neighbours.
  code.get(locals.entry);
  code.memory(wide ? W.i64_load : W.i32_load, area.jumpCache + JUMP.at.pc, 2);
  code.get(locals.pc);
  code.op(wide ? W.i64_eq : W.i32_eq);
  code.get(locals.entry);
  code.memory(W.i32_load, area.jumpCache + JUMP.at.mode, 2);
  code.get(locals.core);
  code.memory(W.i32_load, CORE.at.mode, 2);
  code.op(W.i32_eq);
  code.op(W.i32_and);
  // A predicted branch, not a select: the next block then does not wait for the comparison.
  code.if('i32');
  code.get(locals.entry);
  code.memory(W.i32_load, area.jumpCache + JUMP.at.block, 2);
  code.else();
  code.i32(0);
  code.end();
}

/** The jump cache for the pc that the state holds. Parameter: core. */
export function lookupBody(target: CodegenTarget): FunctionBody {
  const body = new FunctionBody();
  body.reset(1);
  const { code } = body;
  const wide = target.shape.address === 'i64';
  const locals = { core: 0, pc: body.local(wide ? 'i64' : 'i32'), entry: body.local('i32') };
  code.get(locals.core);
  code.memory(wide ? W.i64_load : W.i32_load, CORE.at.pc, 2);
  code.set(locals.pc);
  emitLookup(code, target, locals);
  return body;
}

/**
 * A jump without a live link: the jump cache decides. On the block's own page the link is patched here, unless the successor ends on
 * another page; when the successor is not known, the runtime is given the link. Parameters: core, block, link address.
 */
export function unlinkedBody(target: CodegenTarget, lookup: number): FunctionBody {
  const body = new FunctionBody();
  body.reset(3);
  const { code } = body;
  const [core, block, link] = [0, 1, 2];
  const successor = body.local('i32');
  code.get(core);
  code.memory(W.i32_load, CORE.at.pc, 2);
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.pc, 2);
  code.op(W.i32_xor);
  code.i32(12);
  code.op(W.i32_shr_u);
  if (target.shape.address === 'i64') {
    code.get(core);
    code.memory(W.i32_load, CORE.at.pcHi, 2);
    code.get(block);
    code.memory(W.i32_load, BLOCK.at.pcHi, 2);
    code.op(W.i32_xor);
    code.op(W.i32_or);
  }
  code.if();
  code.get(core);
  code.i32(0);
  code.memory(W.i32_store, CORE.at.exitLink, 2);
  code.get(core);
  code.returnCall(lookup);
  code.end();
  code.get(core);
  code.get(link);
  code.memory(W.i32_store, CORE.at.exitLink, 2);
  code.get(core);
  code.call(lookup);
  code.tee(successor);
  code.if();
  code.get(successor);
  code.memory(W.i32_load, BLOCK.at.gpaPage2, 2);
  code.i32(-1);
  code.op(W.i32_eq);
  code.if();
  code.get(link);
  code.get(successor);
  code.memory(W.i32_atomic_store, 0, 2);
  code.end();
  code.end();
  code.get(successor);
  return body;
}

/** Tail-call the region of the block in a local, or else the interpreter. Both check that the block is live. */
function emitEnter(code: Code, core: number, block: number, doors: Doors): void {
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.code, 2);
  code.if();
  code.get(core);
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.code, 2);
  code.returnCallIndirect(doors.regionType, doors.codeTable);
  code.end();
  code.get(core);
  code.get(block);
  code.returnCall(doors.run);
}

/**
 * Where a region goes that must not run on: out for a dead block, a signal or the budget. Else so little is left of the budget
 * that the slice could end inside the region: the interpreter runs the block, which stops where it must. Parameters: core, block.
 */
export function leaveBody(interpret: number): FunctionBody {
  const body = new FunctionBody();
  body.reset(2);
  const { code } = body;
  const [core, block] = [0, 1];
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.live, 2);
  code.op(W.i32_eqz);
  code.if();
  code.get(core);
  code.i32(0);
  code.memory(W.i32_store, CORE.at.exitLink, 2);
  code.i32(EXIT.LOOKUP);
  code.op(W.return);
  code.end();
  code.get(core);
  code.memory(W.i32_atomic_load, CORE.at.signal, 2);
  code.if();
  code.i32(EXIT.SIGNAL);
  code.op(W.return);
  code.end();
  code.get(core);
  code.memory(W.i32_load, CORE.at.budget, 2);
  code.i32(0);
  code.op(W.i32_lt_s);
  code.if();
  code.i32(EXIT.BUDGET);
  code.op(W.return);
  code.end();
  code.get(core);
  code.get(block);
  code.i32(1);
  code.returnCall(interpret);
  return body;
}

/** Where a region goes through a link, pc being set. Parameters: core, block that jumps, address of the link word. */
export function followBody(doors: Doors): FunctionBody {
  const body = new FunctionBody();
  body.reset(3);
  const { code } = body;
  const [core, block, link] = [0, 1, 2];
  const successor = body.local('i32');
  code.get(link);
  code.memory(W.i32_load, 0, 2);
  code.tee(successor);
  code.if();
  code.get(successor);
  code.memory(W.i32_load, BLOCK.at.live, 2);
  code.if();
  emitEnter(code, core, successor, doors);
  code.end();
  code.end();
  code.get(core);
  code.get(block);
  code.get(link);
  code.call(doors.unlinked);
  code.tee(successor);
  code.if();
  emitEnter(code, core, successor, doors);
  code.end();
  code.i32(EXIT.LOOKUP);
  return body;
}

/** Where a region goes through a computed pc. Parameters: core, pc. */
export function indirectBody(target: CodegenTarget, doors: Doors): FunctionBody {
  const body = new FunctionBody();
  body.reset(2);
  const { code } = body;
  const wide = target.shape.address === 'i64';
  const locals = { core: 0, pc: 1, entry: body.local('i32') };
  const successor = body.local('i32');
  code.get(locals.core);
  code.get(locals.pc);
  code.memory(wide ? W.i64_store : W.i32_store, CORE.at.pc, 2);
  emitLookup(code, target, locals);
  code.tee(successor);
  code.if();
  emitEnter(code, locals.core, successor, doors);
  code.end();
  code.get(locals.core);
  code.i32(0);
  code.memory(W.i32_store, CORE.at.exitLink, 2);
  code.i32(EXIT.LOOKUP);
  return body;
}

/**
 * The soft MMU's path of a memory op of a region. Parameters: core, budget, pc of the instruction, opcode, memory operand, address;
 * pc and address are of the guest's address type.
 */
export function slowBody(target: CodegenTarget, slowImport: number): FunctionBody {
  const body = new FunctionBody();
  body.reset(6);
  const { code } = body;
  const [core, budget, pc, opcode, mem, addr] = [0, 1, 2, 3, 4, 5];
  const wide = target.shape.address === 'i64';
  code.get(core);
  code.get(budget);
  code.memory(W.i32_store, CORE.at.budget, 2);
  code.get(core);
  code.get(pc);
  code.memory(wide ? W.i64_store : W.i32_store, CORE.at.pc, 2);
  code.get(core);
  code.get(opcode);
  code.get(mem);
  code.get(addr);
  if (wide) {
    code.op(W.i32_wrap_i64);
    code.get(addr);
    code.i64(32, 0);
    code.op(W.i64_shr_u);
    code.op(W.i32_wrap_i64);
  } else {
    code.i32(0);
  }
  code.returnCall(slowImport);
  return body;
}

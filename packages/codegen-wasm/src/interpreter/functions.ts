import { BLOCK, CORE, type CodegenTarget, EXIT, JUMP } from '@tutti/ir';
import type { Code } from '../encoder/code.ts';
import { FunctionBody } from '../encoder/function.ts';
import { W } from '../encoder/instructions.ts';

/** Indices of the functions and types that handlers call. */
export interface Functions {
  /** (core, block) -> exit: the interpreter, or the block's region. */
  readonly run: number;
  /** (core, block, cold) -> exit: the same, but the first block is interpreted even if it has a region when `cold` is 1. */
  readonly interpret: number;
  /** (core, block, opcode, mem, addr) -> exit: sets pc and takes the soft MMU's path. */
  readonly slow: number;
  /** (core) -> block or 0: looks pc and mode up in the jump cache. */
  readonly lookup: number;
  /** (core, block, link) -> block or 0: a jump whose link is empty or dead; sets exitLink when it returns 0. */
  readonly unlinked: number;
  /** (core, block, ip) -> exit: the handlers of rare ops. */
  readonly rare: number;
  /** Type of helpers. */
  readonly helperType: number;
  /** Type of compiled regions. */
  readonly regionType: number;
  readonly codeTable: number;
  readonly helperTable: number;
}

/** The interpreter as its users call it. Parameters: core, block. */
export function entryBody(functions: Functions): FunctionBody {
  const body = new FunctionBody();
  body.reset(2);
  const { code } = body;
  code.get(0);
  code.get(1);
  code.i32(0);
  code.returnCall(functions.interpret);
  return body;
}

/** pc of the instruction of a memory operand, then the soft MMU. Parameters: core, block, opcode, mem, addr. */
export function slowBody(target: CodegenTarget, slowImport: number): FunctionBody {
  const body = new FunctionBody();
  body.reset(5);
  const { code } = body;
  const [core, block, opcode, mem, addr] = [0, 1, 2, 3, 4];
  const pushOffset = (): void => {
    code.get(mem);
    code.i32(16);
    code.op(W.i32_shr_u);
  };
  code.get(core);
  code.get(block);
  if (target.shape.address === 'i32') {
    code.memory(W.i32_load, BLOCK.at.pc, 2);
    pushOffset();
    code.op(W.i32_add);
    code.memory(W.i32_store, CORE.at.pc, 2);
  } else {
    code.memory(W.i64_load, BLOCK.at.pc, 2);
    pushOffset();
    code.op(W.i64_extend_i32_u);
    code.op(W.i64_add);
    code.memory(W.i64_store, CORE.at.pc, 3);
  }
  code.get(core);
  code.get(opcode);
  code.get(mem);
  code.get(addr);
  if (target.shape.address === 'i32') code.i32(0);
  else {
    code.op(W.i32_wrap_i64);
    code.get(addr);
    code.i64(32, 0);
    code.op(W.i64_shr_u);
    code.op(W.i32_wrap_i64);
  }
  code.returnCall(slowImport);
  return body;
}

/** The jump cache. Parameter: core. */
export function lookupBody(target: CodegenTarget): FunctionBody {
  const { area, shape } = target;
  const body = new FunctionBody();
  body.reset(1);
  const { code } = body;
  const core = 0;
  const entry = body.local('i32');
  const pc = body.local('i32');
  code.get(core);
  code.memory(W.i32_load, CORE.at.pc, 2);
  code.tee(pc);
  if (shape.pcShift !== 0) {
    code.i32(shape.pcShift);
    code.op(W.i32_shr_u);
  }
  code.get(pc);
  code.i32(12);
  code.op(W.i32_shr_u);
  code.op(W.i32_xor);
  code.i32(area.jumpEntries - 1);
  code.op(W.i32_and);
  code.i32(JUMP.size);
  code.op(W.i32_mul);
  code.get(core);
  code.op(W.i32_add);
  code.set(entry);
  const compare = (cached: number, field: number): void => {
    code.get(entry);
    code.memory(W.i32_load, area.jumpCache + cached, 2);
    code.get(core);
    code.memory(W.i32_load, field, 2);
    code.op(W.i32_ne);
  };
  compare(JUMP.at.pc, CORE.at.pc);
  compare(JUMP.at.mode, CORE.at.mode);
  code.op(W.i32_or);
  if (shape.address === 'i64') {
    compare(JUMP.at.pcHi, CORE.at.pcHi);
    code.op(W.i32_or);
  }
  code.if();
  code.i32(0);
  code.op(W.return);
  code.end();
  code.get(entry);
  code.memory(W.i32_load, area.jumpCache + JUMP.at.block, 2);
  return body;
}

/**
 * A jump without a live link: on the block's own page the runtime patches the link, so leave with its address; across pages
 * the jump cache decides. Parameters: core, block, link address.
 */
export function unlinkedBody(target: CodegenTarget, lookup: number): FunctionBody {
  const body = new FunctionBody();
  body.reset(3);
  const { code } = body;
  const [core, block, link] = [0, 1, 2];
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
  code.i32(0);
  return body;
}

/** Tail-call the region of the block in a local, or else the interpreter. */
function emitEnter(code: Code, core: number, block: number, functions: Functions): void {
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.code, 2);
  code.if();
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.live, 2);
  code.if();
  code.get(core);
  code.get(block);
  code.memory(W.i32_load, BLOCK.at.code, 2);
  code.returnCallIndirect(functions.regionType, functions.codeTable);
  code.end();
  code.end();
  code.get(core);
  code.get(block);
  code.returnCall(functions.run);
}

/**
 * Where a region goes that must not run on: out for a dead block, a signal or the budget. Else so little is left of the budget
 * that the slice could end inside the region: the interpreter runs the block, which stops where it must. Parameters: core, block.
 */
export function leaveBody(functions: Functions): FunctionBody {
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
  code.returnCall(functions.interpret);
  return body;
}

/** Where a region goes through a link, pc being set. Parameters: core, block that jumps, address of the link word. */
export function followBody(functions: Functions): FunctionBody {
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
  emitEnter(code, core, successor, functions);
  code.end();
  code.end();
  code.get(core);
  code.get(block);
  code.get(link);
  code.call(functions.unlinked);
  code.tee(successor);
  code.if();
  emitEnter(code, core, successor, functions);
  code.end();
  code.i32(EXIT.LOOKUP);
  return body;
}

/** Where a region goes when only pc says where. Parameter: core. */
export function indirectBody(functions: Functions): FunctionBody {
  const body = new FunctionBody();
  body.reset(1);
  const { code } = body;
  const core = 0;
  const successor = body.local('i32');
  code.get(core);
  code.call(functions.lookup);
  code.tee(successor);
  code.if();
  emitEnter(code, core, successor, functions);
  code.end();
  code.get(core);
  code.i32(0);
  code.memory(W.i32_store, CORE.at.exitLink, 2);
  code.i32(EXIT.LOOKUP);
  return body;
}

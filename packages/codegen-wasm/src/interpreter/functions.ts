import { BLOCK, CORE, type CodegenTarget } from '@tutti/ir';
import { FunctionBody } from '../encoder/function.ts';
import { W } from '../encoder/instructions.ts';
import type { Doors } from './doors.ts';

/** Indices of the functions and types that handlers call. */
export interface Functions extends Doors {
  /** (core, block, cold) -> exit: the same, but the first block is interpreted even if it has a region when `cold` is 1. */
  readonly interpret: number;
  /** (core, block, opcode, mem, addr) -> exit: sets pc and takes the soft MMU's path. */
  readonly slow: number;
  /** (core, block, ip) -> exit: the handlers of rare ops. */
  readonly rare: number;
  /** Type of helpers. */
  readonly helperType: number;
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

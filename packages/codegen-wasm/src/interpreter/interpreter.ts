import {
  CORE,
  type CodegenTarget,
  OPCODE_COUNT,
  type OpName,
  opOf,
  RECORD_WORDS,
  specOf,
  type ValueType,
} from '@tutti/ir';
import type { Label } from '../encoder/code.ts';
import type { FunctionBody } from '../encoder/function.ts';
import { W } from '../encoder/instructions.ts';
import { ModuleBuilder } from '../encoder/module.ts';
import type { MemoryRule, Rules } from '../rules/emit.ts';
import { RULES } from '../rules/rules.ts';
import { type Sequence, sequencesOf } from '../sequences.ts';
import { emitArrival, emitControl, emitEntry, emitRegion, type Targets } from './control.ts';
import { leaveBody, lookupBody, unlinkedBody } from './doors.ts';
import { Frame } from './frame.ts';
import { entryBody, type Functions, slowBody } from './functions.ts';
import { emitHandler, isComputing } from './handlers.ts';
import { emitFastMemory, emitRare } from './memory.ts';

/** Pages that a 32-bit memory can have; the imported memory may have fewer. */
export const MAX_PAGES = 65536;

/** Names under which the interpreter's module imports and exports. */
export const LINKS = {
  memory: 'memory',
  codeTable: 'code',
  helperTable: 'helpers',
  slow: 'slow',
  helper: (index: number): string => `h${index}`,
  /** (core, block) -> exit. Entered by the executor and, by tail call, by regions that leave towards an interpreted block. */
  run: 'run',
  /** (core, block) -> exit: a region that must not run on leaves before the block. */
  leave: 'leave',
} as const;

/**
 * Generate the cold tier: a module that runs blocks record by record, or sequences of records. One function holds the frequent handlers
 * and those of sequences around a single `br_table`; ops on floats and vectors, atomics, divisions and all that loads and stores rarely need
 * sit in a second one, so that the first stays small enough to be compiled well.
 */
export function generateInterpreter(target: CodegenTarget): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const addr = target.shape.address;
  const helperType = module.type(['i32', 'i32', 'i32', 'i32', 'i32'], ['i32']);
  const regionType = module.type(['i32'], ['i32']);
  const pairType = module.type(['i32', 'i32'], ['i32']);
  const tripleType = module.type(['i32', 'i32', 'i32'], ['i32']);
  module.importMemory(LINKS.memory, 1, MAX_PAGES);
  const codeTable = module.importTable(LINKS.codeTable);
  const helperTable = module.importTable(LINKS.helperTable);
  const slowImport = module.importFunction(LINKS.slow, helperType);
  const helpers = target.shape.helpers.map((_, i) => module.importFunction(LINKS.helper(i), helperType));
  if (helpers.length > 0) module.fillTable(helperTable, 0, helpers);

  const run = module.declare(pairType);
  const functions: Functions = {
    run,
    interpret: module.declare(tripleType),
    slow: module.declare(module.type(['i32', 'i32', 'i32', 'i32', addr], ['i32'])),
    lookup: module.declare(regionType),
    unlinked: module.declare(tripleType),
    rare: module.declare(tripleType),
    helperType,
    regionType,
    codeTable,
    helperTable,
  };
  module.define(entryBody(functions));
  module.define(interpretBody(target, functions));
  module.define(slowBody(target, slowImport));
  module.define(lookupBody(target));
  module.define(unlinkedBody(target, functions.lookup));
  module.define(rareBody(target, functions));
  module.exportFunction(LINKS.run, run);
  const leave = module.declare(pairType);
  module.define(leaveBody(functions.interpret));
  module.exportFunction(LINKS.leave, leave);
  return module.finish();
}

const INTEGER_TYPES: readonly (ValueType | 'addr' | undefined)[] = ['i32', 'i64', 'addr', undefined];
const RARE_KINDS = ['rmw', 'cas', 'll', 'sc'];

/** Whether an op's handler is in the second function. */
function isRare(op: OpName): boolean {
  const rule = RULES[op];
  if (!isComputing(op)) return false;
  if (typeof rule !== 'function' && RARE_KINDS.includes(rule.kind)) return true;
  if (/^(div|rem|mulh)_/.test(op)) return true;
  const spec = specOf(op);
  return ![spec.out, ...spec.in].every((type) => INTEGER_TYPES.includes(type));
}

/** Whether an op is a load or store: the first function has its frequent way, the second one all of it. */
const isPlainMemory = (rule: Rules[OpName]): rule is MemoryRule =>
  typeof rule !== 'function' && (rule.kind === 'load' || rule.kind === 'store');

/** Every opcode that exists, with its op. */
const OPCODES: readonly { readonly opcode: number; readonly op: OpName }[] = Array.from(
  { length: OPCODE_COUNT },
  (_, opcode) => ({ opcode, op: opOf(opcode) }),
).filter(({ opcode }) => RECORD_WORDS[opcode] !== 0);

function interpretBody(target: CodegenTarget, functions: Functions): FunctionBody {
  const frame = new Frame(target);
  const { code } = frame;
  code.get(frame.core);
  code.i32(0);
  code.memory(W.i32_store, CORE.at.region, 2);
  // The third parameter says whether to stay out of the first block's region; afterwards it is ip.
  emitArrival(frame);
  emitRegion(frame, functions, frame.ip);
  const enter = code.loop();
  emitEntry(frame);
  const live = code.block();
  const arrive = code.block();
  const next = code.loop();
  const targets = { arrive, live, next };
  const frequent = OPCODES.filter(({ op }) => !isRare(op));
  const rareLengths = [
    ...new Set(OPCODES.filter(({ op }) => isRare(op)).map(({ opcode }) => RECORD_WORDS[opcode] as number)),
  ];
  emitDispatch(frame, [
    ...frequent.map(({ opcode }) => ({
      opcodes: [opcode],
      emit: (): void => emitRecords(frame, [opcode], functions, targets),
    })),
    ...sequencesOf(target.shape.address).map(({ opcode, opcodes }: Sequence) => ({
      opcodes: [opcode],
      emit: (): void => emitRecords(frame, opcodes, functions, targets),
    })),
    ...rareLengths.map((words) => ({
      opcodes: OPCODES.filter(({ op, opcode }) => isRare(op) && RECORD_WORDS[opcode] === words).map(
        ({ opcode }) => opcode,
      ),
      emit: (): void => emitRareCall(frame, words, functions, next),
    })),
  ]);
  code.end();
  code.op(W.unreachable);
  code.end();
  emitArrival(frame);
  code.end();
  emitRegion(frame, functions);
  code.br(enter);
  code.end();
  code.op(W.unreachable);
  return frame.body;
}

/** Records one behind the other, of which the last alone may transfer control; then dispatch. */
function emitRecords(frame: Frame, opcodes: readonly number[], functions: Functions, targets: Targets): void {
  let start = 0;
  for (const opcode of opcodes) {
    const record = frame.shapeOf(opcode, start);
    const op = opOf(opcode);
    if (!isComputing(op)) {
      emitControl(frame, op, record, functions, targets);
      return;
    }
    const rule = RULES[op];
    if (isPlainMemory(rule)) emitFastMemory(frame, record, rule, functions, start);
    else emitHandler(frame, opcode, record, functions);
    start = record.bytes;
  }
  frame.code.get(frame.ip);
  frame.code.i32(start);
  frame.code.op(W.i32_add);
  frame.code.set(frame.ip);
  frame.code.br(targets.next);
}

/** Run the record in the second function and step over it. */
function emitRareCall(frame: Frame, words: number, functions: Functions, next: Label): void {
  const { code } = frame;
  emitRare(frame, functions);
  code.get(frame.ip);
  code.i32(4 * words);
  code.op(W.i32_add);
  code.set(frame.ip);
  code.br(next);
}

function rareBody(target: CodegenTarget, functions: Functions): FunctionBody {
  const frame = new Frame(target);
  const { code } = frame;
  const sequences = sequencesOf(target.shape.address);
  emitDispatch(
    frame,
    OPCODES.filter(({ op }) => isRare(op) || isPlainMemory(RULES[op])).map(({ opcode }) => ({
      opcodes: [opcode, ...sequences.filter(({ opcodes }) => opcodes[0] === opcode).map((sequence) => sequence.opcode)],
      emit: (): void => {
        emitHandler(frame, opcode, frame.shapeOf(opcode), functions);
        code.i32(0);
        code.op(W.return);
      },
    })),
  );
  return frame.body;
}

interface Case {
  readonly opcodes: readonly number[];
  /** Must not fall through. */
  readonly emit: () => void;
}

/** A `br_table` on the opcode at `ip`, then the cases; an opcode without a case traps. */
function emitDispatch(frame: Frame, cases: readonly Case[]): void {
  const { code } = frame;
  const invalid = code.block();
  const labels = cases.map(() => code.block()).reverse();
  const byOpcode: Label[] = new Array<Label>(1 + Math.max(...cases.flatMap(({ opcodes }) => opcodes))).fill(invalid);
  for (const [index, one] of cases.entries())
    for (const opcode of one.opcodes) byOpcode[opcode] = labels[index] as Label;
  code.get(frame.ip);
  code.memory(W.i32_load, 0, 2);
  code.brTable(byOpcode, invalid);
  for (const one of cases) {
    code.end();
    one.emit();
  }
  code.end();
  code.op(W.unreachable);
}

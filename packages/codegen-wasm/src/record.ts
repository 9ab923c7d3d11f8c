import {
  hasConstRhs,
  IMM_WORDS,
  type ImmKind,
  MAY_FAULT,
  OPCODE_COUNT,
  type OperandType,
  type OpName,
  opOf,
  RECORD_WORDS,
  specOf,
  type ValueType,
} from '@tutti/ir';
import { sequencesOf } from './sequences.ts';

/** One word, or run of words, of a record. */
export interface RecordPart {
  /** `slot`: the byte offset of a value in the core's area; `const`: the value itself; else the kind of immediate. */
  readonly form: 'slot' | 'const' | ImmKind;
  /** Type of the value that the part stands for. */
  readonly type: ValueType;
  /** Index of its first word in the record. */
  readonly word: number;
}

/** The parts of the records of one opcode. */
export interface RecordShape {
  readonly opcode: number;
  readonly op: OpName;
  readonly out: RecordPart | undefined;
  readonly operands: readonly RecordPart[];
  readonly imm: readonly RecordPart[];
  /** Operands, then immediates: what a rule is given. */
  readonly inputs: readonly RecordPart[];
  /** The parts that name slots, the result included. */
  readonly slots: readonly RecordPart[];
  /** The immediate that names a helper. */
  readonly helper: RecordPart | undefined;
  /** May leave the block through a guest fault. */
  readonly mayFault: boolean;
  readonly words: number;
}

/** Type of an immediate as an operand of a rule. */
const immType = (kind: ImmKind): ValueType => {
  if (kind === 'lanes') return 'v128';
  return kind === 'i64' || kind === 'target' ? 'i64' : 'i32';
};

/** Shapes of the records of every opcode, with a sequence's that of its first record; undefined where an opcode does not exist. @param address  type of guest addresses */
export function recordShapes(address: 'i32' | 'i64'): readonly (RecordShape | undefined)[] {
  const shapes = Array.from({ length: OPCODE_COUNT }, (_, opcode) =>
    RECORD_WORDS[opcode] === 0 ? undefined : shapeOf(opcode, address),
  );
  return [...shapes, ...sequencesOf(address).map(({ opcodes }) => shapes[opcodes[0] as number])];
}

function shapeOf(opcode: number, address: 'i32' | 'i64'): RecordShape {
  const op = opOf(opcode);
  const spec = specOf(op);
  let word = 1;
  const take = (form: RecordPart['form'], type: OperandType, words: number): RecordPart => {
    const part: RecordPart = { form, type: type === 'addr' ? address : type, word };
    word += words;
    return part;
  };
  const out = spec.out ? take('slot', spec.out, 1) : undefined;
  const operands = spec.in.map((type, index) => {
    const constant = hasConstRhs(opcode) && index === spec.in.length - 1;
    return constant ? take('const', type, type === 'i64' ? 2 : 1) : take('slot', type, 1);
  });
  const imm = (spec.imm ?? []).map((kind) => take(kind, immType(kind), IMM_WORDS[kind]));
  return {
    opcode,
    op,
    out,
    operands,
    imm,
    inputs: [...operands, ...imm],
    slots: [...operands.filter((part) => part.form === 'slot'), ...(out ? [out] : [])],
    helper: imm.find((part) => part.form === 'helper'),
    mayFault: (spec.traits & MAY_FAULT) !== 0,
    words: word,
  };
}

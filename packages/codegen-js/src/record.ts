import { hasConstRhs, type OperandType, opOf, specOf, type ValueType } from '@tutti/ir';

/** One operand of a record: a slot, or the constant of the constant form; `word` counts from the start of the record. */
export interface OperandPlace {
  readonly type: OperandType;
  readonly constant: boolean;
  readonly word: number;
}

/** Where the parts of a record stand, by opcode. */
export interface RecordShape {
  readonly out: ValueType | undefined;
  readonly operands: readonly OperandPlace[];
  /** Word of the first immediate. */
  readonly imm: number;
}

const shapes = new Map<number, RecordShape>();

export function recordShape(opcode: number): RecordShape {
  const known = shapes.get(opcode);
  if (known !== undefined) return known;
  const spec = specOf(opOf(opcode));
  let word = spec.out ? 2 : 1;
  const operands = spec.in.map((type, i): OperandPlace => {
    const constant = hasConstRhs(opcode) && i === spec.in.length - 1;
    const place = { type, constant, word };
    word += constant && type === 'i64' ? 2 : 1;
    return place;
  });
  const shape = { out: spec.out, operands, imm: word };
  shapes.set(opcode, shape);
  return shape;
}

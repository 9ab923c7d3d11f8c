export { Decoder, MAX_LENGTH, type Mode } from './decoder.ts';
export { Access, DecodeError, Instruction, OPERAND_LAYOUT, OperandKind, Prefix } from './instruction.ts';
export { Feature, Op } from './op.gen.ts';
export { Reg, REGISTER_NAMES, RegBase } from './registers.ts';

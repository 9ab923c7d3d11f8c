export { Decoder, type Mode } from './decoder.ts';
export {
  Flag,
  Flow,
  featureName,
  featureOf,
  flagsCleared,
  flagsRead,
  flagsSet,
  flagsUndefined,
  flagsWritten,
  flowOf,
  opName,
} from './info.ts';
export { Access, DecodeError, Instruction, OPERAND_LAYOUT, OperandKind, Prefix } from './instruction.ts';
export { Feature, Op } from './op.gen.ts';
export { MAX_LENGTH } from './rare.ts';
export { REGISTER_NAMES, Reg, RegBase } from './registers.ts';
export { formatAtt } from './text/att.ts';
export { formatIntel } from './text/intel.ts';
export { mnemonicOf } from './text/mnemonic.ts';

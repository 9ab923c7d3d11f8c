export { type A32Visitor, decodeA32 } from './a32.gen.ts';
export type {
  A32DataProcessingVisitor,
  A32MediaVisitor,
  A32MemoryVisitor,
  A32SystemVisitor,
} from './a32-visitor.gen.ts';
export { type Disassembly, disassembleA32, disassembleT32 } from './disassemble/index.ts';
export type { CoprocessorVisitor, NeonVisitor, VfpVisitor } from './shared.gen.ts';
export { decodeT16, type T16Visitor } from './t16.gen.ts';
export { decodeT32, type T32Visitor } from './t32.gen.ts';
export type {
  T16InstructionVisitor,
  T32DataProcessingVisitor,
  T32MemoryVisitor,
  T32SystemVisitor,
} from './t32-visitor.gen.ts';
export { isT32Wide, t32BranchOffset, t32CondBranchOffset } from './thumb.ts';

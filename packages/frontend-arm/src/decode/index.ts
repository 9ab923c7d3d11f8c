export { type A32Visitor, decodeA32 } from './a32.gen.ts';
export type {
  A32DataProcessingVisitor,
  A32MediaVisitor,
  A32MemoryVisitor,
  A32SystemVisitor,
} from './a32-visitor.gen.ts';
export type { CoprocessorVisitor } from './shared.gen.ts';

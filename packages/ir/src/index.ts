export * from './back-end.ts';
export * from './block.ts';
export { type BlockAssembler, type BuilderOptions, createBuilder } from './build/block-builder.ts';
export * from './builder.ts';
export * from './core.ts';
export * from './exits.ts';
export * from './guest.ts';
export * from './mem-operand.ts';
export * from './opcodes.ts';
export * from './ops.ts';
export { placeBlock } from './place-block.ts';
export { createReferenceExecutor, referenceBackEnd } from './reference/executor.ts';
export * from './rules.ts';
export * from './target.ts';
export { fieldName, slotName, slotOf } from './text/field-names.ts';
export {
  buildProgram,
  parseProgram,
  parseStatement,
  printProgram,
  printStatement,
  type Statement,
} from './text/program.ts';
export { type FlatRecord, parseRecords, printBlock, printRecords, recordsOf } from './text/records.ts';
export * from './traits.ts';
export { verifyRecords } from './verify.ts';

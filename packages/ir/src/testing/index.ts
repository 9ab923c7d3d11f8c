export {
  type ArbitraryProgram,
  type ProgramKinds,
  programFrom,
  randomSteps,
  STEP_NUMBERS,
  type Step,
} from './arbitrary-program.ts';
export { type Case, type CaseBlock, parseCases } from './cases.ts';
export { codeReads } from './code-reads.ts';
export { lowerProgram, lowerToWords } from './lower-program.ts';
export { type RunCaseOptions, readField, runCase } from './run-case.ts';
export { type RunProgramOptions, runProgram } from './run-program.ts';
export { createTestMachine, type TestMachine, type TestMachineOptions } from './test-machine.ts';
export { memOpOf, READ_ONLY_PAGE, SLOW_PAGE, TEST_FAULT, TEST_RAM, TEST_RAM_BYTES, TestMemory } from './test-memory.ts';
export { TEST_SHAPE_32, TEST_SHAPE_64, TEST_STATE, testHelpers } from './test-shape.ts';

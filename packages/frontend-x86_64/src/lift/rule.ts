import type { Instruction } from '../decode/instruction.ts';
import type { Lift } from './lift.ts';

/** Lifts one instruction. */
export type Rule = (l: Lift, i: Instruction) => void;

/**
 * One operand or result of an op as JavaScript text. Which parts mean something follows from its type: `lo` for i32,
 * `lo` and `hi` for i64; `single` and `double` are the float in memory; `word` is the index of its memory slot in `I`.
 * Floats and vectors always live in memory, so that moving them keeps every bit of a NaN.
 */
export interface Ref {
  readonly lo: string;
  readonly hi: string;
  readonly single: string;
  readonly double: string;
  readonly word: string;
}

/** What a rule writes to: the text of one op. Names in the text are those of `Scope` (scope.ts). */
export interface Emitter {
  readonly out: Ref;
  /** Immediate number `index`, counted in words, as text. */
  imm(index: number): string;
  line(text: string): void;
  /** Guest address of a memory op with its displacement: text of its low and high word. */
  address(base: Ref): { lo: string; hi: string };
  /** Opcode of the op, as text. */
  readonly opcode: string;
  /** Statements that put the pc of the running guest instruction into the state. */
  exactPc(): void;
  /** Leave with the reason in the expression. */
  leave(reason: string): void;
  /** Skip the conditional part when the expression is 0; `end` closes it. */
  beginIf(condition: string): void;
  endIf(): void;
  /** Go to a constant target: immediates `target` and `target + 1`, link word at immediate `link`. */
  jump(target: number, link: number): void;
  branch(condition: string): void;
  indirect(lo: string, hi: string): void;
  /** Whether the helper of this call may exit, as text: a constant when it is known here. */
  helperMayExit(): string;
}

/** Result text for the integer types. */
export const set32 = (e: Emitter, value: string): void => e.line(`${e.out.lo} = ${value};`);

/** Both halves are computed before either is written: the result may be an operand. */
export const set64 = (e: Emitter, lo: string, hi: string): void =>
  e.line(`{ const lo = ${lo}, hi = ${hi}; ${e.out.lo} = lo; ${e.out.hi} = hi; }`);

/** The result of a library function that returns the low word and leaves the high one in `H[0]`. */
export const setCall64 = (e: Emitter, call: string): void => e.line(`${e.out.lo} = ${call}; ${e.out.hi} = H[0];`);

export const setSingle = (e: Emitter, value: string): void => e.line(`${e.out.single} = ${value};`);
export const setDouble = (e: Emitter, value: string): void => e.line(`${e.out.double} = ${value};`);

/** Copy memory slots of `words` words. */
export const copyWords = (e: Emitter, from: Ref, words: number): void => {
  for (let i = 0; i < words; i++) e.line(`I[${e.out.word} + ${i}] = I[${from.word} + ${i}];`);
};

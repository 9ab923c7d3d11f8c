import type { BackEnd, Executor, ExecutorHost, Exit } from '@tutti/ir';
import { blockText } from './compile-block.ts';
import { handlersText } from './handlers.ts';
import { RUNTIME_TEXT } from './runtime-text.ts';
import { createScope } from './scope.ts';

/** A compiled block: runs it on a core. */
type Compiled = (core: number) => number;
/** Turns text that ends in `return` into a value, with the given names in scope. */
const evaluate = <T>(names: Readonly<Record<string, unknown>>, text: string): T =>
  new Function(...Object.keys(names), `'use strict';\n${text}`)(...Object.values(names)) as T;

/**
 * Runs blocks as JavaScript: cold ones record by record through generated handlers, hot ones as a function of their own.
 * Needs no WebAssembly code generation, only the shared memory.
 */
export function createJsExecutor(host: ExecutorHost): Executor {
  const scope = createScope(host);
  const compiled = new Map<number, Compiled>();
  /** The functions of RUNTIME_TEXT that a compiled block calls arrive as arguments. */
  const compile = (block: number, leave: unknown, go: unknown, through: unknown, setPc: unknown): Compiled =>
    evaluate({ ...scope, leave, go, through, setPc }, blockText(scope.I, block, host.target));
  const run = evaluate<(core: number, block: number) => Exit>(
    { ...scope, compiled, compile },
    `${RUNTIME_TEXT}\n${handlersText(host.target.shape)}\nreturn run;`,
  );
  return {
    run,
    install() {
      // Compiles inside the executor: modules of other back ends are not for it.
    },
    reset() {
      compiled.clear();
    },
  };
}

/** The portable back end. */
export const jsBackEnd: BackEnd = { name: 'js', createExecutor: createJsExecutor };

import { EXIT, type Executor, type ExecutorHost, type Exit } from '@tutti/ir';
import { FunctionBody } from './encoder/function.ts';
import { IMPORT_MODULE, ModuleBuilder } from './encoder/module.ts';
import { generateInterpreter, LINKS } from './interpreter/interpreter.ts';

/** Entries of the code table: table indices that regions of a machine may have. */
export const CODE_TABLE_ENTRIES = 65_536;

type Run = (core: number, block: number) => Exit;

/** A module of one function (core) -> EXIT.INSTALL, which a table slot holds until the thread installs the region's module. */
function stubModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const stub = module.declare(module.type(['i32'], ['i32']));
  const body = new FunctionBody();
  body.reset(1);
  body.code.i32(EXIT.INSTALL);
  module.define(body);
  module.exportFunction('stub', stub);
  return module.finish();
}

const instantiate = (bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.ModuleImports): WebAssembly.Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), { [IMPORT_MODULE]: imports }).exports;

/**
 * The executor of one core thread: the generated interpreter, and the table through which compiled regions are entered.
 * `install` compiles synchronously; equal bytes were compiled before by another thread as a rule, which engines recognise.
 */
export function createExecutor(host: ExecutorHost): Executor {
  const stub = instantiate(stubModule(), {}).stub;
  const codeTable = new WebAssembly.Table({ element: 'anyfunc', initial: CODE_TABLE_ENTRIES }, stub);
  const helperTable = new WebAssembly.Table({ element: 'anyfunc', initial: Math.max(1, host.helpers.length) });
  const shared: WebAssembly.ModuleImports = {
    [LINKS.memory]: host.memory,
    [LINKS.codeTable]: codeTable,
    [LINKS.helperTable]: helperTable,
    [LINKS.slow]: host.slow,
  };
  const helpers = Object.fromEntries(host.helpers.map((helper, index) => [LINKS.helper(index), helper]));
  const interpreter = instantiate(generateInterpreter(host.target), { ...shared, ...helpers });
  const run = interpreter[LINKS.run] as Run;
  const imports = { ...shared, ...helpers, ...interpreter };
  return {
    run,
    install(bytes) {
      instantiate(new Uint8Array(bytes), imports);
    },
    reset() {
      for (let index = 1; index < CODE_TABLE_ENTRIES; index++) codeTable.set(index, stub);
    },
  };
}

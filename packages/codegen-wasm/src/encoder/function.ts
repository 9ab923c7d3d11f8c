import { Code, WASM_TYPE, type WasmType } from './code.ts';

/** The body of one function under construction: code and the locals it asks for. */
export class FunctionBody {
  readonly code: Code;
  private readonly types: WasmType[] = [];
  private params = 0;

  constructor(code: Code = new Code()) {
    this.code = code;
  }

  /** Start a function with this many parameters, which are locals 0, 1, ... */
  reset(params: number): void {
    this.code.reset();
    this.types.length = 0;
    this.params = params;
  }

  /** A new local, zero at entry. */
  local(type: WasmType): number {
    this.types.push(type);
    return this.params + this.types.length - 1;
  }

  get localCount(): number {
    return this.params + this.types.length;
  }

  /** Append the function as the code section holds it: size, runs of locals, instructions, `end`. */
  write(out: Code, scratch: Code): void {
    scratch.reset();
    const runs: [count: number, type: WasmType][] = [];
    for (const type of this.types) {
      const last = runs.at(-1);
      if (last && last[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    scratch.u32(runs.length);
    for (const [count, type] of runs) {
      scratch.u32(count);
      scratch.byte(WASM_TYPE[type]);
    }
    out.u32(scratch.length + this.code.length + 1);
    out.append(scratch.view());
    out.append(this.code.view());
    out.byte(0x0b);
  }
}

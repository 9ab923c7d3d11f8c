import { Code, WASM_TYPE, type WasmType } from './code.ts';
import type { FunctionBody } from './function.ts';

/** A function type. */
export interface FunctionType {
  readonly params: readonly WasmType[];
  readonly results: readonly WasmType[];
}

type Import =
  | { readonly kind: 'function'; readonly name: string; readonly type: number }
  | { readonly kind: 'memory'; readonly name: string; readonly minPages: number; readonly maxPages: number }
  | { readonly kind: 'table'; readonly name: string };

/** Every import comes from this module name. */
export const IMPORT_MODULE = 'e';
const SECTION = { type: 1, import: 2, function: 3, export: 7, element: 9, code: 10 } as const;
const FUNCREF = 0x70;
const EXTERNAL = { function: 0, table: 1, memory: 2 } as const;
const FUNC_TYPE = 0x60;
const LIMITS = { min: 0, minMax: 1, sharedMinMax: 3 } as const;

/**
 * Assembles a module: imports first, then functions in order, then `finish`. Function indices count imported functions
 * first. The memory is shared; a table of its own holds functions for the elements that `elements` names.
 */
export class ModuleBuilder {
  private readonly types: FunctionType[] = [];
  private readonly imports: Import[] = [];
  private readonly declared: number[] = [];
  private readonly exports: { name: string; kind: keyof typeof EXTERNAL; index: number }[] = [];
  private readonly elements: { table: number; offset: number; functions: readonly number[] }[] = [];
  private readonly bodies = new Code(1 << 16);
  private readonly scratch = new Code();
  private importedFunctions = 0;
  private importedTables = 0;

  /** Index of a function type; equal types share one. */
  type(params: readonly WasmType[], results: readonly WasmType[]): number {
    const key = `${params}>${results}`;
    const found = this.types.findIndex((t) => `${t.params}>${t.results}` === key);
    if (found >= 0) return found;
    return this.types.push({ params, results }) - 1;
  }

  /** @returns the function's index. All imports of functions come before the first `define`. */
  importFunction(name: string, type: number): number {
    this.imports.push({ kind: 'function', name, type });
    return this.importedFunctions++;
  }

  importMemory(name: string, minPages: number, maxPages: number): void {
    this.imports.push({ kind: 'memory', name, minPages, maxPages });
  }

  /** @returns the table's index */
  importTable(name: string): number {
    this.imports.push({ kind: 'table', name });
    return this.importedTables++;
  }

  /** Reserve the index of a function whose body comes later; bodies are added in the order of `declare`. */
  declare(type: number): number {
    return this.importedFunctions + this.declared.push(type) - 1;
  }

  /** Add the body of the next declared function. */
  define(body: FunctionBody): void {
    body.write(this.bodies, this.scratch);
  }

  exportFunction(name: string, index: number): void {
    this.exports.push({ name, kind: 'function', index });
  }

  /** Put functions in a table when the module is instantiated. */
  fillTable(table: number, offset: number, functions: readonly number[]): void {
    this.elements.push({ table, offset, functions });
  }

  /** The finished module, in memory of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    const out = new Code(this.bodies.length + 4096);
    out.append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    this.section(out, SECTION.type, this.types, (code, type) => {
      code.byte(FUNC_TYPE);
      for (const list of [type.params, type.results]) {
        code.u32(list.length);
        for (const one of list) code.byte(WASM_TYPE[one]);
      }
    });
    this.section(out, SECTION.import, this.imports, writeImport);
    this.section(out, SECTION.function, this.declared, (code, type) => code.u32(type));
    this.section(out, SECTION.export, this.exports, (code, entry) => {
      code.name(entry.name);
      code.byte(EXTERNAL[entry.kind]);
      code.u32(entry.index);
    });
    this.section(out, SECTION.element, this.elements, (code, segment) => {
      // Flag 2: active segment of a named table, with element kind 0 (functions).
      code.u32(2);
      code.u32(segment.table);
      code.i32(segment.offset);
      code.byte(0x0b);
      code.byte(0);
      code.u32(segment.functions.length);
      for (const func of segment.functions) code.u32(func);
    });
    out.byte(SECTION.code);
    this.scratch.reset();
    this.scratch.u32(this.declared.length);
    out.u32(this.scratch.length + this.bodies.length);
    out.append(this.scratch.view());
    out.append(this.bodies.view());
    return out.bytes.slice(0, out.length) as Uint8Array<ArrayBuffer>;
  }

  private section<T>(out: Code, id: number, items: readonly T[], write: (code: Code, item: T) => void): void {
    if (items.length === 0) return;
    this.scratch.reset();
    this.scratch.u32(items.length);
    for (const item of items) write(this.scratch, item);
    out.byte(id);
    out.u32(this.scratch.length);
    out.append(this.scratch.view());
  }
}

function writeImport(code: Code, entry: Import): void {
  code.name(IMPORT_MODULE);
  code.name(entry.name);
  code.byte(EXTERNAL[entry.kind]);
  if (entry.kind === 'function') {
    code.u32(entry.type);
    return;
  }
  if (entry.kind === 'memory') {
    code.byte(LIMITS.sharedMinMax);
    code.u32(entry.minPages);
    code.u32(entry.maxPages);
    return;
  }
  code.byte(FUNCREF);
  code.byte(LIMITS.min);
  code.u32(0);
}

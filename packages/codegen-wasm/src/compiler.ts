import { BLOCK, type CodegenTarget, type CompiledModule, type RegionCompiler } from '@tutti/ir';
import { FunctionBody } from './encoder/function.ts';
import { ModuleBuilder } from './encoder/module.ts';
import { type Doors, followBody, indirectBody, lookupBody, slowBody, unlinkedBody } from './interpreter/doors.ts';
import { LINKS, MAX_PAGES } from './interpreter/interpreter.ts';
import { recordShapes } from './record.ts';
import { type DecodedBlock, wordOf } from './region/decode.ts';
import { Emitter, type Imports } from './region/emitter.ts';
import { FieldTable } from './region/fields.ts';
import { RegionEmitter } from './region/region.ts';
import { type Region, type RegionOptions, Selector } from './region/select.ts';

/** Modules that wait for the threads that install them: more than any thread is behind. */
const PREPARED_MODULES = 64;

/**
 * The compiler of hot blocks: one function per region, all regions of a call in one module. Reads blocks from shared memory and
 * writes nothing but the counters of blocks that it leaves to the interpreter for now.
 */
export function createCompiler(
  memory: WebAssembly.Memory,
  target: CodegenTarget,
  options: RegionOptions = {},
): RegionCompiler {
  return new Compiler(new Int32Array(memory.buffer), target, options);
}

class Compiler implements RegionCompiler {
  private readonly words: Int32Array;
  private readonly target: CodegenTarget;
  private readonly selector: Selector;
  /** Blocks that were hot inside a region of another entry: given a second chance before they get one of their own. */
  private readonly deferred = new Set<number>();

  /** The latest modules: an engine forgets what nobody holds. */
  private readonly prepared: WebAssembly.Module[] = [];

  constructor(words: Int32Array, target: CodegenTarget, options: RegionOptions) {
    this.words = words;
    this.target = target;
    this.selector = new Selector(words, target, recordShapes(target.shape.address), options);
  }

  compile(blocks: readonly number[], firstIndex: number): CompiledModule | null {
    const regions: Region[] = [];
    const members = new Set<number>();
    for (const block of blocks) {
      if (!this.selector.isLive(block) || this.field(block, BLOCK.at.code) !== 0) continue;
      if ((members.has(block) || this.field(block, BLOCK.at.region) !== 0) && this.defer(block)) continue;
      if (regions.some((region) => region.blocks[0]?.offset === block)) continue;
      const region = this.selector.select(block);
      for (const { offset } of region.blocks) members.add(offset);
      regions.push(region);
    }
    if (regions.length === 0) return null;
    const bytes = this.emit(regions, firstIndex);
    this.prepare(bytes);
    return {
      bytes,
      entries: regions.map((region) => entryOf(region).offset),
      members: regions.map((region) => region.blocks.map((block) => block.offset)),
    };
  }

  private field(block: number, at: number): number {
    return this.words[(block + at) >> 2] as number;
  }

  /** Let the interpreter count the block once more. @returns false when it has had that already */
  private defer(block: number): boolean {
    if (this.deferred.delete(block)) return false;
    this.deferred.add(block);
    this.words[(block + BLOCK.at.counter) >> 2] = this.target.hotThreshold;
    return true;
  }

  /** Let the engine compile the module here: it recognises equal bytes on the threads that install them (see executor.ts). */
  private prepare(bytes: Uint8Array<ArrayBuffer>): void {
    this.prepared.push(new WebAssembly.Module(bytes));
    if (this.prepared.length > PREPARED_MODULES) this.prepared.shift();
  }

  private emit(regions: readonly Region[], firstIndex: number): Uint8Array<ArrayBuffer> {
    const module = new ModuleBuilder();
    const regionType = module.type(['i32'], ['i32']);
    const pairType = module.type(['i32', 'i32'], ['i32']);
    const tripleType = module.type(['i32', 'i32', 'i32'], ['i32']);
    const helperType = module.type(['i32', 'i32', 'i32', 'i32', 'i32'], ['i32']);
    module.importMemory(LINKS.memory, 1, MAX_PAGES);
    const codeTable = module.importTable(LINKS.codeTable);
    const slowImport = module.importFunction(LINKS.slow, helperType);
    const leave = module.importFunction(LINKS.leave, pairType);
    const run = module.importFunction(LINKS.run, pairType);
    const helpers = new Map<number, number>();
    for (const helper of this.helpersOf(regions))
      helpers.set(helper, module.importFunction(LINKS.helper(helper), helperType));
    const places = new Map<number, { func: number; index: number }>();
    for (const [i, region] of regions.entries()) {
      places.set(entryOf(region).offset, { func: module.declare(regionType), index: firstIndex + i });
    }
    const doors: Doors = {
      run,
      lookup: module.declare(regionType),
      unlinked: module.declare(tripleType),
      regionType,
      codeTable,
    };
    const { address } = this.target.shape;
    const slow = module.declare(module.type(['i32', 'i32', address, 'i32', 'i32', address], ['i32']));
    const follow = module.declare(tripleType);
    const indirect = module.declare(module.type(['i32', address], ['i32']));
    const imports: Imports = { slow, leave, follow, indirect, helpers, regions: places };
    const body = new FunctionBody();
    for (const [i, region] of regions.entries()) {
      body.reset(1);
      const fields = new FieldTable(this.target, region, this.words);
      new RegionEmitter(new Emitter(this.target, this.words, fields, imports, body), region, firstIndex + i).emit();
      module.define(body);
    }
    for (const door of [
      lookupBody(this.target),
      unlinkedBody(this.target, doors.lookup),
      slowBody(this.target, slowImport),
      followBody(doors),
      indirectBody(this.target, doors),
    ]) {
      module.define(door);
    }
    module.fillTable(
      codeTable,
      firstIndex,
      [...places.values()].map(({ func }) => func),
    );
    return module.finish();
  }

  /** Helpers that any of the regions calls. */
  private helpersOf(regions: readonly Region[]): Set<number> {
    const found = new Set<number>();
    for (const region of regions) {
      for (const block of region.blocks) {
        for (const record of block.body) {
          if (record.shape.helper) found.add(wordOf(this.words, record, record.shape.helper));
        }
      }
    }
    return found;
  }
}

const entryOf = (region: Region): DecodedBlock => region.blocks[0] as DecodedBlock;

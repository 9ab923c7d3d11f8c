import { BLOCK, type CodegenTarget, type CompilerOptions, PAGE_SHIFT } from '@tutti/ir';
import type { RecordShape } from '../record.ts';
import { type DecodedBlock, decodeBlock } from './decode.ts';

/** Options of this back end's compiler. */
export interface RegionOptions extends CompilerOptions {
  /** Blocks that one region may hold. */
  readonly maxBlocks?: number;
  /** Words of records that one region may hold. */
  readonly maxWords?: number;
}

/** One way out of a block whose target is known. */
export interface Edge {
  /** Index of the target in the region's blocks, or -1: the edge leaves the region. */
  to: number;
  /** Byte offset of the block at the target, or 0 when there is none yet. */
  readonly block: number;
  readonly pc: number;
  readonly pcHi: number;
  /** Byte offset of the link word. */
  readonly link: number;
  /** The target begins or ends on another page: only the jump cache says whether the mapping still holds. */
  readonly guarded: boolean;
}

/** A region before its code: blocks, the first being the entry, and the static edges of each. */
export interface Region {
  readonly blocks: readonly DecodedBlock[];
  readonly edges: readonly (readonly Edge[])[];
}

const MAX_BLOCKS = 48;
const MAX_WORDS = 3000;
/** A block belongs in a region when it ran at least this fraction of the times that made the entry hot, or belongs in another. */
const WARM_FRACTION = 16;

/** Chooses regions: from a hot block along static successors that ran often enough, nearest first. */
export class Selector {
  private readonly words: Int32Array;
  private readonly target: CodegenTarget;
  private readonly shapes: readonly (RecordShape | undefined)[];
  private readonly options: RegionOptions;

  constructor(
    words: Int32Array,
    target: CodegenTarget,
    shapes: readonly (RecordShape | undefined)[],
    options: RegionOptions,
  ) {
    this.words = words;
    this.target = target;
    this.shapes = shapes;
    this.options = options;
  }

  select(entry: number): Region {
    const { maxBlocks = MAX_BLOCKS, maxWords = MAX_WORDS } = this.options;
    const blocks: DecodedBlock[] = [];
    const edges: Edge[][] = [];
    const indexOf = new Map<number, number>();
    const queue = [entry];
    let size = 0;
    for (const offset of queue) {
      if (indexOf.has(offset) || blocks.length >= maxBlocks) continue;
      const block = decodeBlock(this.words, offset, this.shapes);
      if (blocks.length > 0 && size + block.words > maxWords) continue;
      size += block.words;
      indexOf.set(offset, blocks.length);
      blocks.push(block);
      const out = this.edgesOf(block);
      edges.push(out);
      for (const edge of out) if (edge.block !== 0 && this.isWarm(edge.block)) queue.push(edge.block);
    }
    for (const out of edges) for (const edge of out) edge.to = indexOf.get(edge.block) ?? -1;
    return { blocks, edges };
  }

  private field(block: number, at: number): number {
    return this.words[(block + at) >> 2] as number;
  }

  isLive(block: number): boolean {
    return block !== 0 && Atomics.load(this.words, (block + BLOCK.at.live) >> 2) !== 0;
  }

  /** A block of another region counts anew for one of its own, so its counter says nothing; but it was warm once. */
  private isWarm(block: number): boolean {
    if (this.field(block, BLOCK.at.region) !== 0) return true;
    const { hotThreshold } = this.target;
    return hotThreshold - this.field(block, BLOCK.at.counter) >= Math.floor(hotThreshold / WARM_FRACTION);
  }

  /** The static targets of a block's terminal, in the order of its links. */
  private edgesOf(block: DecodedBlock): Edge[] {
    const { terminal } = block;
    const targets = terminal.shape.imm.filter((part) => part.form === 'target');
    const links = terminal.shape.imm.filter((part) => part.form === 'link');
    return targets.map((target, i): Edge => {
      const at = terminal.at + target.word;
      const pc = this.words[at] as number;
      const pcHi = this.words[at + 1] as number;
      const link = 4 * (terminal.at + (links[i]?.word ?? 0));
      const wide = this.target.shape.address === 'i64';
      const leavesPage = (pc ^ block.pc) >>> PAGE_SHIFT !== 0 || (wide && pcHi !== block.pcHi);
      const found = this.resolve(block, pc, pcHi, link, leavesPage);
      const guarded = leavesPage || (found !== 0 && this.field(found, BLOCK.at.gpaPage2) !== -1);
      return { to: -1, block: found, pc, pcHi, link, guarded };
    });
  }

  private resolve(block: DecodedBlock, pc: number, pcHi: number, link: number, leavesPage: boolean): number {
    const linked = Atomics.load(this.words, link >> 2);
    if (this.isLive(linked)) return linked;
    if (block.setsMode || !this.options.findBlock) return 0;
    const found = this.options.findBlock(pc, pcHi, block.mode, block.offset);
    const isWanted =
      this.isLive(found) &&
      this.field(found, BLOCK.at.pc) === pc &&
      this.field(found, BLOCK.at.pcHi) === pcHi &&
      this.field(found, BLOCK.at.mode) === block.mode;
    if (!isWanted) return 0;
    // On the same page there is no guard: the block must be from the same memory.
    const samePage = this.field(found, BLOCK.at.gpaPage) === this.field(block.offset, BLOCK.at.gpaPage);
    return leavesPage || samePage ? found : 0;
  }
}

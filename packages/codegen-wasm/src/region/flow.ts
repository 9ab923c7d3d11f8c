import { type DecodedBlock, type RecordAt, wordOf } from './decode.ts';
import type { FieldTable } from './fields.ts';
import type { FlowGraph } from './graph.ts';
import type { Region } from './select.ts';

/** What holds at the start of each block, one byte per field. */
export interface FieldFlow {
  /** Whether a block keeps its dirty fields for cold paths to store; else it stores them before its next memory op or merge. */
  readonly lazy: readonly boolean[];
  /** The field may have been set since memory held it. */
  readonly dirty: readonly Uint8Array[];
  /** A path reads the field, or may show it to the outside while it is dirty, before it is set. */
  readonly needed: readonly Uint8Array[];
  /** The same for a field of which nothing is known: a set before the block may be seen by the outside or read. */
  readonly visible: readonly Uint8Array[];
}

interface Summary {
  /** Read before it is set. */
  readonly exposed: Uint8Array;
  readonly set: Uint8Array;
  /** Set by an op (not by a helper): dirty at the end. */
  readonly dirtied: Uint8Array;
  /** Set before the block can first be left; null when it cannot be left before its end. */
  readonly setBeforeLeaving: Uint8Array | null;
}

/** Memory ops that a loop may have for its cold paths to store all that is dirty. */
const LAZY_MEMORY_OPS = 10;

/**
 * The blocks of small loops are lazy: their stores of state would run in every iteration. Elsewhere a field is stored once per
 * set as a rule, wherever that happens, and cold paths full of stores cost compile time.
 */
function lazyBlocks(region: Region, graph: FlowGraph): boolean[] {
  const faulting = region.blocks.map((block) => block.body.filter((record) => record.shape.mayFault).length);
  const small = graph.loops.filter(
    (loop) => [...loop].reduce((sum, block) => sum + (faulting[block] as number), 0) <= LAZY_MEMORY_OPS,
  );
  return region.blocks.map((_, block) => small.some((loop) => loop.has(block)));
}

/** Solve both flows over the blocks of a region. */
export function solveFlow(region: Region, graph: FlowGraph, fields: FieldTable, words: Int32Array): FieldFlow {
  const count = fields.fields.length;
  const leaves = (block: number): boolean => {
    const edges = region.edges[block] ?? [];
    return edges.length === 0 || edges.some((e) => e.to < 0 || e.guarded || isBack(graph, block, e.to));
  };
  const summaries = region.blocks.map((block, i) => summarise(block, leaves(i), fields, words));
  const make = (): Uint8Array[] => region.blocks.map(() => new Uint8Array(count));
  const dirty = make();
  const lazy = lazyBlocks(region, graph);
  /** An edge on which an eager block has stored what was dirty. */
  const isClean = (from: number, to: number): boolean =>
    !lazy[from] && (graph.isMerge[to] || graph.isLoop[to]) === true;
  const needed = make();
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of graph.blocks) {
      for (const from of graph.predecessors[block] ?? []) {
        if (isClean(from, block)) continue;
        const summary = summaries[from] as Summary;
        for (let f = 0; f < count; f++) {
          if (dirty[block]?.[f] || !(dirty[from]?.[f] || summary.dirtied[f])) continue;
          (dirty[block] as Uint8Array)[f] = 1;
          changed = true;
        }
      }
    }
  }
  const shows = (summary: Summary, f: number): boolean =>
    summary.setBeforeLeaving !== null && !summary.setBeforeLeaving[f];
  const visible = make();
  solveBackward(region, graph, summaries, visible, (_, summary, f) => shows(summary, f));
  solveBackward(region, graph, summaries, needed, (block, summary, f) => dirty[block]?.[f] === 1 && shows(summary, f));
  return { lazy, dirty, needed, visible };
}

/** Solve `used(block) = read first, or shown, or not set and used by a successor`. */
function solveBackward(
  region: Region,
  graph: FlowGraph,
  summaries: readonly Summary[],
  used: readonly Uint8Array[],
  isShown: (block: number, summary: Summary, field: number) => boolean,
): void {
  const backwards = [...graph.blocks].reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of backwards) {
      const summary = summaries[block] as Summary;
      const own = used[block] as Uint8Array;
      const successors = (region.edges[block] ?? []).filter((edge) => edge.to >= 0).map((edge) => used[edge.to]);
      for (let f = 0; f < own.length; f++) {
        if (own[f]) continue;
        const later = !summary.set[f] && successors.some((successor) => successor?.[f]);
        if (!later && !summary.exposed[f] && !isShown(block, summary, f)) continue;
        own[f] = 1;
        changed = true;
      }
    }
  }
}

const isBack = (graph: FlowGraph, from: number, to: number): boolean =>
  (graph.order[to] as number) <= (graph.order[from] as number);

function summarise(block: DecodedBlock, leavesAtEnd: boolean, fields: FieldTable, words: Int32Array): Summary {
  const count = fields.fields.length;
  const exposed = new Uint8Array(count);
  const set = new Uint8Array(count);
  const dirtied = new Uint8Array(count);
  let setBeforeLeaving: Uint8Array | null = null;
  let conditional = false;
  const read = (field: number): void => {
    if (field >= 0 && !set[field]) exposed[field] = 1;
  };
  const leave = (): void => {
    setBeforeLeaving ??= set.slice();
  };
  const visit = (record: RecordAt): void => {
    const { shape } = record;
    for (const part of shape.operands) {
      if (part.form === 'slot') read(fields.indexOf(wordOf(words, record, part), part.type));
    }
    if (shape.op === 'begin_if') conditional = true;
    if (shape.op === 'end_if') conditional = false;
    if (shape.mayFault) leave();
    const { helper } = shape;
    if (helper) {
      leave();
      for (const field of fields.effectsOf(wordOf(words, record, helper)).changed) {
        if (conditional) read(field);
        set[field] = 1;
      }
    }
    const out = shape.out ? fields.indexOf(wordOf(words, record, shape.out), shape.out.type) : -1;
    if (out < 0) return;
    // A conditional set merges with the value before it.
    if (conditional) read(out);
    set[out] = 1;
    if (!fields.fields[out]?.scratch) dirtied[out] = 1;
  };
  for (const record of block.body) visit(record);
  visit(block.terminal);
  if (leavesAtEnd) leave();
  return { exposed, set, dirtied, setBeforeLeaving };
}

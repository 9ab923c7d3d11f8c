import { MAY_FAULT, specOf } from '@tutti/ir';
import { type DecodedBlock, type RecordAt, wordOf } from './decode.ts';
import type { FieldTable } from './fields.ts';
import type { FlowGraph } from './graph.ts';
import type { Region } from './select.ts';

/** What holds at the start of each block, one byte per field. */
export interface FieldFlow {
  /** The field may have been set since memory held it. */
  readonly dirty: readonly Uint8Array[];
  /** A path reads the field, or may show it to the outside while it is dirty, before it is set. */
  readonly needed: readonly Uint8Array[];
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

/** Solve both flows over the blocks of a region. */
export function solveFlow(region: Region, graph: FlowGraph, fields: FieldTable, words: Int32Array): FieldFlow {
  const count = fields.fields.length;
  const leaves = (block: number): boolean => {
    const edges = region.edges[block] ?? [];
    return edges.length === 0 || edges.some((e) => e.to < 0 || e.crossesPage || isBack(graph, block, e.to));
  };
  const summaries = region.blocks.map((block, i) => summarise(block, leaves(i), fields, words));
  const make = (): Uint8Array[] => region.blocks.map(() => new Uint8Array(count));
  const dirty = make();
  const needed = make();
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of graph.blocks) {
      for (const from of graph.predecessors[block] ?? []) {
        const summary = summaries[from] as Summary;
        for (let f = 0; f < count; f++) {
          if (dirty[block]?.[f] || !(dirty[from]?.[f] || summary.dirtied[f])) continue;
          (dirty[block] as Uint8Array)[f] = 1;
          changed = true;
        }
      }
    }
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of [...graph.blocks].reverse()) {
      const summary = summaries[block] as Summary;
      for (let f = 0; f < count; f++) {
        if (needed[block]?.[f]) continue;
        const shown = summary.setBeforeLeaving !== null && dirty[block]?.[f] && !summary.setBeforeLeaving[f];
        const later = !summary.set[f] && region.edges[block]?.some((e) => e.to >= 0 && needed[e.to]?.[f]);
        if (!summary.exposed[f] && !shown && !later) continue;
        (needed[block] as Uint8Array)[f] = 1;
        changed = true;
      }
    }
  }
  return { dirty, needed };
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
    if (specOf(shape.op).traits & MAY_FAULT) leave();
    const helper = shape.imm.find((part) => part.form === 'helper');
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

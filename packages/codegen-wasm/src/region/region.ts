import { BLOCK, CORE, JUMP, jumpIndex } from '@tutti/ir';
import type { Label } from '../encoder/code.ts';
import { W } from '../encoder/instructions.ts';
import { emitBody } from './block.ts';
import type { DecodedBlock } from './decode.ts';
import type { Emitter } from './emitter.ts';
import { type FieldFlow, solveFlow } from './flow.ts';
import { analyse, type FlowGraph } from './graph.ts';
import type { Edge, Region } from './select.ts';
import { copyState, type FieldState } from './state.ts';
import type { Value } from './values.ts';

/**
 * Emits one region as structured code: every block once, nested as the dominator tree says; loops are wasm loops, blocks with
 * one predecessor continue it with everything known there. Each path ends in a branch, a return or a tail call.
 */
export class RegionEmitter {
  private readonly e: Emitter;
  private readonly region: Region;
  private readonly graph: FlowGraph;
  private readonly flow: FieldFlow;
  /** Table index of the region. */
  private readonly index: number;
  /** Instructions that the budget must have left at each block, so that the next poll comes in time. */
  private readonly longest: Int32Array;
  private readonly loops = new Map<number, Label>();
  private readonly merges = new Map<number, Label>();

  constructor(e: Emitter, region: Region, index: number) {
    this.e = e;
    this.region = region;
    this.index = index;
    this.graph = analyse(region);
    this.flow = solveFlow(region, this.graph, e.fields, e.words);
    this.longest = longestPaths(region, this.graph);
  }

  /** The whole function: CORE.region, a poll, then the entry block. */
  emit(): void {
    const { e } = this;
    const { code } = e;
    const entry = this.block(0);
    const count = e.fields.fields.length;
    const state: FieldState = { values: new Array<undefined>(count).fill(undefined), dirty: new Uint8Array(count) };
    e.storeWord(CORE.at.region, this.index);
    e.reloadBudget();
    this.emitPollCondition(entry);
    code.if();
    code.get(e.core);
    code.i32(entry.offset);
    code.returnCall(e.imports.leave);
    code.end();
    if (this.graph.isLoop[0]) this.settleCanonical(-1, 0, state);
    this.emitTree(0, this.graph.isLoop[0] ? this.stateAt(0) : state);
    code.op(W.unreachable);
  }

  private block(index: number): DecodedBlock {
    return this.region.blocks[index] as DecodedBlock;
  }

  /** A block and all that it dominates. For a loop header the state is the canonical one. */
  private emitTree(index: number, state: FieldState): void {
    const { code } = this.e;
    const isLoop = this.graph.isLoop[index] as boolean;
    if (isLoop) this.loops.set(index, code.loop());
    const merges = (this.graph.children[index] ?? []).filter((child) => this.graph.isMerge[child]);
    for (const child of [...merges].reverse()) this.merges.set(child, code.block());
    this.emitBlock(index, state);
    for (const child of merges) {
      code.end();
      this.inScope(() => this.emitTree(child, this.stateAt(child)));
    }
    if (isLoop) code.end();
  }

  private inScope(emit: () => void): void {
    const scope = this.e.values.openScope();
    emit();
    this.e.values.closeScope(scope);
  }

  private emitBlock(index: number, state: FieldState): void {
    const { e } = this;
    const { code } = e;
    const block = this.block(index);
    e.lazy = this.flow.lazy[index] as boolean;
    code.get(e.budget);
    code.i32(block.insns);
    code.op(W.i32_sub);
    code.set(e.budget);
    emitBody(e, block, state);
    const operands = e.operandsOf(block.terminal, state);
    const edges = this.region.edges[index] ?? [];
    switch (block.terminal.shape.op) {
      case 'jump':
        this.emitEdge(index, edges[0] as Edge, state);
        return;
      case 'branch':
        e.values.push(operands[0] as Value);
        code.if();
        this.inScope(() => this.emitEdge(index, edges[0] as Edge, copyState(state)));
        code.end();
        this.emitEdge(index, edges[1] as Edge, state);
        return;
      case 'indirect':
        e.flush(state);
        code.get(e.core);
        e.values.push(operands[0] as Value);
        code.returnCall(e.imports.indirect);
        return;
      default:
        e.flush(state);
        e.storeWord(CORE.at.exitArg, operands[1]?.words?.[0] ?? 0);
        code.i32(operands[0]?.words?.[0] ?? 0);
        code.op(W.return);
    }
  }

  private emitEdge(from: number, edge: Edge, state: FieldState): void {
    const { code } = this.e;
    if (edge.to < 0) {
      this.emitLeave(from, edge, state);
      return;
    }
    if (edge.guarded) {
      this.emitPageGuard(edge);
      code.if();
      this.inScope(() => this.emitInside(from, edge.to, copyState(state)));
      code.end();
      this.emitLeave(from, edge, state);
      return;
    }
    this.emitInside(from, edge.to, state);
  }

  /** Leaves whether the jump cache still leads to the block that the edge was compiled for. */
  private emitPageGuard(edge: Edge): void {
    const { e } = this;
    const { area, shape } = e.target;
    const target = this.block(edge.to);
    e.code.get(e.core);
    e.code.memory(W.i32_load, area.jumpCache + JUMP.size * jumpIndex(shape, area, edge.pc) + JUMP.at.block, 2);
    e.code.i32(target.offset);
    e.code.op(W.i32_eq);
    e.code.get(e.core);
    e.code.memory(W.i32_load, CORE.at.mode, 2);
    e.code.i32(target.mode);
    e.code.op(W.i32_eq);
    e.code.op(W.i32_and);
  }

  /** Go on with a block of the region: around a loop, to where paths meet, or straight into it. */
  private emitInside(from: number, to: number, state: FieldState): void {
    const { code } = this.e;
    const { order, isMerge, isLoop } = this.graph;
    if ((order[to] as number) <= (order[from] as number)) {
      this.emitPoll(to, state);
      this.settleCanonical(from, to, state);
      code.br(this.loops.get(to) as Label);
    } else if (isMerge[to]) {
      this.settleCanonical(from, to, state);
      code.br(this.merges.get(to) as Label);
    } else if (isLoop[to]) {
      this.settleCanonical(from, to, state);
      this.emitTree(to, this.stateAt(to));
    } else {
      this.emitTree(to, state);
    }
  }

  /** Bring the fields that a block needs into their canonical locals: all are computed before any is set. */
  private settleCanonical(from: number, to: number, state: FieldState): void {
    const { e } = this;
    if (from >= 0 && !this.flow.lazy[from]) this.storeVisible(to, state);
    const moved: number[] = [];
    for (const [field, needed] of (this.flow.needed[to] as Uint8Array).entries()) {
      if (!needed) continue;
      const canonical = e.canonicalOf(field);
      const value = state.values[field];
      if (value === canonical) continue;
      moved.push(canonical.local);
      if (value) {
        e.values.push(value);
      } else {
        e.code.get(e.core);
        e.loadField(field);
      }
    }
    for (const local of moved.reverse()) e.code.set(local);
  }

  /** An eager block stores its dirty fields where paths meet, but for those that are set again before anything can see them. */
  private storeVisible(to: number, state: FieldState): void {
    for (const [field, visible] of (this.flow.visible[to] as Uint8Array).entries()) {
      if (visible && state.dirty[field] && !this.e.fieldAt(field).scratch) this.e.storeField(field, state);
    }
  }

  /** The state wherever several paths enter a block. */
  private stateAt(index: number): FieldState {
    const needed = this.flow.needed[index] as Uint8Array;
    return {
      values: Array.from(needed, (is, field) => (is ? this.e.canonicalOf(field) : undefined)),
      dirty: (this.flow.dirty[index] as Uint8Array).slice(),
    };
  }

  /** On a signal, near the end of the slice and when the region or the next block is no longer valid: leave before that block. */
  private emitPoll(to: number, state: FieldState): void {
    const { e } = this;
    const { code } = e;
    const block = this.block(to);
    e.beforeColdFlush(state);
    this.emitPollCondition(block);
    code.if();
    this.inScope(() => {
      e.flush(state);
      e.storePc(block.pc, block.pcHi);
      code.get(e.core);
      code.i32(block.offset);
      code.returnCall(e.imports.leave);
    });
    code.end();
  }

  /** Leaves non-zero when the region must not go on with the block. `live` and `code` of the entry are compared as one. */
  private emitPollCondition(block: DecodedBlock): void {
    const { e } = this;
    const { code } = e;
    const entry = this.block(0);
    code.get(e.core);
    code.memory(W.i32_atomic_load, CORE.at.signal, 2);
    code.get(e.budget);
    code.i32(this.longest[this.region.blocks.indexOf(block)] as number);
    code.op(W.i32_lt_s);
    code.op(W.i32_or);
    code.i32(entry.offset);
    code.memory(W.i64_load, BLOCK.at.live, 3);
    code.i64(1, this.index);
    code.op(W.i64_ne);
    code.op(W.i32_or);
    if (block === entry) return;
    code.i32(block.offset);
    code.memory(W.i32_load, BLOCK.at.live, 2);
    code.op(W.i32_eqz);
    code.op(W.i32_or);
  }

  /** Leave the region for a known pc: into another region of the module, or wherever the link leads. */
  private emitLeave(from: number, edge: Edge, state: FieldState): void {
    const { e } = this;
    const { code } = e;
    e.flush(state);
    e.storePc(edge.pc, edge.pcHi);
    const region = edge.guarded ? undefined : e.imports.regions.get(edge.block);
    if (region) {
      code.i32(edge.block);
      code.memory(W.i64_load, BLOCK.at.live, 3);
      code.i64(1, region.index);
      code.op(W.i64_eq);
      code.if();
      code.get(e.core);
      code.returnCall(region.func);
      code.end();
    }
    code.get(e.core);
    code.i32(this.block(from).offset);
    code.i32(edge.link);
    code.returnCall(e.imports.follow);
  }
}

/** For each block the most instructions on a way through the region, up to the entry of the last block before a poll or an exit. */
function longestPaths(region: Region, graph: FlowGraph): Int32Array {
  const longest = new Int32Array(region.blocks.length);
  for (const block of [...graph.blocks].reverse()) {
    const { insns } = region.blocks[block] as DecodedBlock;
    for (const { to } of region.edges[block] ?? []) {
      if (to < 0 || (graph.order[to] as number) <= (graph.order[block] as number)) continue;
      longest[block] = Math.max(longest[block] as number, insns + (longest[to] as number));
    }
  }
  return longest;
}

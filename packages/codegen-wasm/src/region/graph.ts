import type { Region } from './select.ts';

/** The control flow of a region, as structured code needs it. Blocks are named by their index in the region. */
export interface FlowGraph {
  /** Position of each block in reverse postorder; -1 for one that no kept edge reaches. */
  readonly order: Int32Array;
  /** Blocks in reverse postorder. */
  readonly blocks: readonly number[];
  /** Children of each block in the dominator tree, in reverse postorder. */
  readonly children: readonly (readonly number[])[];
  readonly isLoop: readonly boolean[];
  /** Blocks that more than one forward edge reaches. */
  readonly isMerge: readonly boolean[];
  readonly predecessors: readonly (readonly number[])[];
  /** Blocks of each natural loop, header first. Loops of one header are one. */
  readonly loops: readonly ReadonlySet<number>[];
}

/**
 * Analyse a region. A retreating edge to a block that does not dominate its source (irreducible flow) is cut: it leaves the region.
 * @see N. Ramsey, "Beyond Relooper", ICFP 2022; Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm", 2001
 */
export function analyse(region: Region): FlowGraph {
  for (;;) {
    const blocks = reversePostorder(region);
    const order = new Int32Array(region.blocks.length).fill(-1);
    for (const [position, block] of blocks.entries()) order[block] = position;
    const predecessors = predecessorsOf(region, order);
    const dominator = dominators(blocks, order, predecessors);
    if (cutIrreducible(region, order, dominator)) continue;
    const children: number[][] = region.blocks.map(() => []);
    for (const block of blocks.slice(1)) children[dominator[block] as number]?.push(block);
    const forward = (block: number): readonly number[] =>
      (predecessors[block] ?? []).filter((from) => (order[from] as number) < (order[block] as number));
    return {
      loops: naturalLoops(blocks, order, predecessors),
      order,
      blocks,
      children,
      predecessors,
      isLoop: region.blocks.map((_, block) => (predecessors[block]?.length ?? 0) > forward(block).length),
      isMerge: region.blocks.map((_, block) => forward(block).length > 1),
    };
  }
}

function reversePostorder(region: Region): number[] {
  const seen = new Set<number>();
  const postorder: number[] = [];
  const visit = (block: number): void => {
    seen.add(block);
    for (const { to } of region.edges[block] ?? []) if (to >= 0 && !seen.has(to)) visit(to);
    postorder.push(block);
  };
  visit(0);
  return postorder.reverse();
}

/** One entry per edge: a branch whose both targets are one block gives it two. */
function predecessorsOf(region: Region, order: Int32Array): number[][] {
  const predecessors: number[][] = region.blocks.map(() => []);
  for (const [from, edges] of region.edges.entries()) {
    if (order[from] === -1) continue;
    for (const { to } of edges) if (to >= 0) predecessors[to]?.push(from);
  }
  return predecessors;
}

function dominators(
  blocks: readonly number[],
  order: Int32Array,
  predecessors: readonly (readonly number[])[],
): Int32Array {
  const dominator = new Int32Array(order.length).fill(-1);
  const position = (block: number): number => order[block] as number;
  const entry = blocks[0] as number;
  dominator[entry] = entry;
  const meet = (a: number, b: number): number => {
    let x = a;
    let y = b;
    while (x !== y) {
      while (position(x) > position(y)) x = dominator[x] as number;
      while (position(y) > position(x)) y = dominator[y] as number;
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of blocks.slice(1)) {
      const known = (predecessors[block] ?? []).filter((from) => dominator[from] !== -1);
      const next = known.reduce(meet);
      if (dominator[block] !== next) {
        dominator[block] = next;
        changed = true;
      }
    }
  }
  return dominator;
}

/** From each back edge's source against the edges up to the header. */
function naturalLoops(
  blocks: readonly number[],
  order: Int32Array,
  predecessors: readonly (readonly number[])[],
): ReadonlySet<number>[] {
  const loops: ReadonlySet<number>[] = [];
  for (const header of blocks) {
    const latches = (predecessors[header] ?? []).filter((from) => (order[from] as number) >= (order[header] as number));
    if (latches.length === 0) continue;
    const members = new Set([header]);
    const queue = [...latches];
    for (const block of queue) {
      if (members.has(block)) continue;
      members.add(block);
      queue.push(...(predecessors[block] ?? []));
    }
    loops.push(members);
  }
  return loops;
}

function cutIrreducible(region: Region, order: Int32Array, dominator: Int32Array): boolean {
  const dominates = (a: number, b: number): boolean => {
    let x = b;
    while ((order[x] as number) > (order[a] as number)) x = dominator[x] as number;
    return x === a;
  };
  let cut = false;
  for (const [from, edges] of region.edges.entries()) {
    if (order[from] === -1) continue;
    for (const edge of edges) {
      if (edge.to < 0 || (order[edge.to] as number) > (order[from] as number) || dominates(edge.to, from)) continue;
      edge.to = -1;
      cut = true;
    }
  }
  return cut;
}

import { OPCODE } from '../opcodes.ts';
import { type Graph, I0, I1 } from './graph.ts';
import { TYPE } from './node-table.ts';

const CARRIES_I64 = OPCODE.carries_i64 >> 1;
const ADJUST = 1 << 4;
const TOP = 1 << 31;

/** The value of `carries`: a constant goes where records have room for it. */
export function carries(g: Graph, op: number, a: number, b: number, c: number): number {
  // hot
  if (g.plain) return g.stage(op, TYPE.i64, a, b, c) && g.keep();
  if (g.isConst(a) && g.isConst(b) && g.isConst(c)) {
    const low = xor3(g, I0, a, b, c);
    return g.constant(TYPE.i64, low & ADJUST, (op === CARRIES_I64 ? xor3(g, I1, a, b, c) : low) & TOP);
  }
  if (g.isConst(a)) g.stage(op, TYPE.i64, b, c, a);
  else if (g.isConst(b)) g.stage(op, TYPE.i64, a, c, b);
  else g.stage(op, TYPE.i64, a, b, c);
  return g.unique();
}

const xor3 = (g: Graph, word: number, a: number, b: number, c: number): number =>
  g.n[a + word]! ^ g.n[b + word]! ^ g.n[c + word]!;

import type { V128 } from '@tutti/ir';
import { SSE_OP } from '../fp/sse-operations.ts';
import { AT } from '../state.ts';
import { bySoftware, firstLane } from './float.ts';
import { DOUBLE, SINGLE } from './float-lanes.ts';
import type { Rule } from './rule.ts';
import { isWide, readPair, readVector, vectorReady, writePair, writeVector } from './vector.ts';

/** Signs of even and odd lanes: 1 negates the product, 2 the addend. */
const KINDS: Readonly<Record<string, readonly [even: number, odd: number]>> = {
  VFMADD: [0, 0],
  VFMSUB: [2, 2],
  VFNMADD: [1, 1],
  VFNMSUB: [3, 3],
  VFMADDSUB: [2, 0],
  VFMSUBADD: [0, 2],
};

/** Operands that are multiplied, and the one that is added: 132 is operand 1 times operand 3 plus operand 2, counted from 1. */
const ORDERS = { '132': [0, 2, 1], '213': [1, 0, 2], '231': [1, 2, 0] } as const;

function fused(signs: readonly [number, number], order: readonly number[], format: string): Rule {
  const packed = format.startsWith('P');
  const lanes = format.endsWith('S') ? SINGLE : DOUBLE;
  const immediate = [0, 1, 2, 3].reduce((word, lane) => word | ((signs[lane & 1] as number) << (2 * lane)), 0);
  return (l, i) => {
    if (!vectorReady(l, i)) return;
    const compute = (operands: readonly V128[]): V128 => {
      const [x, y, addend] = order.map((n) => operands[n] as V128) as [V128, V128, V128];
      l.b.set_v128(AT.varg + 32, addend);
      const result = bySoftware(l, { operation: SSE_OP.fma, immediate, format: lanes, packed, x, y });
      return packed ? result : firstLane(l, lanes.bytes, result, operands[0] as V128);
    };
    if (isWide(i, 0)) {
      const last = readPair(l, i, 2);
      const all = [readPair(l, i, 0), readPair(l, i, 1), last];
      const low = compute(all.map((pair) => pair[0]));
      writePair(l, i, 0, [low, compute(all.map((pair) => pair[1]))]);
      return;
    }
    const last = readVector(l, i, 2);
    writeVector(l, i, 0, compute([readVector(l, i, 0), readVector(l, i, 1), last]));
  };
}

function rules(): Record<string, Rule> {
  const found: Record<string, Rule> = {};
  for (const [kind, signs] of Object.entries(KINDS))
    for (const [order, operands] of Object.entries(ORDERS))
      for (const format of signs[0] === signs[1] ? ['PS', 'PD', 'SS', 'SD'] : ['PS', 'PD'])
        found[kind + order + format] = fused(signs, operands, format);
  return found;
}

/** Fused multiply and add. @see Intel SDM 1, 14.5 */
export const FMA: Readonly<Record<string, Rule>> = rules();

import { OP_NAMES, type OpName } from '@tutti/ir';

/** What a memory op does, as the slow path tells them apart. */
export const KIND = { NONE: 0, LOAD: 1, STORE: 2, RMW: 3, CAS: 4, LL: 5, SC: 6 } as const;
export const RMW = { ADD: 0, SUB: 1, AND: 2, OR: 3, XOR: 4, XCHG: 5 } as const;

const KIND_OF: Readonly<Record<string, number>> = {
  load: KIND.LOAD,
  store: KIND.STORE,
  rmw: KIND.RMW,
  cas: KIND.CAS,
  ll: KIND.LL,
  sc: KIND.SC,
};
const BYTES_OF_TYPE: Readonly<Record<string, number>> = { i32: 4, i64: 8, f32: 4, f64: 8, v128: 16 };

/** Memory ops by op number (opcode >> 1): kind, size, sign extension, and which arithmetic. Derived from the op names. */
export interface MemOps {
  readonly kind: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signed: Uint8Array;
  readonly rmw: Uint8Array;
}

/** Name grammar: kind [rmw operation] [sign] [bits] type, joined by `_`. */
function parse(name: OpName): { kind: number; bytes: number; signed: boolean; rmw: number } {
  const none = { kind: KIND.NONE, bytes: 0, signed: false, rmw: 0 };
  const match =
    /^(load|store|rmw|cas|ll|sc)_(?:(add|sub|and|or|xor|xchg)_)?(?:([us])?(8|16|32)_)?(i32|i64|f32|f64|v128)$/.exec(
      name,
    );
  if (match === null) return none;
  const [, kind = '', operation, sign, bits, type = ''] = match;
  return {
    kind: KIND_OF[kind] ?? KIND.NONE,
    bytes: bits === undefined ? (BYTES_OF_TYPE[type] ?? 0) : Number(bits) / 8,
    signed: sign === 's',
    rmw: operation === undefined ? 0 : RMW[operation.toUpperCase() as keyof typeof RMW],
  };
}

const parsed = OP_NAMES.map(parse);

export const MEM_OPS: MemOps = {
  kind: Uint8Array.from(parsed, (op) => op.kind),
  bytes: Uint8Array.from(parsed, (op) => op.bytes),
  signed: Uint8Array.from(parsed, (op) => Number(op.signed)),
  rmw: Uint8Array.from(parsed, (op) => op.rmw),
};

import type { Encoding } from '../../src/decode/expand/parse-row.ts';
import { TABLES } from '../../src/decode/expand/tables.ts';
import { Decoder, Instruction, type Mode } from '../../src/decode/index.ts';
import type { Random } from './random.ts';

/** One row of the tables with random fields. */
export interface Instance {
  readonly form: number;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
}

const ESCAPES: readonly (readonly number[])[] = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a]];
const MANDATORY: readonly (readonly number[])[] = [[], [0x66], [0xf3], [0xf2]];

/** Random bytes that should decode to `encoding`: constrained fields as the row says, all others random. */
function randomBytes(encoding: Encoding, mode: Mode, random: Random): number[] {
  const { when, vex, map, opcode } = encoding;
  const reg = when.reg ? random.pick(when.reg) : random.below(8);
  const rm = when.rm ? random.pick(when.rm) : random.below(8);
  const mod = when.mod?.[0] === 1 ? 3 : when.mod?.[0] === 0 ? random.below(3) : random.below(4);
  const w = when.W ? random.pick(when.W) : random.below(2);
  const pfx = when.pfx ? random.pick(when.pfx) : 0;
  const bytes: number[] = [];
  if (vex) {
    const inverted = mode === 64 ? random.below(8) : 7;
    const vvvv = random.below(2) === 0 ? 15 : mode === 64 ? random.below(16) : 8 | random.below(8);
    const l = when.L ? random.pick(when.L) : random.below(2);
    bytes.push(0xc4, (inverted << 5) | map, (w << 7) | (vvvv << 3) | (l << 2) | pfx, opcode);
  } else {
    const osz = when.osz?.[0];
    const asz = when.asz?.[0];
    if (osz !== undefined ? (mode === 16 ? osz === 1 : osz === 0) : pfx === 0 && random.below(4) === 0 && !when.pfx)
      bytes.push(0x66);
    if (asz !== undefined ? (mode === 64 ? asz === 1 : mode === 32 ? asz === 0 : asz === 1) : random.below(8) === 0)
      bytes.push(0x67);
    bytes.push(...MANDATORY[pfx]!);
    const wide = osz === 2 || (when.W ? w === 1 : random.below(3) === 0);
    const b = when.B ? random.pick(when.B) : random.below(2);
    if (mode === 64 && (wide || when.B || random.below(3) > 0))
      bytes.push(0x40 | (wide ? 8 : 0) | (random.below(4) << 1) | b);
    bytes.push(...ESCAPES[map]!, opcode);
  }
  bytes.push((mod << 6) | (reg << 3) | rm);
  while (bytes.length < 24) bytes.push(random.below(256));
  return bytes;
}

/**
 * `perRow` instances of every row that exists in `mode`, each checked to decode to its row. `missing` collects the rows for which no
 * try gave one.
 */
export function rowInstances(
  mode: Mode,
  random: Random,
  perRow: number,
): { instances: Instance[]; missing: Encoding[] } {
  const decoder = new Decoder(mode);
  const insn = new Instruction();
  const instances: Instance[] = [];
  const missing: Encoding[] = [];
  TABLES.encodings.forEach((encoding, form) => {
    if (encoding.when.mode && encoding.when.mode[0] !== (mode === 64 ? 1 : 0)) return;
    if (encoding.when.asz?.[0] === (mode === 64 ? 0 : 2) || (mode !== 64 && encoding.when.osz?.[0] === 2)) return;
    let found = 0;
    for (let attempt = 0; attempt < 60 * perRow && found < perRow; attempt++) {
      const bytes = Uint8Array.from(randomBytes(encoding, mode, random));
      const length = decoder.decode(bytes, 0, insn);
      if (length < 0 || insn.form !== form) continue;
      instances.push({ form, encoding, bytes: bytes.slice(0, length) });
      found++;
    }
    if (found === 0) missing.push(encoding);
  });
  return { instances, missing };
}

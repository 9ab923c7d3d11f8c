import { alignLog2Of, mmuModeOf } from './mem-operand.ts';
import { hasConstRhs, specOf } from './opcodes.ts';
import type { OpName } from './ops.ts';
import { opShapes, TYPE_BITS } from './reference/op-shapes.ts';
import { type CoreArea, coreArea, type GuestShape } from './target.ts';
import { type FlatRecord, recordsOf } from './text/records.ts';
import { TERMINAL, type ValueType } from './traits.ts';

/**
 * Check the records of a block: opcodes, slots and their alignment, temporaries written before they are read and with one type,
 * conditional parts, immediates, the terminal.
 * @returns what is wrong, one line each; empty for a correct block
 */
export function verifyRecords(shape: GuestShape, words: Int32Array, start: number, count: number): string[] {
  let records: FlatRecord[];
  try {
    records = recordsOf(words, start, count);
  } catch (error) {
    return [(error as RangeError).message];
  }
  const verifier = new Verifier(shape, words);
  for (const [i, record] of records.entries()) verifier.record(record, i === records.length - 1);
  if (records.length === 0) verifier.errors.push('the block is empty');
  return verifier.errors;
}

class Verifier {
  readonly errors: string[] = [];
  private readonly shape: GuestShape;
  private readonly words: Int32Array;
  private readonly area: CoreArea;
  private readonly shapes;
  private readonly stateBytes: number;
  /** Type of each temporary that holds a value, and of those from before the open conditional part. */
  private temps = new Map<number, ValueType>();
  private outer: Map<number, ValueType> | null = null;
  private ifEnd = 0;

  constructor(shape: GuestShape, words: Int32Array) {
    this.shape = shape;
    this.words = words;
    this.area = coreArea(shape);
    this.shapes = opShapes(shape);
    this.stateBytes = shape.state.size;
  }

  record(r: FlatRecord, last: boolean): void {
    const { out, in: types } = this.shapes[r.opcode >> 1]!;
    const fail = (what: string): void => {
      this.errors.push(`${r.name} at word ${r.at}: ${what}`);
    };
    const slots = hasConstRhs(r.opcode) ? types.slice(0, -1) : types;
    for (const [i, type] of slots.entries()) {
      const slot = r.operands[i]!;
      this.slot(slot, type, fail);
      if (slot >= this.area.temps && this.temps.get(slot) !== type) {
        fail(`operand ${i} reads a ${type} from a temporary that holds ${this.temps.get(slot) ?? 'nothing'}`);
      }
    }
    for (const problem of immediateProblems(r, this.words, this.shape)) fail(problem);
    if (out) {
      this.slot(r.out!, out, fail);
      if (r.out! >= this.area.temps) this.temps.set(r.out!, out);
    }
    if (r.name === 'begin_if') this.beginIf(r, fail);
    if (r.name === 'end_if') this.endIf(r, fail);
    const terminal = (specOf(r.name).traits & TERMINAL) !== 0;
    if (terminal !== last) fail(terminal ? 'a terminal that is not last' : 'the last record is no terminal');
    if (last && this.outer) fail('a conditional part is open');
  }

  private slot(slot: number, type: ValueType, fail: (what: string) => void): void {
    const bytes = TYPE_BITS[type] / 8;
    const { temps, tempBytes } = this.area;
    const inState = slot >= 0 && slot + bytes <= this.stateBytes;
    const inTemps = slot >= temps && slot + bytes <= temps + tempBytes;
    if (!inState && !inTemps) fail(`slot ${slot} is neither in the state nor a temporary`);
    else if (slot % bytes !== 0) fail(`slot ${slot} is not aligned for ${type}`);
  }

  private beginIf(r: FlatRecord, fail: (what: string) => void): void {
    if (this.outer) fail('conditional parts do not nest');
    this.outer = this.temps;
    this.temps = new Map(this.temps);
    this.ifEnd = r.at + r.words + this.words[r.immAt]!;
  }

  private endIf(r: FlatRecord, fail: (what: string) => void): void {
    if (!this.outer) {
      fail('no conditional part is open');
      return;
    }
    if (this.ifEnd !== r.at) fail(`begin_if skips to word ${this.ifEnd}`);
    // What the part may have overwritten holds nothing that can be relied on.
    this.temps = new Map([...this.outer].filter(([slot, type]) => this.temps.get(slot) === type));
    this.outer = null;
  }
}

/** Immediates out of range. */
function immediateProblems(r: FlatRecord, words: Int32Array, shape: GuestShape): string[] {
  const [a = 0, b = 0] = [words[r.immAt], words[r.immAt + 1]];
  const kinds = (specOf(r.name).imm ?? []).join();
  if (kinds === 'disp,mem') {
    if (mmuModeOf(b) >= shape.mmuModes) return [`MMU mode ${mmuModeOf(b)} of ${shape.mmuModes}`];
    if (alignLog2Of(b) > 4) return [`alignment 2^${alignLog2Of(b)}`];
    return [];
  }
  if (kinds === 'helper') {
    const helper = shape.helpers[a];
    if (!helper) return [`no helper ${a}`];
    return helper.operands === specOf(r.name).in.length ? [] : [`${helper.name} takes ${helper.operands} operands`];
  }
  if (/^(extract|deposit)_/.test(r.name)) {
    const width = r.name.endsWith('i64') ? 64 : 32;
    return a >= 0 && b >= 1 && a + b <= width ? [] : [`bits ${a} to ${a + b - 1} of ${width}`];
  }
  const lanes = laneCount(r.name);
  if (lanes > 0 && (a < 0 || a >= lanes)) return [`lane ${a} of ${lanes}`];
  if (r.name === 'shuffle_v128') {
    const bytes = new Uint8Array(words.slice(r.immAt, r.immAt + 4).buffer);
    return bytes.every((lane) => lane < 32) ? [] : ['a lane above 31'];
  }
  return [];
}

/** Number of lanes that an op with a lane number chooses from; 0 for other ops. */
function laneCount(name: OpName): number {
  const match = /^[if]\d+x(\d+)_(extract|replace)/.exec(name);
  return match ? Number(match[1]) : 0;
}

import { type BlockBuilder, type CodeWindow, EXIT, PAGE_BYTES, type Translator } from '@tutti/ir';
import { decodeA32, decodeT16, decodeT32, isT32Wide } from './decode/index.ts';
import { GUEST_EXIT, guestExitArg } from './guest-exits.ts';
import { branchesA32, selectableA32 } from './lift/a32-shape.ts';
import { branchHalf, isBranchPair } from './lift/branch-halves.ts';
import { Lift } from './lift/lift.ts';
import { type LiftVisitors, liftVisitors } from './lift/parts.ts';
import { branchesT16, branchesT32, selectableT16, selectableT32 } from './lift/t32-shape.ts';
import { MODE } from './mode.ts';
import { armModel } from './models.ts';
import { AT } from './state.ts';

const AL = 14;

/** Condition of the instruction after the present one of an IT block; -1 when the block ends. */
const nextItCondition = (it: number): number => ((it & 7) === 0 ? -1 : ((it & 0xe0) | ((it << 1) & 0x10)) >>> 4);

/** Lifts blocks of A32 and T32 code. */
class ArmTranslator implements Translator {
  private readonly lift: Lift;
  private readonly visitors: LiftVisitors;

  constructor(lift: Lift) {
    this.lift = lift;
    this.visitors = liftVisitors(lift);
  }

  translate(b: BlockBuilder, code: CodeWindow, pc: number, _pcHi: number, mode: number, maxInsns: number): void {
    const { lift } = this;
    lift.begin(b, pc, mode);
    if (mode & MODE.HELD) {
      b.insn(0);
      lift.wait(pc);
      return;
    }
    const pageEnd = PAGE_BYTES - (pc & (PAGE_BYTES - 1));
    let offset = 0;
    for (let count = 0; count < maxInsns && !lift.ended && offset < pageEnd; count++) {
      const bytes = lift.thumb ? this.thumb(code, pc, offset) : this.arm(code, pc, offset, pageEnd);
      if (bytes < 0) {
        if (count === 0) this.fetchFault(b, pc, -bytes - 1);
        break;
      }
      offset += bytes;
    }
    if (!lift.ended) lift.fallThrough();
  }

  /** @returns bytes taken, or -1 - offset of the part that could not be fetched */
  private arm(code: CodeWindow, pc: number, offset: number, pageEnd: number): number {
    const { lift } = this;
    // The condition of the instruction behind is looked at, too, if it costs no page.
    while (code.limit < offset + 8 && code.more) code.grow();
    if (code.limit < offset + 4 && !(code.grow() && code.limit >= offset + 4)) return -1;
    const word = wordAt(code.bytes, offset);
    const next = offset + 8 <= pageEnd && offset + 8 <= code.limit ? wordAt(code.bytes, offset + 4) >>> 28 : 15;
    const cond = word >>> 28;
    const selectable = selectableA32(word, lift.model.thumb2);
    lift.insn(pc + offset, 4, cond, selectable, next === cond, branchesA32(word));
    decodeA32(this.visitors.a32, word);
    if (!lift.ended) lift.insnDone();
    return 4;
  }

  /** @returns as `arm` does */
  private thumb(code: CodeWindow, pc: number, offset: number): number {
    const { lift } = this;
    while (code.limit < offset + 4 && code.more) code.grow();
    if (code.limit < offset + 2 && !(code.grow() && code.limit >= offset + 2)) return -1;
    const hw1 = halfAt(code.bytes, offset);
    if (!isT32Wide(hw1)) return this.thumbOf(pc + offset, 2, hw1, 0);
    const whole = code.limit >= offset + 4 || (code.grow() && code.limit >= offset + 4);
    if (lift.model.thumb2) return whole ? this.thumbOf(pc + offset, 4, hw1, halfAt(code.bytes, offset + 2)) : -3;
    const pair = whole && isBranchPair(hw1, halfAt(code.bytes, offset + 2));
    if (pair) return this.thumbOf(pc + offset, 4, hw1, halfAt(code.bytes, offset + 2));
    lift.insn(pc + offset, 2, AL, false, false, true);
    branchHalf(lift, hw1);
    return 2;
  }

  /** One Thumb instruction of 2 or 4 bytes. @returns its length */
  private thumbOf(pc: number, bytes: 2 | 4, hw1: number, hw2: number): number {
    const { lift, visitors } = this;
    const it = lift.it;
    const cond = it === 0 ? AL : it >>> 4;
    const runsOn = it !== 0 && nextItCondition(it) === cond;
    if (bytes === 4) {
      lift.insn(pc, 4, cond, selectableT32(hw1, hw2), runsOn, branchesT32(hw1, hw2));
      decodeT32(visitors.t32, (hw1 << 16) | hw2);
    } else {
      lift.insn(pc, 2, cond, selectableT16(hw1), runsOn, branchesT16(hw1));
      decodeT16(visitors.t16, hw1);
    }
    if (!lift.ended) {
      lift.insnDone();
      if (it !== 0) lift.advanceIt();
    }
    return bytes;
  }

  /** Not even the first instruction is there: raise what its fetch raises. */
  private fetchFault(b: BlockBuilder, pc: number, failedAt: number): void {
    b.insn(0);
    b.set_i32(AT.pc, b.const_i32(pc));
    b.guestBytes(failedAt + 2);
    b.exit(EXIT.GUEST, guestExitArg(GUEST_EXIT.FETCH, failedAt));
    this.lift.ended = true;
  }
}

const halfAt = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8);

const wordAt = (bytes: Uint8Array, offset: number): number => halfAt(bytes, offset) | (halfAt(bytes, offset + 2) << 16);

/** A translator for a CPU model. One per thread. */
export const createArmTranslator = (model: string): Translator => new ArmTranslator(new Lift(armModel(model)));

import { type BlockBuilder, type CodeWindow, EXIT, PAGE_BYTES, type Translator } from '@tutti/ir';
import { Decoder } from './decode/decoder.ts';
import { featureOf } from './decode/info.ts';
import { DecodeError, Instruction } from './decode/instruction.ts';
import { Op } from './decode/op.gen.ts';
import { GUEST_EXIT, guestExitArg, VECTOR } from './guest-exits.ts';
import { HELPER } from './helpers.ts';
import { featuresOf } from './lift/features.ts';
import { Lift } from './lift/lift.ts';
import { bitScan } from './lift/shifts.ts';
import { repeats, STRINGS } from './lift/strings.ts';
import { RULES } from './lift/table.ts';
import { codeSizeOf, MODE } from './mode.ts';
import { type X86Model, x86Model } from './models.ts';
import { AT } from './state.ts';

const LONGEST = 15;
/** By `Op`: 1 for string instructions. */
const STRING_OPS = new Uint8Array(RULES.length);
for (const name of Object.keys(STRINGS)) STRING_OPS[(Op as Readonly<Record<string, number>>)[name] as number] = 1;

/** Lifts blocks of 16-, 32- and 64-bit code. */
class X86Translator implements Translator {
  private readonly lift = new Lift();
  private readonly insn = new Instruction();
  private readonly features: Uint8Array;
  private readonly decoders = [new Decoder(16), new Decoder(32), new Decoder(64)] as const;

  constructor(model: X86Model) {
    this.features = featuresOf(model);
  }

  translate(b: BlockBuilder, code: CodeWindow, pc: number, pcHi: number, mode: number, maxInsns: number): void {
    const { lift, insn } = this;
    const decoder = this.decoders[codeSizeOf(mode)] as Decoder;
    lift.begin(b, code, pc, pcHi, mode);
    lift.alone = maxInsns === 1;
    const pageEnd = PAGE_BYTES - (pc & (PAGE_BYTES - 1));
    const shadowed = (mode & MODE.SHADOW) !== 0;
    const watched = (mode & (MODE.TF | MODE.BREAK)) !== 0;
    let most = watched || shadowed ? 1 : maxInsns;
    let offset = 0;
    for (let count = 0; count < most && !lift.ended && (offset < pageEnd || lift.shadow); count++) {
      const length = this.decode(decoder, code, offset);
      if (length === DecodeError.TRUNCATED) {
        if (count === 0) this.fetchFault(b, code.limit);
        break;
      }
      const repeated = length > 0 && STRING_OPS[insn.op] === 1 && repeats(insn);
      // A repeated string instruction goes to itself, so it begins its block.
      if (repeated && count > 0) break;
      const inShadow = lift.shadow;
      lift.shadow = false;
      lift.modeChanged = false;
      lift.insn(offset, length > 0 ? length : 1);
      if (shadowed && count === 0) this.endShadow(b);
      if (mode & MODE.BREAK) lift.system('breakpoint');
      this.one(length);
      offset = lift.nextOffset;
      if (lift.ended) break;
      if (inShadow || lift.modeChanged) most = count + 1;
      if (lift.shadow) most = Math.min(maxInsns, count + 2);
      if (watched && lift.shadow) {
        // Traps come after STI, and after the instruction behind MOV SS.
        most = 1;
        lift.shadow = lift.trapsWait;
      }
    }
    if (lift.ended) return;
    if (lift.shadow) b.set_i32(AT.mode, b.or_i32(b.get_i32(AT.mode), b.const_i32(MODE.SHADOW)));
    if (lift.modeChanged || lift.shadow || shadowed) lift.jumpNext();
    else lift.fallThrough();
  }

  /** Decode at `offset`; near the end of what can be fetched, the next page is asked for only when the instruction needs it. */
  private decode(decoder: Decoder, code: CodeWindow, offset: number): number {
    const { insn } = this;
    while (code.limit - offset < LONGEST && code.more) code.grow();
    if (code.limit - offset >= LONGEST) return decoder.decode(code.bytes, offset, insn);
    const length = decoder.decode(code.bytes.subarray(0, code.limit), offset, insn);
    if (length !== DecodeError.TRUNCATED || !code.grow()) return length;
    return decoder.decode(code.bytes, offset, insn);
  }

  private one(length: number): void {
    const { lift, insn } = this;
    if (length < 0) {
      if (length === DecodeError.TOO_LONG) lift.raise(VECTOR.GP, 0);
      else lift.raise(VECTOR.UD);
      return;
    }
    const rule = RULES[insn.op];
    const has = this.features[featureOf(insn)] !== 0;
    if (rule !== undefined && has) rule(lift, insn);
    // Processors without these count instructions ignore their prefix.
    else if (insn.op === Op.TZCNT) bitScan(true)(lift, insn);
    else if (insn.op === Op.LZCNT) bitScan(false)(lift, insn);
    else lift.raise(VECTOR.UD);
  }

  /** The shadow of STI or MOV SS ends with this instruction: what waits is signalled, and taken after it. */
  private endShadow(b: BlockBuilder): void {
    b.set_i32(AT.mode, b.and_i32(b.get_i32(AT.mode), b.const_i32(~MODE.SHADOW)));
    b.begin_if(b.get_i32(AT.lineHeld));
    b.call(HELPER.unmask);
    b.end_if();
  }

  /** Not even the first instruction is there whole: raise what its fetch raises. */
  private fetchFault(b: BlockBuilder, failedAt: number): void {
    const { lift } = this;
    lift.insn(0, Math.max(failedAt, 1));
    lift.setPc(0);
    b.guestBytes(Math.max(failedAt, 1));
    b.exit(EXIT.GUEST, guestExitArg(GUEST_EXIT.FETCH, failedAt));
    lift.ended = true;
  }
}

/** A translator for a CPU model. One per thread. */
export function createX86Translator(model: string): Translator {
  return new X86Translator(x86Model(model));
}

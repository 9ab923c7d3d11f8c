import * as iced from 'iced-x86';
import { Decoder, type Instruction, type Mode, Op, Instruction as Ours, opName } from '../../src/decode/index.ts';
import { FOREIGN_FEATURES } from '../fixtures/differences.ts';

/** What a comparison of one string came to: agreement, a listed class of difference, or something new. */
export interface Verdict {
  readonly agree: boolean;
  /** Name of the listed class; empty when the difference is not listed. */
  readonly listed: string;
  readonly detail: string;
}

const AGREE: Verdict = { agree: true, listed: '', detail: '' };

/** Compares our decoder with iced-x86 on strings of one buffer. Call `free` when done. */
export class IcedComparison {
  private readonly decoder: Decoder;
  private readonly insn: Instruction = new Ours();
  private readonly theirs: iced.Decoder;
  private readonly result = new iced.Instruction();
  private readonly bytes: Uint8Array;

  constructor(mode: Mode, bytes: Uint8Array) {
    this.decoder = new Decoder(mode);
    this.bytes = bytes;
    this.theirs = new iced.Decoder(mode, bytes, iced.DecoderOptions.None);
  }

  /** Validity and length of the string at `offset`. */
  compare(offset: number): Verdict {
    const ours = this.decoder.decode(this.bytes, offset, this.insn);
    this.theirs.position = offset;
    this.theirs.decodeOut(this.result);
    const theirs = this.result.code === iced.Code.INVALID ? -1 : this.result.length;
    return (ours < 0 ? -1 : ours) === theirs ? AGREE : this.explain(offset, ours, theirs);
  }

  private explain(offset: number, ours: number, theirs: number): Verdict {
    const hex = Buffer.from(this.bytes.subarray(offset, offset + 15)).toString('hex');
    const detail = `${hex}: we ${ours} ${opName(this.insn.op)}, iced ${theirs} ${iced.Code[this.result.code]}`;
    return { agree: false, listed: this.listedAs(ours, theirs), detail };
  }

  private listedAs(ours: number, theirs: number): string {
    const { op } = this.insn;
    if (theirs < 0 && op === Op.EVEX) return 'EVEX: recognised for its length, fields not checked';
    if (theirs < 0 && op === Op.XOP) return 'XOP: recognised for its length, fields not checked';
    if (theirs < 0 && op === Op.NOP) return 'MPX: a hint NOP here, with rules of its own in iced';
    if (ours < 0 && theirs > 0) {
      const features = Array.from(this.result.cpuidFeatures(), (feature) => iced.CpuidFeature[feature]!);
      const foreign = features.find((feature) => FOREIGN_FEATURES.has(feature));
      if (foreign) return `not in our tables: ${foreign}`;
    }
    return '';
  }

  free(): void {
    this.theirs.free();
    this.result.free();
  }
}

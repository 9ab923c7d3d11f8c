import { MMU_MODE } from '../mode.ts';
import { ATTR, FLAG, SEG } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { readFlags } from './flags.ts';
import { hostFilled, implicitMode } from './memory.ts';
import { ATTRIBUTES, descriptorWord, limitOfWords, tableWord } from './quick-tables.ts';
import { runsWide, setFlat, W } from './words.ts';

/** Present gate of a 64-bit IDT: interrupt (14) or trap (15) but for bit 8. */
const GATE_MASK = ATTR.P | ATTR.S | 0xe00;
const GATE = ATTR.P | 0xe00;
const TRAP = 0x100;
const HANDLER_MASK = ATTR.P | ATTR.S | ATTR.CODE | ATTR.DC | ATTR.ACCESSED | ATTR.L | ATTR.DB;
const HANDLER = ATTR.P | ATTR.S | ATTR.CODE | ATTR.ACCESSED | ATTR.L;
/** SS, RSP, RFLAGS, CS, RIP. */
const FRAME_BYTES = 40;

/**
 * Deliver an event in IA-32e mode when nothing about it is rare: IDT, GDT, TSS and the new stack are in the core's TLB, the gate leads to
 * 64-bit code of the same or an inner level. Two thirds of the time of a delivery went into 64-bit arithmetic of JavaScript.
 * @param error  error code, or -1
 * @returns false when nothing was changed: `enterLong` then does, or faults
 * @see Intel SDM 3A, 6.14
 */
export function enterQuickly(context: X86Context, vector: number, error: number, software: boolean): boolean {
  // hot
  const { words, i32 } = context;
  const tables = implicitMode(context);
  const cpl = cplOfState(context);
  if (vector * 16 + 15 > ((words[W.idtLimit] as number) & 0xffff)) return false;
  const gate = tableWord(context, W.idtBase, vector * 16, 16, tables);
  if (gate < 0) return false;
  const gateLo = i32[gate] as number;
  const gateHi = i32[gate + 1] as number;
  if ((gateHi & GATE_MASK) !== GATE || (software && (gateHi & ATTR.DPL) >>> 13 < cpl)) return false;
  const selector = gateLo >>> 16;
  const code = descriptorWord(context, selector, tables);
  if (code < 0) return false;
  const codeLo = i32[code] as number;
  const codeHi = i32[code + 1] as number;
  const level = (codeHi & ATTR.DPL) >>> 13;
  if ((codeHi & HANDLER_MASK) !== HANDLER || level > cpl) return false;

  const inner = level < cpl;
  const ist = gateHi & 7;
  let spLo = words[W.rsp] as number;
  let spHi = words[W.rsp + 1] as number;
  if (ist !== 0 || inner) {
    const offset = ist !== 0 ? 0x1c + 8 * ist : 4 + 8 * level;
    if (offset + 7 > (words[W.limit + SEG.TR] as number) >>> 0) return false;
    const at = tableWord(context, W.base + 2 * SEG.TR, offset, 8, tables);
    if (at < 0) return false;
    spLo = i32[at] as number;
    spHi = i32[at + 1] as number;
  }
  const withError = error >= 0 && !software;
  const bytes = withError ? FRAME_BYTES + 8 : FRAME_BYTES;
  const sp = ((spLo & ~15) - bytes) | 0;
  if ((sp & 0xfff) > 4096 - bytes || sp >>> 0 > spLo >>> 0) return false;
  const host = hostFilled(context, sp, spHi, true, level === 3 ? MMU_MODE.USER : tables);
  if (host < 0) return false;

  let to = host >>> 2;
  if (withError) {
    i32[to] = error;
    i32[to + 1] = 0;
    to += 2;
  }
  const wide = runsWide(words);
  i32[to] = wide ? (words[W.pc] as number) : (words[W.pc] as number) - (words[W.base + 2 * SEG.CS] as number);
  i32[to + 1] = wide ? (words[W.pcHi] as number) : 0;
  i32[to + 2] = words[W.selector + SEG.CS] as number;
  i32[to + 3] = 0;
  i32[to + 4] = readFlags(context);
  i32[to + 5] = 0;
  i32[to + 6] = words[W.rsp] as number;
  i32[to + 7] = words[W.rsp + 1] as number;
  i32[to + 8] = words[W.selector + SEG.SS] as number;
  i32[to + 9] = 0;

  if (inner) setFlat(context, SEG.SS, { selector: level, limit: 0, lowest: -1, attributes: level << 13 });
  setFlat(context, SEG.CS, {
    selector: (selector & 0xfffc) | level,
    limit: limitOfWords(codeLo, codeHi),
    lowest: 0,
    attributes: codeHi & ATTRIBUTES,
  });
  words[W.rsp] = sp;
  words[W.rsp + 1] = spHi;
  const cleared = FLAG.TF | FLAG.NT | FLAG.RF | FLAG.VM | (gateHi & TRAP ? 0 : FLAG.IF);
  words[W.flags] = (words[W.flags] as number) & ~cleared;
  words[W.pc] = (gateHi & 0xffff0000) | (gateLo & 0xffff);
  words[W.pcHi] = i32[gate + 2] as number;
  return true;
}

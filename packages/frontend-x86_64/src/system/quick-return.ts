import { MMU_MODE } from '../mode.ts';
import { ATTR, FLAG, SEG } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { writeFlags } from './flags.ts';
import { hostFilled, implicitMode } from './memory.ts';
import { ATTRIBUTES, descriptorWord, limitOfWords } from './quick-tables.ts';
import { dropInner, returnFlags } from './return-rules.ts';
import { type FlatSegment, runsWide, setFlat, W } from './words.ts';

const CODE_MASK = ATTR.P | ATTR.S | ATTR.CODE | ATTR.DC | ATTR.ACCESSED | ATTR.L | ATTR.DB;
const CODE = ATTR.P | ATTR.S | ATTR.CODE | ATTR.ACCESSED | ATTR.L;
const STACK_MASK = ATTR.P | ATTR.S | ATTR.CODE | ATTR.DC | ATTR.RW | ATTR.ACCESSED;
const STACK = ATTR.P | ATTR.S | ATTR.RW | ATTR.ACCESSED;
const FRAME_BYTES = 40;

/** SS as IRET to 64-bit code at a level loads it, or null when that is for the full return to say. */
function stackSegment(context: X86Context, selector: number, level: number, mmuMode: number): FlatSegment | null {
  if ((selector & 0xfffc) === 0)
    return level === 3 ? null : { selector, limit: 0, lowest: -1, attributes: level << 13 };
  const at = descriptorWord(context, selector, mmuMode);
  if (at < 0) return null;
  const lo = context.i32[at] as number;
  const hi = context.i32[at + 1] as number;
  const flatBase = lo >>> 16 === 0 && (hi & 0xff0000ff) === 0;
  if ((hi & STACK_MASK) !== STACK || (hi & ATTR.DPL) >>> 13 !== level || (selector & 3) !== level || !flatBase)
    return null;
  return { selector, limit: limitOfWords(lo, hi), lowest: 0, attributes: hi & ATTRIBUTES };
}

/**
 * IRETQ from 64-bit code to 64-bit code when the stack and the GDT are in the core's TLB and nothing is out of the ordinary.
 * @returns false when nothing was changed: the full IRET then does, or faults
 * @see Intel SDM 2A "IRET"
 */
export function returnQuickly(context: X86Context): boolean {
  // hot
  const { words, i32 } = context;
  if (!runsWide(words) || ((words[W.flags] as number) & FLAG.NT) !== 0) return false;
  const tables = implicitMode(context);
  const cpl = cplOfState(context);
  const sp = words[W.rsp] as number;
  if ((sp & 3) !== 0 || (sp & 0xfff) > 4096 - FRAME_BYTES) return false;
  const host = hostFilled(context, sp, words[W.rsp + 1] as number, false, cpl === 3 ? MMU_MODE.USER : tables);
  if (host < 0) return false;
  const from = host >>> 2;
  const ipHi = i32[from + 1] as number;
  const selector = (i32[from + 2] as number) & 0xffff;
  const level = selector & 3;
  if (level < cpl || (ipHi >> 15 !== 0 && ipHi >> 15 !== -1)) return false;
  const code = descriptorWord(context, selector, tables);
  if (code < 0) return false;
  const codeLo = i32[code] as number;
  const codeHi = i32[code + 1] as number;
  if ((codeHi & CODE_MASK) !== CODE || (codeHi & ATTR.DPL) >>> 13 !== level) return false;
  const stack = stackSegment(context, (i32[from + 8] as number) & 0xffff, level, tables);
  if (stack === null) return false;

  writeFlags(context, i32[from + 4] as number, returnFlags(context, 8, cpl));
  setFlat(context, SEG.SS, stack);
  setFlat(context, SEG.CS, {
    selector,
    limit: limitOfWords(codeLo, codeHi),
    lowest: 0,
    attributes: codeHi & ATTRIBUTES,
  });
  words[W.rsp] = i32[from + 6] as number;
  words[W.rsp + 1] = i32[from + 7] as number;
  if (level > cpl) dropInner(context, level);
  words[W.pc] = i32[from] as number;
  words[W.pcHi] = ipHi;
  return true;
}

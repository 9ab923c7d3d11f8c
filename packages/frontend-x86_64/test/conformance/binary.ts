import { execFileSync } from 'node:child_process';
import { Decoder, formatAtt, formatIntel, Instruction, MAX_LENGTH, Op, opName } from '../../src/decode/index.ts';
import { TEXT_DIFFERENCES } from '../fixtures/differences.ts';
import type { TextSection } from './elf.ts';
import { IcedComparison } from './iced.ts';
import { type Line, normalise, parseListing, type Syntax } from './objdump.ts';

/** What a comparison of one binary came to. `wrong` holds at most 50 differences that are not listed. */
export interface BinaryReport {
  instructions: number;
  /** Recognised for their length only. */
  lengthOnly: number;
  /** Text differences that are listed, and places where objdump itself sees no instruction (data in .text). */
  listed: number;
  data: number;
  readonly wrong: string[];
}

/** Bytes per call of objdump: its listing must fit in one string. */
const CHUNK = 4 << 20;
/** Lines on which objdump splits prefixes off, or gives up. */
const NO_INSTRUCTION =
  /^(rex(\.\w+)?|data16|addr32|lock|repn?z|rep|cs|ds|es|ss|fs|gs|bnd|notrack)( (rex(\.\w+)?|lock|repn?z))*$|\(bad\)|\?|^\.byte/;

/** Decode all of .text, linearly, beside iced-x86: every instruction has the same length, or both see none. */
export function compareLengths(text: TextSection): BinaryReport {
  const report: BinaryReport = { instructions: 0, lengthOnly: 0, listed: 0, data: 0, wrong: [] };
  const decoder = new Decoder(64);
  const insn = new Instruction();
  const comparison = new IcedComparison(64, text.bytes);
  for (let at = 0; at < text.bytes.length; ) {
    const verdict = comparison.compare(at);
    const length = decoder.decode(text.bytes, at, insn);
    if (!verdict.agree && verdict.listed) report.listed++;
    else if (!verdict.agree && report.wrong.length < 50) report.wrong.push(`+${at.toString(16)} ${verdict.detail}`);
    if (length < 0) report.data++;
    else report.instructions++;
    at += Math.max(length, 1);
  }
  comparison.free();
  return report;
}

/** Compare length and text of every instruction with objdump. `limit` cuts .text short (bytes). */
export function compareText(
  path: string,
  text: TextSection,
  syntax: Syntax,
  limit = Number.POSITIVE_INFINITY,
): BinaryReport {
  const report: BinaryReport = { instructions: 0, lengthOnly: 0, listed: 0, data: 0, wrong: [] };
  const compareLine = lineComparison(text, syntax, report);
  const end = text.address + BigInt(Math.min(text.bytes.length, limit));
  for (let start = text.address; start < end; ) {
    const stop = start + BigInt(CHUNK) < end ? start + BigInt(CHUNK) : end;
    const lines = [...listing(path, start, stop, syntax)];
    for (let i = 0; i + 1 < lines.length; i++) compareLine(lines[i]!, lines[i + 1]!.address);
    const last = lines.at(-1);
    // The last line of a chunk may be cut: the next chunk starts with it.
    start = stop === end || !last || last.address === start ? stop : last.address;
  }
  return report;
}

function listing(path: string, start: bigint, stop: bigint, syntax: Syntax): Generator<Line> {
  const options = ['-d', '-z', '--no-show-raw-insn', `--start-address=${start}`, `--stop-address=${stop}`];
  const output = execFileSync('objdump', [...options, ...(syntax === 'intel' ? ['-M', 'intel'] : []), path], {
    maxBuffer: 1 << 29,
    encoding: 'latin1',
  });
  return parseListing(output);
}

function lineComparison(text: TextSection, syntax: Syntax, report: BinaryReport): (line: Line, next: bigint) => void {
  const decoder = new Decoder(64);
  const insn = new Instruction();
  const format = syntax === 'intel' ? formatIntel : formatAtt;
  return ({ address, text: line }, next) => {
    const want = normalise(line);
    const theirs = Number(next - address);
    // More than 15 bytes to the next line: data was skipped in between.
    if (NO_INSTRUCTION.test(line) || NO_INSTRUCTION.test(want) || theirs > MAX_LENGTH) {
      report.data++;
      return;
    }
    const offset = Number(address - text.address);
    const length = decoder.decode(text.bytes, offset, insn);
    report.instructions++;
    const lengthOnly = length > 0 && (insn.op === Op.EVEX || insn.op === Op.XOP);
    if (lengthOnly) report.lengthOnly++;
    const ours = length < 0 ? 'invalid' : format(insn, address);
    if (length === theirs && (lengthOnly || ours === want)) return;
    if (
      TEXT_DIFFERENCES.some(
        ({ mnemonics, objdump }) => mnemonics.test(opName(insn.op)) && objdump.test(`${theirs} ${want}`),
      )
    )
      report.listed++;
    else if (report.wrong.length < 50) {
      const hex = Buffer.from(text.bytes.subarray(offset, offset + 15)).toString('hex');
      report.wrong.push(`${address.toString(16)} ${hex}: ${length} ${ours} | objdump: ${theirs} ${want}`);
    }
  };
}

import * as iced from 'iced-x86';
import { describe, expect, test } from 'vitest';
import {
  Access,
  Decoder,
  Flag,
  Flow,
  flagsCleared,
  flagsRead,
  flagsSet,
  flagsUndefined,
  flagsWritten,
  flowOf,
  Instruction,
  Op,
  opName,
} from '../../src/decode/index.ts';
import { FACTS } from '../../src/decode/tables/facts.ts';
import { FACT_DIFFERENCES } from '../fixtures/fact-differences.ts';
import { rowInstances } from './instances.ts';
import { Random, runSeed } from './random.ts';

const SEED = runSeed();

/** iced's flag bits and ours. */
const FLAGS: readonly (readonly [theirs: number, ours: number])[] = [
  [iced.RflagsBits.OF, Flag.OF],
  [iced.RflagsBits.SF, Flag.SF],
  [iced.RflagsBits.ZF, Flag.ZF],
  [iced.RflagsBits.AF, Flag.AF],
  [iced.RflagsBits.CF, Flag.CF],
  [iced.RflagsBits.PF, Flag.PF],
  [iced.RflagsBits.DF, Flag.DF],
  [iced.RflagsBits.IF, Flag.IF],
  [iced.RflagsBits.AC, Flag.AC],
  [iced.RflagsBits.C0, Flag.C0],
  [iced.RflagsBits.C1, Flag.C1],
  [iced.RflagsBits.C2, Flag.C2],
  [iced.RflagsBits.C3, Flag.C3],
];
const KNOWN = FLAGS.reduce((mask, [, ours]) => mask | ours, 0);
const fromIced = (bits: number): number =>
  FLAGS.reduce((mask, [theirs, ours]) => (bits & theirs ? mask | ours : mask), 0);

const FLOWS: Readonly<Record<number, number>> = {
  [iced.FlowControl.Next]: Flow.NEXT,
  [iced.FlowControl.UnconditionalBranch]: Flow.JUMP,
  [iced.FlowControl.IndirectBranch]: Flow.JUMP_INDIRECT,
  [iced.FlowControl.ConditionalBranch]: Flow.COND,
  [iced.FlowControl.Return]: Flow.RETURN,
  [iced.FlowControl.Call]: Flow.CALL,
  [iced.FlowControl.IndirectCall]: Flow.CALL_INDIRECT,
  [iced.FlowControl.Interrupt]: Flow.INTERRUPT,
  [iced.FlowControl.XbeginXabortXend]: Flow.XBEGIN,
  [iced.FlowControl.Exception]: Flow.EXCEPTION,
};

function accessFromIced(access: iced.OpAccess): number {
  if (access === iced.OpAccess.None || access === iced.OpAccess.NoMemAccess) return Access.NONE;
  if (access === iced.OpAccess.Read || access === iced.OpAccess.CondRead) return Access.READ;
  return access === iced.OpAccess.Write ? Access.WRITE : Access.READ_WRITE;
}

/** Names of the facts in which the two disagree. */
function disagreements(insn: Instruction, theirs: iced.Instruction, info: iced.InstructionInfo): string[] {
  const pairs: [string, number, number][] = [
    ['read', flagsRead(insn) & KNOWN, fromIced(theirs.rflagsRead)],
    ['written', flagsWritten(insn) & KNOWN, fromIced(theirs.rflagsWritten | theirs.rflagsCleared | theirs.rflagsSet)],
    ['undefined', flagsUndefined(insn) & KNOWN, fromIced(theirs.rflagsUndefined)],
    ['cleared', flagsCleared(insn) & KNOWN, fromIced(theirs.rflagsCleared)],
    ['set', flagsSet(insn) & KNOWN, fromIced(theirs.rflagsSet)],
    ['flow', flowOf(insn), FLOWS[theirs.flowControl]!],
    ['count', insn.operandCount, theirs.opCount],
  ];
  for (let i = 0; i < Math.min(insn.operandCount, theirs.opCount); i++) {
    pairs.push([`access${i}`, insn.access(i), accessFromIced(info.opAccess(i))]);
  }
  return pairs
    .filter(([, ours, other]) => ours !== other)
    .map(([name, ours, other]) => `${name} ours ${ours.toString(16)} iced ${other.toString(16)}`);
}

describe(`facts about instructions (TUTTI_SEED=${SEED})`, () => {
  test('every mnemonic with facts exists', () => {
    const names = FACTS.flatMap(([mnemonics]) => mnemonics.split(' '));
    expect(names.filter((name) => !(name in Op))).toEqual([]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('flags, flow and operand access are those of iced-x86', () => {
    const decoder = new Decoder(64);
    const insn = new Instruction();
    const factory = new iced.InstructionInfoFactory();
    const theirs = new iced.Instruction();
    const wrong = new Set<string>();
    for (const { bytes } of rowInstances(64, new Random(SEED), 6).instances) {
      decoder.decode(bytes, 0, insn);
      const other = new iced.Decoder(64, bytes, iced.DecoderOptions.None);
      other.decodeOut(theirs);
      const info = factory.info(theirs);
      for (const difference of disagreements(insn, theirs, info)) {
        const name = opName(insn.op);
        if (!FACT_DIFFERENCES.some(({ mnemonics, facts }) => mnemonics.test(name) && facts.test(difference))) {
          wrong.add(`${name} ${difference} (${Buffer.from(bytes).toString('hex')})`);
        }
      }
      info.free();
      other.free();
    }
    theirs.free();
    factory.free();
    expect([...wrong]).toEqual([]);
  });
});

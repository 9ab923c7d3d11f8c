import { describe, expect, test } from 'vitest';
import { Decoder, formatAtt, formatIntel, Instruction, type Mode } from '../../src/decode/index.ts';
import { TEXT_DIFFERENCES } from '../fixtures/differences.ts';
import { rowInstances } from './instances.ts';
import { disassembleEach, type Syntax } from './objdump.ts';
import { Random, runSeed } from './random.ts';

const MODES: readonly Mode[] = [16, 32, 64];
const SEED = runSeed();
const PER_ROW = Number(process.env['TUTTI_PER_ROW'] ?? 4);

/** 16-bit branches wrap at 64 KiB; objdump keeps the upper bits of the address. */
const wrap = (text: string): string =>
  text.replace(/ 0x([0-9a-f]+)$/, (_, hex: string) => ` 0x${(Number.parseInt(hex, 16) & 0xffff).toString(16)}`);

describe(`every row with random fields (TUTTI_SEED=${SEED})`, () => {
  test.each(MODES)('%i-bit mode: every row of the mode has an encoding', (mode) => {
    const { missing } = rowInstances(mode, new Random(SEED), 1);
    // Outside 64-bit mode REX.W does not exist, and VEX.W of general registers is ignored.
    const unexplained = missing
      .filter((encoding) => mode === 64 || encoding.when.W?.[0] !== 1)
      .map((encoding) => encoding.mnemonic);
    expect(unexplained.filter((mnemonic) => mode !== 16 || !/GATHER/.test(mnemonic))).toEqual([]);
  });

  const cases = MODES.flatMap((mode) => (['intel', 'att'] as const).map((syntax): [Mode, Syntax] => [mode, syntax]));
  test.each(cases)('%i-bit mode, %s syntax: length and text are those of objdump', (mode, syntax) => {
    const { instances } = rowInstances(mode, new Random(SEED), PER_ROW);
    const theirs = disassembleEach(
      instances.map(({ bytes }) => bytes),
      mode,
      syntax,
    );
    const decoder = new Decoder(mode);
    const insn = new Instruction();
    const format = syntax === 'intel' ? formatIntel : formatAtt;
    const wrong: string[] = [];
    instances.forEach(({ bytes, encoding }, i) => {
      const ours = `${decoder.decode(bytes, 0, insn)} ${format(insn, i * 32)}`;
      const want = mode !== 64 && insn.opSize === 2 && insn.kind(0) === 7 ? wrap(theirs[i]!) : theirs[i]!;
      const listed = TEXT_DIFFERENCES.some(
        ({ mnemonics, objdump }) => mnemonics.test(encoding.mnemonic) && objdump.test(want),
      );
      if (ours !== want && !listed) wrong.push(`${Buffer.from(bytes).toString('hex')}: ${ours} | objdump: ${want}`);
    });
    expect(wrong).toEqual([]);
    expect(instances.length).toBeGreaterThan(6000);
  });
});

import { describe, expect, test } from 'vitest';
import {
  Decoder,
  Feature,
  Flag,
  Flow,
  featureName,
  featureOf,
  flagsRead,
  flagsUndefined,
  flagsWritten,
  flowOf,
  Instruction,
  mnemonicOf,
  Op,
  opName,
} from './index.ts';

function decode(hex: string): Instruction {
  const insn = new Instruction();
  new Decoder(64).decode(
    Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
    0,
    insn,
  );
  return insn;
}

const STATUS = Flag.OF | Flag.SF | Flag.ZF | Flag.AF | Flag.PF | Flag.CF;

describe('flags', () => {
  test('adc reads the carry and writes all status flags', () => {
    expect([flagsRead(decode('11c8')), flagsWritten(decode('11c8'))]).toEqual([Flag.CF, STATUS]);
  });

  test('and leaves AF undefined', () => {
    expect(flagsUndefined(decode('21c8'))).toBe(Flag.AF);
  });

  test('a shift by an immediate 0 touches no flag, by 1 defines OF, by 2 leaves it undefined', () => {
    expect([flagsWritten(decode('c1e000')), flagsUndefined(decode('c1e000'))]).toEqual([0, 0]);
    expect(flagsWritten(decode('c1e001')) & Flag.OF).toBe(Flag.OF);
    expect(flagsUndefined(decode('c1e002')) & Flag.OF).toBe(Flag.OF);
  });

  test('rcl of a byte by nine goes round once and changes nothing', () => {
    expect([flagsRead(decode('c0d009')), flagsWritten(decode('c0d009'))]).toEqual([0, 0]);
  });
});

describe('flow and features', () => {
  test.each([
    ['90', Flow.NEXT],
    ['eb00', Flow.JUMP],
    ['ffe0', Flow.JUMP_INDIRECT],
    ['7400', Flow.COND],
    ['e300', Flow.COND],
    ['e800000000', Flow.CALL],
    ['ff10', Flow.CALL_INDIRECT],
    ['c3', Flow.RETURN],
    ['cc', Flow.INTERRUPT],
    ['0f0b', Flow.EXCEPTION],
    ['f4', Flow.HALT],
  ] as const)('%s has flow %i', (hex, flow) => {
    expect(flowOf(decode(hex))).toBe(flow);
  });

  test('the feature follows the vector length', () => {
    expect(featureName(featureOf(decode('c5f9fcc0')))).toBe('AVX');
    expect(featureOf(decode('c5fdfcc0'))).toBe(Feature.AVX2);
    expect(featureName(featureOf(decode('660ffcc0')))).toBe('SSE2');
  });

  test('names', () => {
    expect([opName(Op.CMPXCHG16B), mnemonicOf(decode('480fc70e'))]).toEqual(['CMPXCHG16B', 'cmpxchg16b']);
  });
});

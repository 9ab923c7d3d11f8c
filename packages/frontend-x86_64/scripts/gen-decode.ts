/** Writes src/decode/op.gen.ts from the opcode tables: `node scripts/gen-decode.ts` (CI checks that it changes nothing). */
import { writeFileSync } from 'node:fs';
import { allEncodings } from '../src/decode/expand/encodings.ts';

const encodings = allEncodings();
const ops = ['INVALID', 'EVEX', 'XOP', ...new Set(encodings.map((encoding) => encoding.mnemonic))];
const features = [...new Set(['8086', ...encodings.map((encoding) => encoding.feature)])];
const entries = (names: readonly string[]): string =>
  names.map((name, i) => `  ${/^\d/.test(name) ? `I${name}` : name}: ${i},`).join('\n');

const text = `// Generated from src/decode/tables by scripts/gen-decode.ts. Do not edit.

/** Mnemonic ids. One id per mnemonic of the Intel SDM; conditions (JO.., SETO.., CMOVO..) are sixteen ids in encoding order. */
export const Op = {
${entries(ops)}
} as const;

/** CPUID features; the processors before CPUID are I8086 to I686. */
export const Feature = {
${entries(features)}
} as const;
`;
writeFileSync(new URL('../src/decode/op.gen.ts', import.meta.url), text);

import process from 'node:process';
import { disassembleFile, fail } from '@tutti/machine';
import { readNamed } from '../files.ts';

export interface DisasmOptions {
  readonly arch: string;
  readonly mode?: string;
  readonly at?: string;
  readonly offset?: string;
  readonly count?: string;
}

function number(option: string, value: string | undefined, initial: number): number {
  if (value === undefined) return initial;
  const n = Number(value);
  if (!Number.isInteger(n) || n < 0)
    throw fail('OPTION_BAD', { option, value, want: 'wants a number, such as 0x8000' });
  return n;
}

/** `tutti disasm FILE`: ELF files at their entry point, all others from their first byte. */
export async function disasm(path: string, options: DisasmOptions): Promise<void> {
  const lines = await disassembleFile(readNamed('file', path), {
    arch: options.arch,
    ...(options.mode !== undefined && { mode: options.mode }),
    ...(options.at !== undefined && { at: number('--at', options.at, 0) }),
    offset: number('--offset', options.offset, 0),
    count: number('--count', options.count, 32),
  });
  for (const line of lines) process.stdout.write(`${line}\n`);
}

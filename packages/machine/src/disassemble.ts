import { fail } from './errors.ts';
import { ARCHITECTURES } from './families.ts';
import { isElf, type NamedBytes, readElf } from './load/index.ts';

/** What part of a file is shown, and how. */
export interface DisassembleOptions {
  readonly arch: string;
  /** Instruction set of the architecture: `arm`, `thumb`. */
  readonly mode?: string;
  /** Address of the byte at `offset`; ELF files have their own. */
  readonly at?: number;
  readonly offset: number;
  readonly count: number;
}

/** `CORE.mode` values by name that select an instruction set. */
const MODES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  arm: { arm: 0, thumb: 1 },
  x86_64: {},
};

/** Disassemble part of a file, one line an instruction. @throws EmulatorError OPTION_BAD, ELF_* */
export async function disassembleFile(file: NamedBytes, options: DisassembleOptions): Promise<string[]> {
  const known = Object.keys(ARCHITECTURES);
  const arch = await ARCHITECTURES[options.arch]?.load();
  if (!arch) throw fail('OPTION_BAD', { option: '--arch', value: options.arch, want: `known: ${known.join(', ')}` });
  const modes = MODES[options.arch] ?? {};
  const mode = options.mode === undefined ? 0 : modes[options.mode];
  if (mode === undefined) {
    throw fail('OPTION_BAD', {
      option: '--mode',
      value: options.mode!,
      want: `known: ${Object.keys(modes).join(', ')}`,
    });
  }
  let { bytes } = file;
  let at = options.at ?? 0;
  if (isElf(bytes)) {
    const elf = readElf(file, options.arch);
    const segment =
      elf.segments.find((s) => elf.entry >= s.at && elf.entry < s.at + s.bytes.length) ?? elf.segments[0]!;
    bytes = segment.bytes.subarray(Math.max(0, elf.entry - segment.at));
    at = elf.entry;
  }
  const lines: string[] = [];
  for (let offset = options.offset; offset < bytes.length && lines.length < options.count; ) {
    const here = bytes.subarray(offset);
    const pc = at + offset - options.offset;
    const { text, length } = arch.disassemble(here, pc >>> 0, Math.floor(pc / 2 ** 32), mode);
    const taken = Math.max(1, Math.min(length, here.length));
    const code = Array.from(here.subarray(0, taken), (b) => b.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${pc.toString(16).padStart(8, '0')}  ${code.padEnd(24)} ${text}`);
    offset += taken;
  }
  return lines;
}

import { fail } from '../errors.ts';
import type { NamedBytes, Segment } from './types.ts';

/** e_machine of each architecture that boards can have. */
export const ELF_MACHINE: Readonly<Record<string, readonly number[]>> = { arm: [40], x86_64: [62, 3] };

const PT_LOAD = 1;
const MAX_SEGMENTS = 128;
const MAX_BYTES = 0xffff_ffff;

/** Whether a file starts as an ELF file does. */
export const isElf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/** Where each field of the ELF and program headers is, by class. */
const FORMAT = {
  32: {
    ehdr: 52,
    entry: 24,
    phoff: 28,
    phentsize: 42,
    phnum: 44,
    phdr: 32,
    offset: 4,
    paddr: 12,
    filesz: 16,
    memsz: 20,
  },
  64: {
    ehdr: 64,
    entry: 24,
    phoff: 32,
    phentsize: 54,
    phnum: 56,
    phdr: 56,
    offset: 8,
    paddr: 24,
    filesz: 32,
    memsz: 40,
  },
} as const;

/** An ELF file's loadable parts, at their physical addresses, and its entry point. */
export interface ElfImage {
  readonly bits: 32 | 64;
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** First PT_NOTE bytes of each note segment, for protocols that look there (PVH). */
  readonly notes: readonly Uint8Array[];
}

const PT_NOTE = 4;

/**
 * Read a little-endian ELF32 or ELF64 executable.
 * @throws EmulatorError ELF_HEADER, ELF_MACHINE, IMAGE_TRUNCATED
 * @see System V ABI, chapters 4 and 5
 */
export function readElf({ path, bytes }: NamedBytes, arch: string): ElfImage {
  const bad = (why: string) => fail('ELF_HEADER', { path, why });
  const need = (end: number) => {
    if (end > bytes.length) throw fail('IMAGE_TRUNCATED', { path, need: end, have: bytes.length });
  };
  need(20);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = bytes[4] === 1 ? 32 : bytes[4] === 2 ? 64 : 0;
  if (bits === 0) throw bad(`class ${bytes[4]} is neither 32 nor 64 bits`);
  if (bytes[5] !== 1) throw bad('it is not little-endian');
  const machine = view.getUint16(18, true);
  if (!(ELF_MACHINE[arch] ?? []).includes(machine)) throw fail('ELF_MACHINE', { path, machine, arch });
  const f = FORMAT[bits];
  need(f.ehdr);
  const address = (at: number): number => {
    if (bits === 32) return view.getUint32(at, true);
    const value = view.getBigUint64(at, true);
    if (value > 0x1f_ffff_ffff_ffffn) throw bad(`a number at ${at} is too large`);
    return Number(value);
  };
  const phoff = address(f.phoff);
  const phnum = view.getUint16(f.phnum, true);
  const phentsize = view.getUint16(f.phentsize, true);
  if (phnum === 0) throw bad('it has no program headers, so nothing to load (an object file?)');
  if (phnum > MAX_SEGMENTS || phentsize < f.phdr) throw bad(`${phnum} program headers of ${phentsize} bytes`);
  need(phoff + phnum * phentsize);

  const segments: Segment[] = [];
  const notes: Uint8Array[] = [];
  for (let i = 0; i < phnum; i++) {
    const at = phoff + i * phentsize;
    const type = view.getUint32(at, true);
    if (type !== PT_LOAD && type !== PT_NOTE) continue;
    const offset = address(at + f.offset);
    const fileBytes = address(at + f.filesz);
    const memoryBytes = address(at + f.memsz);
    need(offset + fileBytes);
    const data = bytes.subarray(offset, offset + fileBytes);
    if (type === PT_NOTE) {
      notes.push(data);
    } else {
      if (memoryBytes < fileBytes) throw bad(`segment ${i} is larger in the file than in memory`);
      if (memoryBytes > MAX_BYTES) throw bad(`segment ${i} wants ${memoryBytes} bytes of memory`);
      if (memoryBytes > 0) {
        segments.push({ at: address(at + f.paddr), bytes: data, zeros: memoryBytes - fileBytes, what: path });
      }
    }
  }
  if (segments.length === 0) throw bad('it has nothing to load');
  return { bits, entry: address(f.entry), segments, notes };
}

import { random } from '../conformance/samples.ts';
import { padded } from './integer-jobs.ts';
import { CODE_BASE, type Job } from './job.ts';
import { randomState } from './sequences.ts';

const CODE_OFFSET = 0x800;
const LR = 14;
const PREFIX = 0xf000;
const BLX_SUFFIX = 0xe800;
const BL_SUFFIX = 0xf800;
const MOV_R0_R1 = 0x4608;

/**
 * BL and BLX of Thumb before Thumb-2: a suffix with an address in LR, the same behind another instruction, and both halves. That BLX
 * with bit 0 set is UNDEFINED and that a prefix without suffix is an instruction is not judged: qemu-arm has it otherwise.
 */
export function branchHalfJobs(count: number, seed: number): Job[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, i): Job => {
    const state = randomState(next, true);
    state.r[15] = CODE_BASE + CODE_OFFSET;
    const offset = next() & 0x7ff;
    const suffix = next() & 1 ? BL_SUFFIX | offset : BLX_SUFFIX | (offset & ~1);
    const prefix = PREFIX | (next() & 1 ? 0 : 0x7ff);
    state.r[LR] = CODE_BASE + 0x400 + (next() & 0x3fe) - 2 * offset;
    const halves = [[suffix], [MOV_R0_R1, suffix], [prefix, suffix & ~0x701]][i % 3] as number[];
    const code = padded(halves.flatMap((half) => [half & 255, half >> 8]));
    return { name: `halves ${i % 3}`, state, seed: next(), codeOffset: CODE_OFFSET, code: Uint8Array.from(code) };
  });
}

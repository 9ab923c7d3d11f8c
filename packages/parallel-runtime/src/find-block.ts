import { type CodegenTarget, type CompilerOptions, JUMP, jumpIndex } from '@tutti/ir';

/**
 * Blocks by pc for a region compiler, from the jump caches of the cores that share a code cache: what one of them jumped to lately.
 * Read while the cores run, so an answer is a hint: the compiler checks the block's own pc and mode, and regions guard such edges.
 * @param cores  byte offsets of the cores' areas
 */
export function findInJumpCaches(
  i32: Int32Array,
  target: CodegenTarget,
  cores: readonly number[],
): NonNullable<CompilerOptions['findBlock']> {
  const { shape, area } = target;
  return (pc, pcHi, mode) => {
    const offset = area.jumpCache + JUMP.size * jumpIndex(shape, area, pc);
    for (const core of cores) {
      const at = (core + offset) >>> 2;
      const matches =
        i32[at + JUMP.at.pc / 4] === pc && i32[at + JUMP.at.pcHi / 4] === pcHi && i32[at + JUMP.at.mode / 4] === mode;
      if (matches && i32[at + JUMP.at.block / 4] !== 0) return i32[at + JUMP.at.block / 4] as number;
    }
    return 0;
  };
}

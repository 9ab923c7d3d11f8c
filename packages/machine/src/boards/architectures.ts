/** Architectures of the built-in boards, known without loading the boards. */
export const BOARD_ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  duet: ['arm', 'x86_64'],
  pc: ['x86_64'],
  'vexpress-a9': ['arm'],
  virt: ['arm'],
};

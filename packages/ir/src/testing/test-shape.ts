import { defineLayout } from '@tutti/layout';
import { CORE } from '../core.ts';
import { EXIT } from '../exits.ts';
import type { GuestShape, Helper } from '../target.ts';

/** State of the test guests: a few fields of every type, some that overlap in use (v), some scratch. */
export const TEST_STATE = defineLayout(
  'TestCore',
  {
    r: { type: 'i32', count: 8, doc: 'Integers.' },
    x: { type: 'i64', count: 8, doc: 'Long integers.' },
    f: { type: 'f32', count: 4, doc: 'Singles.' },
    d: { type: 'f64', count: 4, doc: 'Doubles.' },
    v: { type: 'v128', count: 4, doc: 'Vectors; their parts are reached as other types too.' },
    s: { type: 'i32', count: 4, scratch: true, doc: 'Locals of a block.' },
    sx: { type: 'i64', count: 2, scratch: true, doc: 'Locals of a block.' },
  },
  CORE,
);

const shape = (address: 'i32' | 'i64'): GuestShape => ({
  name: `test${address === 'i32' ? 32 : 64}`,
  address,
  model: 'weak',
  pcShift: 1,
  mmuModes: 2,
  tlbEntries: 16,
  state: TEST_STATE,
  helpers: [
    { name: 'weigh', operands: 4, reads: [], writes: [], mayExit: false, doc: 'a + 2b + 3c + 4d.' },
    {
      name: 'bump',
      operands: 1,
      reads: 'all',
      writes: 'all',
      mayExit: false,
      doc: 'Adds a to r[0] and to the low word of v[0].',
    },
    {
      name: 'copy',
      operands: 0,
      reads: ['r'],
      writes: ['x'],
      mayExit: false,
      doc: 'Low words of x become r; returns r[7].',
    },
    {
      name: 'leave',
      operands: 2,
      reads: [],
      writes: [],
      mayExit: true,
      doc: 'Leaves with the reason GUEST and argument b when a is not 0.',
    },
    { name: 'zero', operands: 0, reads: [], writes: [], mayExit: false, doc: 'Returns 0.' },
  ],
});

/** A guest with 32-bit and one with 64-bit addresses. */
export const TEST_SHAPE_32: GuestShape = shape('i32');
export const TEST_SHAPE_64: GuestShape = shape('i64');

/** The helpers of the test guests over a memory. */
export function testHelpers(memory: WebAssembly.Memory): readonly Helper[] {
  const words = new Int32Array(memory.buffer);
  const word = (core: number, field: keyof typeof TEST_STATE.at, index: number): number =>
    ((core + TEST_STATE.at[field]) >> 2) + index;
  const weigh: Helper = (_core, a, b, c, d) => (a + 2 * b + 3 * c + 4 * d) | 0;
  const bump: Helper = (core, a) => {
    words[word(core, 'r', 0)] = words[word(core, 'r', 0)]! + a;
    words[word(core, 'v', 0)] = words[word(core, 'v', 0)]! + a;
    return a;
  };
  const copy: Helper = (core) => {
    for (let i = 0; i < 8; i += 1) words[word(core, 'x', 2 * i)] = words[word(core, 'r', i)]!;
    return words[word(core, 'r', 7)]!;
  };
  const leave: Helper = (core, a, b) => {
    if (a === 0) return 0;
    words[word(core, 'exitArg', 0)] = b;
    return EXIT.GUEST;
  };
  return [weigh, bump, copy, leave, () => 0];
}

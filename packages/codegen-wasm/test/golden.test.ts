import { BLOCK, memOperand } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { printFunctions } from '../src/encoder/print.ts';
import { field, Machine } from './support/machine.ts';

const { r, x, flag } = field;

/** Golden files are rewritten by `vitest -u`; review what changed. */
describe('emitted code', () => {
  it('of a loop with a load, a flag that only faults can see, and an exit', async () => {
    const m = new Machine();
    const t = m.temp(0);
    const loop = m.block(
      0x1000,
      [
        ['load_u8_i32', t, r(0), 0, memOperand(0, 0, 0, 0)],
        ['add_i32', r(1), r(1), t],
        ['add_i32#', r(0), r(0), 1],
        ['eq_i32', flag(0), r(0), r(2)],
        ['lt_u_i32', t, r(0), r(2)],
        ['branch', t, 0x1000, 0, 0x1010, 0, 0, 0],
      ],
      4,
    );
    m.compile([loop]);
    await expect(printFunctions(m.modules[0] as Uint8Array)[0]).toMatchFileSnapshot('./golden/loop.wat');
  });

  it('of a diamond with 64-bit addresses, an aligned store and a merge', async () => {
    const m = new Machine({ address: 'i64' });
    const t = m.temp(0);
    const entry = m.block(
      0x1000,
      [
        ['eqz_i64', t, x(0)],
        ['branch', t, 0x1010, 0, 0x1020, 0, 0, 0],
      ],
      2,
    );
    const left = m.block(
      0x1010,
      [
        ['store_i64', x(1), x(2), -8, memOperand(1, 3, 0, 0)],
        ['jump', 0x1030, 0, 0],
      ],
      2,
    );
    const right = m.block(
      0x1020,
      [
        ['add_i64#', x(2), x(2), 1, 0],
        ['jump', 0x1030, 0, 0],
      ],
      2,
    );
    const join = m.block(
      0x1030,
      [
        ['mul_i64', x(3), x(2), x(2)],
        ['indirect', x(4)],
      ],
      2,
    );
    expect(m.compile([entry])).toEqual([[entry, left, right, join]]);
    expect(m.view.getInt32(entry + BLOCK.at.code, true)).toBe(1);
    await expect(printFunctions(m.modules[0] as Uint8Array)[0]).toMatchFileSnapshot('./golden/diamond.wat');
  });
});

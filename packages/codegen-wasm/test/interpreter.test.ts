import { BLOCK, CORE, EXIT, HOT_AGAIN, JUMP, jumpIndex, memOperand, OPCODE } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { CORE_BASE, field, Machine, RAM_BASE } from './support/machine.ts';

const { r, x } = field;
const STOP: [string, number, number] = ['exit', EXIT.GUEST, 7];

describe('interpreter: control', () => {
  it('runs records in order and leaves with the exit that the block names', () => {
    const m = new Machine();
    const block = m.block(
      0x1000,
      [['mov_i32#', r(0), 5], ['add_i32#', r(1), r(0), 37], ['mul_i32', r(2), r(1), r(0)], STOP],
      3,
    );
    expect(m.run(block)).toBe(EXIT.GUEST);
    expect([m.word(r(1)), m.word(r(2)), m.word(CORE.at.exitArg)]).toEqual([42, 210, 7]);
    expect(m.word(CORE.at.budget)).toBe(1_000_000 - 3);
  });

  it('an unlinked jump within the page leaves with its link word, a patched one is followed', () => {
    const m = new Machine();
    const first = m.block(0x1000, [['jump', 0x1010, 0, 0]]);
    const second = m.block(0x1010, [STOP]);
    expect(m.run(first)).toBe(EXIT.LOOKUP);
    expect([m.word(CORE.at.pc), m.word(CORE.at.exitLink)]).toEqual([0x1010, first + BLOCK.size + 12]);
    m.words[m.word(CORE.at.exitLink) >> 2] = second;
    expect(m.run(first)).toBe(EXIT.GUEST);
  });

  it('an unlinked jump within the page to a block that the jump cache has is linked on the way', () => {
    const m = new Machine();
    const first = m.block(0x1000, [['jump', 0x1010, 0, 0]]);
    m.cacheJump(m.block(0x1010, [STOP]));
    expect(m.run(first)).toBe(EXIT.GUEST);
    m.forgetJump(0x1010);
    expect(m.run(first)).toBe(EXIT.GUEST);
  });

  it('a jump to a block that ends on another page is not linked', () => {
    const m = new Machine();
    const first = m.block(0x1000, [['jump', 0x1ffe, 0, 0]]);
    const second = m.block(0x1ffe, [STOP]);
    m.view.setInt32(second + BLOCK.at.gpaPage2, 2, true);
    m.cacheJump(second);
    expect(m.run(first)).toBe(EXIT.GUEST);
    m.forgetJump(0x1ffe);
    expect(m.run(first)).toBe(EXIT.LOOKUP);
  });

  it('a link to a dead block leaves with the link word again', () => {
    const m = new Machine();
    const second = m.block(0x1010, [STOP]);
    const first = m.block(0x1000, [['jump', 0x1010, 0, second]]);
    m.words[second >> 2] = 0;
    expect(m.run(first)).toBe(EXIT.LOOKUP);
    expect(m.word(CORE.at.exitLink)).toBe(first + BLOCK.size + 12);
  });

  it('a jump across pages goes through the jump cache and never names its link', () => {
    const m = new Machine();
    const far = m.block(0x5000, [STOP]);
    const first = m.block(0x1000, [['jump', 0x5000, 0, 0]]);
    expect(m.run(first)).toBe(EXIT.LOOKUP);
    expect(m.word(CORE.at.exitLink)).toBe(0);
    const entry = m.target.area.jumpCache + JUMP.size * jumpIndex(m.shape, m.target.area, 0x5000);
    m.setWord(entry + JUMP.at.pc, 0x5000);
    m.setWord(entry + JUMP.at.block, far);
    expect(m.run(first)).toBe(EXIT.GUEST);
    m.setWord(entry + JUMP.at.mode, 1);
    expect(m.run(first)).toBe(EXIT.LOOKUP);
  });

  it('branch takes the first target when its operand is not zero, else the second', () => {
    const m = new Machine();
    const yes = m.block(0x1010, [['exit', EXIT.GUEST, 1]]);
    const no = m.block(0x1020, [['exit', EXIT.GUEST, 2]]);
    const block = m.block(0x1000, [['branch', r(0), 0x1010, 0, 0x1020, 0, yes, no]]);
    m.setWord(r(0), 9);
    m.run(block);
    expect([m.word(CORE.at.exitArg), m.word(CORE.at.pc)]).toEqual([1, 0x1010]);
    m.setWord(r(0), 0);
    m.run(block);
    expect([m.word(CORE.at.exitArg), m.word(CORE.at.pc)]).toEqual([2, 0x1020]);
  });

  it('a conditional part is skipped when its operand is zero', () => {
    const m = new Machine();
    const block = m.block(0x1000, [
      ['begin_if', r(0), 4],
      ['add_i32#', r(1), r(1), 1],
      ['end_if'],
      ['add_i32#', r(1), r(1), 100],
      STOP,
    ]);
    m.run(block);
    m.setWord(r(0), 1);
    m.run(block);
    expect(m.word(r(1))).toBe(201);
  });

  it('stops on the budget, on a signal, on a dead block and on a hot one', () => {
    const m = new Machine({ hotThreshold: 2 });
    const loop = m.block(
      0x1000,
      [
        ['add_i32#', r(0), r(0), 1],
        ['jump', 0x1000, 0, 0],
      ],
      10,
    );
    m.words[(loop + BLOCK.size + 4 * 7) >> 2] = loop;
    expect(m.run(loop)).toBe(EXIT.HOT);
    expect([m.word(r(0)), m.word(CORE.at.exitArg), m.word(CORE.at.budget)]).toEqual([1, loop, 999_990]);
    m.setWord(CORE.at.budget, 95);
    expect(m.run(loop)).toBe(EXIT.BUDGET);
    expect([m.word(r(0)), m.word(CORE.at.budget)]).toEqual([11, -5]);
    m.setWord(CORE.at.budget, 100);
    m.setWord(CORE.at.signal, 1);
    expect(m.run(loop)).toBe(EXIT.SIGNAL);
    m.setWord(CORE.at.signal, 0);
    m.words[loop >> 2] = 0;
    expect(m.run(loop)).toBe(EXIT.LOOKUP);
  });

  it('tells of a hot block again after HOT_AGAIN executions: its region may have died', () => {
    const m = new Machine({ hotThreshold: 2 });
    const loop = m.block(0x1000, [
      ['add_i32#', r(0), r(0), 1],
      ['jump', 0x1000, 0, 0],
    ]);
    m.words[(loop + BLOCK.size + 4 * 7) >> 2] = loop;
    const counts = Array.from({ length: 3 }, () => {
      m.setWord(CORE.at.budget, 1_000_000);
      return [m.run(loop), m.word(r(0))];
    });
    expect(counts).toEqual([
      [EXIT.HOT, 1],
      [EXIT.HOT, HOT_AGAIN],
      [EXIT.HOT, 2 * HOT_AGAIN - 1],
    ]);
  });

  it('a region that is not installed leaves with INSTALL', () => {
    const m = new Machine();
    const block = m.block(0x1000, [STOP]);
    m.words[(block + BLOCK.at.code) >> 2] = 12;
    expect(m.run(block)).toBe(EXIT.INSTALL);
    expect(m.word(CORE.at.budget)).toBe(1_000_000);
  });

  it('calls helpers with core and operands; a non-zero result of one that may exit leaves', () => {
    const seen: number[][] = [];
    const spec = { reads: 'all', writes: 'all', doc: '' } as const;
    const m = new Machine({
      helpers: [
        { ...spec, name: 'plain', operands: 2, mayExit: false, run: (...a) => seen.push(a) },
        { ...spec, name: 'leaving', operands: 1, mayExit: true, run: (_, a) => a },
      ],
    });
    const block = m.block(0x1000, [['call_2', r(2), r(0), r(1), 0], ['call_1', r(3), r(4), 1], STOP]);
    m.setWord(r(0), 3);
    m.setWord(r(1), 4);
    expect(m.run(block)).toBe(EXIT.GUEST);
    expect([seen, m.word(r(2))]).toEqual([[[CORE_BASE, 3, 4, 0, 0]], 1]);
    m.setWord(r(4), EXIT.WAIT);
    expect(m.run(block)).toBe(EXIT.WAIT);
  });

  it('knows of each of many helpers whether it may exit', () => {
    const spec = { operands: 0, reads: [], writes: [], doc: '' } as const;
    const helpers = Array.from({ length: 150 }, (_, i) => ({
      ...spec,
      name: `h${i}`,
      mayExit: i % 3 === 0,
      run: () => EXIT.YIELD,
    }));
    const m = new Machine({ helpers });
    const exits = helpers.map((_, i) => m.run(m.block(0x1000, [['call_0', r(0), i], STOP])));
    expect(exits).toEqual(helpers.map((h) => (h.mayExit ? EXIT.YIELD : EXIT.GUEST)));
  });
});

describe.each(['i32', 'i64'] as const)('interpreter: memory with %s addresses', (address) => {
  const addr = address === 'i32' ? r(0) : x(0);
  const plain = memOperand(1, 0, 0, 0x24);

  it('a mapped page is read and written without the slow path, unaligned too', () => {
    const m = new Machine({ address });
    m.mapPage(1, 0x2000n, 0x1000);
    m.setWord(addr, 0x2001);
    m.setWord(r(1), 0x12345678);
    const block = m.block(0x1000, [['store_i32', addr, r(1), 4, plain], ['load_u16_i32', r(2), addr, 5, plain], STOP]);
    expect(m.run(block)).toBe(EXIT.GUEST);
    expect(m.slowCalls).toEqual([]);
    expect([m.view.getInt32(RAM_BASE + 0x1005, true), m.word(r(2))]).toEqual([0x12345678, 0x3456]);
  });

  it('a miss, a page crossing and a violated alignment take the slow path with exact pc', () => {
    const m = new Machine({ address });
    m.mapPage(1, 0x2000n, 0x1000);
    const block = m.block(0x1000, [['load_i32', r(2), addr, 0, plain], STOP]);
    m.setWord(addr, 0x2ffd);
    expect(m.run(block)).toBe(EXIT.FAULT);
    expect(m.word(CORE.at.pc)).toBe(0x1024);
    const aligned = m.block(0x1000, [['load_i32', r(2), addr, 0, memOperand(1, 2, 0, 8)], STOP]);
    m.setWord(addr, 0x2002);
    expect(m.run(aligned)).toBe(EXIT.FAULT);
    const wide = m.block(0x1000, [['load_i32', r(2), addr, 0, memOperand(1, 3, 0, 8)], STOP]);
    m.setWord(addr, 0x2004);
    expect(m.run(wide)).toBe(EXIT.FAULT);
    expect(m.slowCalls.map((c) => c[3])).toEqual([0x2ffd, 0x2002, 0x2004]);
  });

  it('a slow load takes its value from slowResult, a slow store puts it in slowValue', () => {
    const m = new Machine({ address });
    m.slow = (core, opcode) => {
      if (opcode === OPCODE.load_i64) m.view.setBigInt64(core + CORE.at.slowResult, 0x1122334455667788n, true);
      return 0;
    };
    m.view.setBigInt64(CORE_BASE + x(2), -2n, true);
    const block = m.block(0x1000, [['store_i64', addr, x(2), 0, plain], ['load_i64', x(1), addr, 0, plain], STOP]);
    expect(m.run(block)).toBe(EXIT.GUEST);
    expect(m.view.getBigInt64(CORE_BASE + CORE.at.slowValue, true)).toBe(-2n);
    expect(m.view.getBigInt64(CORE_BASE + x(1), true)).toBe(0x1122334455667788n);
  });

  it('atomics work on aligned RAM and leave misaligned ones to the slow path', () => {
    const m = new Machine({ address });
    m.mapPage(1, 0x2000n, 0x1000);
    m.setWord(addr, 0x2002);
    m.setWord(r(1), 0x1ff);
    m.view.setInt32(RAM_BASE + 0x1000, 0x0102_0304, true);
    const block = m.block(0x1000, [
      ['rmw_add_16_i32', r(2), addr, r(1), 0, plain],
      ['cas_8_i32', r(3), addr, r(1), r(1), -1, plain],
      ['cas_8_i32', r(4), addr, r(4), r(1), -2, plain],
      ['rmw_add_i32', r(5), addr, r(1), 0, plain],
      STOP,
    ]);
    m.setWord(r(4), 0xf04);
    expect(m.run(block)).toBe(EXIT.FAULT);
    expect([m.word(r(2)), m.word(r(3)), m.word(r(4))]).toEqual([0x0102, 3, 4]);
    expect(m.view.getInt32(RAM_BASE + 0x1000, true)).toBe(0x0301_03ff);
  });

  it('store exclusive succeeds once after load exclusive and fails after the value changed', () => {
    const m = new Machine({ address });
    m.mapPage(1, 0x2000n, 0x1000);
    m.setWord(addr, 0x2008);
    const mem = memOperand(1, 2, 0, 0);
    const lock = m.block(0x1000, [
      ['ll_i32', r(2), addr, 0, mem],
      ['sc_i32', r(3), addr, r(1), 0, mem],
      ['sc_i32', r(4), addr, r(1), 0, mem],
      STOP,
    ]);
    m.setWord(r(1), 77);
    expect(m.run(lock)).toBe(EXIT.GUEST);
    expect([m.word(r(3)), m.word(r(4)), m.view.getInt32(RAM_BASE + 0x1008, true)]).toEqual([0, 1, 77]);
    const open = m.block(0x1000, [['ll_i32', r(2), addr, 0, mem], STOP]);
    const close = m.block(0x1000, [['sc_i32', r(3), addr, r(1), 0, mem], STOP]);
    m.run(open);
    m.view.setInt32(RAM_BASE + 0x1008, 5, true);
    m.run(close);
    expect([m.word(r(3)), m.view.getInt32(RAM_BASE + 0x1008, true)]).toEqual([1, 5]);
  });
});

import { BLOCK, CORE, EXIT, MAY_FAULT, memOperand, OP_NAMES, OPCODE, type OpName, specOf } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { CORE_BASE, field, Machine } from './support/machine.ts';

const { r, x, f, d, v, flag, local } = field;
const STOP: [string, number, number] = ['exit', EXIT.GUEST, 7];
const PLAIN = memOperand(0, 0, 0, 4);

/** A block that adds 1 to r0 and loops while r0 < r1, then goes on at 0x1010. */
function countingLoop(m: Machine, insns = 10): { loop: number; done: number } {
  const loop = m.block(
    0x1000,
    [
      ['add_i32#', r(0), r(0), 1],
      ['lt_s_i32', m.temp(0), r(0), r(1)],
      ['branch', m.temp(0), 0x1000, 0, 0x1010, 0, 0, 0],
    ],
    insns,
  );
  const done = m.block(0x1010, [STOP], 1);
  return { loop, done };
}

describe('regions: shape', () => {
  it('a self-loop and its exit block form one region and run to the end', () => {
    const m = new Machine();
    const { loop, done } = countingLoop(m);
    expect(m.compile([loop])).toEqual([[loop, done]]);
    m.setWord(r(1), 1000);
    expect(m.run(loop)).toBe(EXIT.GUEST);
    expect([m.word(r(0)), m.word(CORE.at.budget), m.word(CORE.at.exitArg)]).toEqual([1000, 1_000_000 - 10_001, 7]);
  });

  it('CORE.region names the region that runs and is 0 in the interpreter', () => {
    const m = new Machine();
    const seen: number[] = [];
    m.slow = (core) => {
      seen.push(m.view.getInt32(core + CORE.at.region, true));
      return 0;
    };
    const cold = m.block(0x1010, [['load_i32', r(1), r(0), 0, PLAIN], STOP]);
    const hot = m.block(0x1000, [
      ['load_i32', r(1), r(0), 0, PLAIN],
      ['jump', 0x2010, 0, cold],
    ]);
    m.view.setInt32(cold + BLOCK.at.live, 0, true);
    m.compile([hot], 5);
    m.view.setInt32(cold + BLOCK.at.live, 1, true);
    m.view.setInt32(hot + BLOCK.size + 4 * 8, cold, true);
    expect(m.run(hot)).toBe(EXIT.GUEST);
    expect(seen).toEqual([5, 0]);
  });

  it('irreducible flow and nested loops compute what the interpreter does', () => {
    const build = (m: Machine): number => {
      const t = m.temp(0);
      const entry = m.block(
        0x1000,
        [
          ['and_i32#', t, r(0), 1],
          ['branch', t, 0x1010, 0, 0x1020, 0, 0, 0],
        ],
        1,
      );
      m.block(
        0x1010,
        [
          ['add_i32#', r(2), r(2), 3],
          ['add_i32#', r(3), r(3), 1],
          ['lt_s_i32#', t, r(3), 9],
          ['branch', t, 0x1020, 0, 0x1030, 0, 0, 0],
        ],
        2,
      );
      m.block(
        0x1020,
        [
          ['mul_i32#', r(2), r(2), 5],
          ['and_i32#', t, r(2), 4],
          ['branch', t, 0x1010, 0, 0x1020 + 0x20, 0, 0, 0],
        ],
        3,
      );
      m.block(
        0x1040,
        [
          ['add_i32#', r(2), r(2), 1],
          ['jump', 0x1010, 0, 0],
        ],
        1,
      );
      m.block(
        0x1030,
        [
          ['sub_i32#', r(4), r(4), 1],
          ['add_i32#', r(0), r(0), 1],
          ['eqz_i32', t, r(4)],
          ['branch', t, 0x1050, 0, 0x1000, 0, 0, 0],
        ],
        4,
      );
      m.block(0x1050, [STOP], 1);
      for (const block of m.blocks) m.cacheJump(block);
      return entry;
    };
    const states = [false, true].map((compiled) => {
      const m = new Machine();
      const entry = build(m);
      const link = (): void => {
        const byPc = new Map(m.blocks.map((b) => [m.view.getInt32(b + BLOCK.at.pc, true), b]));
        for (
          let exit = m.run(entry);
          exit === EXIT.LOOKUP;
          exit = m.executor.run(CORE_BASE, byPc.get(m.word(CORE.at.pc)) as number)
        ) {
          m.words[m.word(CORE.at.exitLink) >> 2] = byPc.get(m.word(CORE.at.pc)) as number;
        }
      };
      if (compiled) expect(m.compile([entry])[0]?.length).toBe(6);
      m.setWord(r(4), 6);
      link();
      return [r(0), r(2), r(3), r(4), CORE.at.budget].map((at) => m.word(at));
    });
    expect(states[1]).toEqual(states[0]);
  });
});

describe('regions: leaving', () => {
  it('the slice ends before the same block as in the interpreter, whatever the budget', () => {
    for (let budget = 0; budget < 60; budget++) {
      const [cold, hot] = [false, true].map((compiled) => {
        const m = new Machine();
        const t = m.temp(0);
        const a = m.block(
          0x1000,
          [
            ['add_i32#', r(0), r(0), 1],
            ['and_i32#', t, r(0), 1],
            ['branch', t, 0x1010, 0, 0x1020, 0, 0, 0],
          ],
          3,
        );
        const b = m.block(
          0x1010,
          [
            ['add_i32#', r(1), r(1), 1],
            ['jump', 0x1020, 0, 0],
          ],
          7,
        );
        const c = m.block(
          0x1020,
          [
            ['add_i32#', r(2), r(2), 1],
            ['jump', 0x1000, 0, 0],
          ],
          5,
        );
        m.view.setInt32(a + BLOCK.size + 4 * 14, b, true);
        m.view.setInt32(a + BLOCK.size + 4 * 15, c, true);
        m.view.setInt32(b + BLOCK.size + 4 * 7, c, true);
        m.view.setInt32(c + BLOCK.size + 4 * 7, a, true);
        if (compiled) expect(m.compile([a])).toEqual([[a, b, c]]);
        m.setWord(CORE.at.budget, budget);
        const exit = m.run(a);
        return [exit, ...[CORE.at.pc, CORE.at.budget, r(0), r(1), r(2)].map((at) => m.word(at))];
      });
      expect(hot, `budget ${budget}`).toEqual(cold);
      expect(hot?.[0]).toBe(EXIT.BUDGET);
    }
  });

  it('a signal stops a loop with exact state', () => {
    const m = new Machine();
    const { loop } = countingLoop(m);
    m.compile([loop]);
    m.setWord(r(1), 1_000_000);
    m.setWord(CORE.at.signal, 2);
    expect(m.run(loop)).toBe(EXIT.SIGNAL);
    expect([m.word(r(0)), m.word(CORE.at.pc), m.word(CORE.at.budget)]).toEqual([0, 0x1000, 1_000_000]);
  });

  it('a loop whose region or block dies is left at its back edge', () => {
    const kills: ((m: Machine, loop: number) => void)[] = [
      (m, loop) => m.view.setInt32(loop + BLOCK.at.live, 0, true),
      (m, loop) => m.view.setInt32(loop + BLOCK.at.code, 0, true),
    ];
    const outcomes = kills.map((kill) => {
      let calls = 0;
      const spec = { name: 'tick', operands: 0, reads: [], writes: [], mayExit: false, doc: '' } as const;
      const m: Machine = new Machine({
        helpers: [
          {
            ...spec,
            run: () => {
              calls++;
              if (calls === 3) kill(m, loop);
              return 0;
            },
          },
        ],
      });
      const loop = m.block(
        0x1000,
        [
          ['call_0', m.temp(1), 0],
          ['add_i32#', r(0), r(0), 1],
          ['lt_s_i32', m.temp(0), r(0), r(1)],
          ['branch', m.temp(0), 0x1000, 0, 0x1010, 0, 0, 0],
        ],
        1,
      );
      m.block(0x1010, [STOP], 1);
      m.compile([loop]);
      m.setWord(r(1), 5);
      m.view.setInt32(loop + BLOCK.size + 4 * 17, loop, true);
      return [m.run(loop), calls, m.word(r(0)), m.word(CORE.at.pc)];
    });
    // Dead: out for a look-up. Without code: the interpreter goes on, and finds the last link unpatched.
    expect(outcomes).toEqual([
      [EXIT.LOOKUP, 3, 3, 0x1000],
      [EXIT.LOOKUP, 5, 5, 0x1010],
    ]);
  });

  it('an edge to another page is followed only while the jump cache leads there', () => {
    const m = new Machine();
    const far = m.block(0x5000, [['add_i32#', r(1), r(1), 1], STOP], 1);
    const near = m.block(
      0x1000,
      [
        ['add_i32#', r(0), r(0), 1],
        ['jump', 0x5000, 0, 0],
      ],
      1,
    );
    expect(m.compile([near])).toEqual([[near, far]]);
    expect(m.run(near)).toBe(EXIT.LOOKUP);
    expect([m.word(CORE.at.pc), m.word(CORE.at.exitLink), m.word(r(1))]).toEqual([0x5000, 0, 0]);
    m.cacheJump(far);
    expect(m.run(near)).toBe(EXIT.GUEST);
    expect([m.word(r(0)), m.word(r(1))]).toEqual([2, 1]);
  });

  it('a region calls another of its module, and the interpreter when that one is gone', () => {
    const m = new Machine();
    const second = m.block(0x1010, [['add_i32', r(1), r(1), r(0)], STOP], 1);
    const first = m.block(
      0x1000,
      [
        ['add_i32#', r(0), r(0), 1],
        ['jump', 0x1010, 0, second],
      ],
      1,
    );
    m.view.setInt32(second + BLOCK.at.live, 0, true);
    m.compile([first], 1);
    m.view.setInt32(second + BLOCK.at.live, 1, true);
    m.compile([second], 2);
    expect(m.run(first)).toBe(EXIT.GUEST);
    m.view.setInt32(second + BLOCK.at.code, 0, true);
    expect(m.run(first)).toBe(EXIT.GUEST);
    expect([m.word(r(0)), m.word(r(1)), m.word(CORE.at.budget)]).toEqual([2, 3, 1_000_000 - 4]);
  });

  it('regions of one module call each other while the callee has its code', () => {
    const m = new Machine();
    const second = m.block(0x1010, [['add_i32', r(1), r(1), r(0)], STOP], 1);
    const first = m.block(
      0x1000,
      [
        ['add_i32#', r(0), r(0), 1],
        ['jump', 0x1010, 0, second],
      ],
      1,
    );
    expect(m.compile([first, second], 3, { maxBlocks: 1 })).toEqual([[first], [second]]);
    expect(m.run(first)).toBe(EXIT.GUEST);
    expect(m.word(CORE.at.region)).toBe(4);
    m.view.setInt32(second + BLOCK.at.code, 0, true);
    expect(m.run(first)).toBe(EXIT.GUEST);
    expect([m.word(CORE.at.region), m.word(r(0)), m.word(r(1)), m.word(CORE.at.budget)]).toEqual([
      0,
      2,
      3,
      1_000_000 - 4,
    ]);
  });

  it('a slice that a helper ends is over at the next poll', () => {
    const spec = { name: 'end', operands: 0, reads: [], writes: [], mayExit: false, doc: '' } as const;
    const m: Machine = new Machine({ helpers: [{ ...spec, run: () => m.endSlice() }] });
    const loop = m.block(
      0x1000,
      [
        ['call_0', m.temp(1), 0],
        ['add_i32#', r(0), r(0), 1],
        ['jump', 0x1000, 0, 0],
      ],
      1,
    );
    m.compile([loop]);
    expect(m.run(loop)).toBe(EXIT.BUDGET);
    expect([m.word(r(0)), m.word(CORE.at.budget)]).toEqual([1, -1]);
  });

  it('reset puts the stub back', () => {
    const m = new Machine();
    const { loop } = countingLoop(m);
    m.compile([loop]);
    m.executor.reset();
    expect(m.run(loop)).toBe(EXIT.INSTALL);
  });
});

describe('compiler: what it takes', () => {
  it('a block that is hot inside the region of another entry is counted once more before it gets its own', () => {
    const m = new Machine({ hotThreshold: 16 });
    const { loop, done } = countingLoop(m);
    m.view.setInt32(done + BLOCK.at.counter, 0, true);
    m.view.setInt32(loop + BLOCK.at.counter, 0, true);
    const compiler = m.createCompiler();
    expect(compiler.compile([loop, done], 1)?.entries).toEqual([loop]);
    expect(m.view.getInt32(done + BLOCK.at.counter, true)).toBe(16);
    expect(compiler.compile([done], 2)?.entries).toEqual([done]);
  });

  it('a block that is counted once more stays in the regions around it', () => {
    const m = new Machine({ hotThreshold: 64 });
    const { loop, done } = countingLoop(m);
    m.view.setInt32(done + BLOCK.at.counter, 64, true);
    m.view.setInt32(done + BLOCK.at.region, 4096, true);
    expect(m.createCompiler().compile([loop], 1)?.members).toEqual([[loop, done]]);
  });

  it('successors that hardly ran, dead blocks and blocks with code are left out', () => {
    const m = new Machine({ hotThreshold: 64 });
    const { loop, done } = countingLoop(m);
    const compiler = m.createCompiler();
    expect(compiler.compile([loop], 1)?.members).toEqual([[loop]]);
    m.view.setInt32(done + BLOCK.at.counter, 32, true);
    expect(compiler.compile([loop], 1)?.members).toEqual([[loop, done]]);
    m.view.setInt32(done + BLOCK.at.live, 0, true);
    m.view.setInt32(loop + BLOCK.at.code, 1, true);
    expect(compiler.compile([loop, done], 1)).toBe(null);
  });
});

describe('regions: precise state', () => {
  const MEMORY_OPS = OP_NAMES.filter((op) => specOf(op).traits & MAY_FAULT);
  const SLOT_OF = { i32: r(9), i64: x(9), f32: f(1), f64: d(1), v128: v(1), addr: r(8) } as const;
  const OUT_OF = { i32: r(10), i64: x(10), f32: f(2), f64: d(2), v128: v(2) } as const;

  it.each(MEMORY_OPS)('a fault of %s sees what was set before it and nothing after', (op: OpName) => {
    const spec = specOf(op);
    const operands = spec.in.map((type) => SLOT_OF[type]);
    const out = spec.out ? [OUT_OF[spec.out]] : [];
    const m = new Machine();
    const block = m.block(0x1000, [
      ['mov_i32#', r(8), 0x4000],
      ['add_i32#', r(0), r(0), 1],
      ['eq_i32', flag(0), r(0), r(1)],
      ['add_i32', flag(1), r(0), r(1)],
      ['mov_i32', local(0), r(0)],
      [op, ...out, ...operands, 8, PLAIN],
      ['add_i32#', r(0), r(0), 100],
      ['mov_i32#', flag(0), 33],
      ['mov_i32', r(2), local(0)],
      STOP,
    ]);
    m.compile([block]);
    m.setWord(r(1), 41);
    m.setWord(r(0), 40);
    for (const at of out) m.setWord(at, 77);
    expect(m.run(block)).toBe(EXIT.FAULT);
    expect([r(0), flag(0), flag(1), r(8), r(2), ...out].map((at) => m.word(at))).toEqual([
      41,
      1,
      82,
      0x4000,
      0,
      ...out.map(() => 77),
    ]);
    expect([m.word(CORE.at.pc), m.word(CORE.at.budget)]).toEqual([0x1004, 1_000_000 - 10]);
    expect(m.slowCalls).toEqual([[CORE_BASE, OPCODE[op], PLAIN, 0x4008, 0]]);
  });

  it('a helper finds the fields that it reads in memory, and the region those that it writes', () => {
    const seen: number[] = [];
    const m: Machine = new Machine({
      helpers: [
        {
          name: 'swap',
          operands: 1,
          reads: ['r'],
          writes: ['flag'],
          mayExit: false,
          doc: '',
          run: (core, a) => {
            seen.push(a, m.view.getInt32(core + r(0), true), m.word(CORE.at.budget));
            m.view.setInt32(core + flag(0), 500, true);
            return 1;
          },
        },
      ],
    });
    const block = m.block(
      0x1000,
      [
        ['add_i32#', r(0), r(0), 1],
        ['mov_i32#', flag(0), 4],
        ['begin_if', r(1), 6],
        ['call_1', m.temp(0), flag(0), 0],
        ['end_if'],
        ['add_i32', r(2), flag(0), r(0)],
        STOP,
      ],
      9,
    );
    m.view.setInt32(block + BLOCK.size + 4 * 9, 4, true);
    m.compile([block]);
    m.setWord(r(1), 1);
    m.run(block);
    expect([...seen, m.word(r(2))]).toEqual([4, 1, 1_000_000 - 9, 501]);
    m.setWord(r(1), 0);
    m.run(block);
    expect([m.word(r(2)), m.word(flag(0))]).toEqual([6, 4]);
  });
});

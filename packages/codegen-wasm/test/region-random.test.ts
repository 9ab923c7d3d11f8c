import { BLOCK, CORE, EXIT, type HelperSpec, memOperand } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { CORE_BASE, field, Machine, RAM_BASE } from './support/machine.ts';

const { r, flag, local } = field;
type Record = [string, ...number[]];

const HELPERS: readonly HelperSpec[] = [
  { name: 'mix', operands: 1, reads: ['r'], writes: ['flag'], mayExit: false, doc: '' },
  { name: 'quit', operands: 1, reads: [], writes: [], mayExit: true, doc: '' },
  { name: 'all', operands: 0, reads: 'all', writes: 'all', mayExit: false, doc: '' },
];

/** Numbers below a bound from a seed. */
function random(seed: number): (bound: number) => number {
  let state = seed * 2654435761;
  return (bound) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % bound;
  };
}

/** Densely connected blocks over few fields, so that paths meet, loop, and overwrite what others set. */
class Program {
  private readonly next: (bound: number) => number;
  private readonly m: Machine;
  private readonly pcs: readonly number[];

  constructor(m: Machine, seed: number) {
    this.m = m;
    this.next = random(seed);
    const count = 2 + this.next(7);
    this.pcs = Array.from({ length: count }, (_, i) => (this.next(6) === 0 ? 0x5000 : 0x1000) + 0x40 * i);
  }

  build(): readonly number[] {
    return this.pcs.map((pc) => this.m.block(pc, this.records(), 1 + this.next(5)));
  }

  private field(): number {
    const n = this.next(9);
    return n < 5 ? r(n) : flag(n - 5);
  }

  private records(): Record[] {
    const out: Record[] = [['mov_i32', local(0), this.field()]];
    for (let i = this.next(7); i > 0; i--) {
      if (this.next(5) !== 0) {
        out.push(...this.statement());
        continue;
      }
      const part = [...this.statement(), ...this.statement()];
      out.push(['begin_if', this.field(), this.words(part)], ...part, ['end_if']);
    }
    out.push(this.terminal());
    return out;
  }

  private words(records: readonly Record[]): number {
    return records.reduce((sum, record) => sum + record.length, 0);
  }

  private statement(): Record[] {
    const t = this.m.temp(this.next(3));
    const mem = memOperand(0, 0, 0, 4 * this.next(8));
    switch (this.next(12)) {
      case 0:
      case 1:
        return [['add_i32', this.field(), this.field(), this.field()]];
      case 2:
        return [['xor_i32#', this.field(), this.field(), this.next(1000)]];
      case 3:
        return [['lt_s_i32', this.field(), this.field(), this.field()]];
      case 4:
        return [['mov_i32#', this.field(), this.next(4)]];
      case 5:
        return [
          ['mov_i32', t, this.field()],
          ['mul_i32#', t, t, 3],
          ['mov_i32', this.field(), t],
        ];
      case 6:
      case 7:
        return [
          ['and_i32#', t, this.field(), 0x1fff],
          ['load_i32', this.field(), t, 4, mem],
        ];
      case 8:
        return [
          ['and_i32#', t, this.field(), 0x1fff],
          ['store_i32', t, this.field(), 0, mem],
        ];
      case 9:
        return [['call_1', t, this.field(), this.next(2)]];
      case 10:
        return this.next(3) ? [['mov_i32', this.field(), local(0)]] : [['call_0', t, 2]];
      default:
        return [['add_i32#', this.field(), this.field(), 1]];
    }
  }

  private terminal(): Record {
    const target = (): [number, number] => [this.pcs[this.next(this.pcs.length)] as number, 0];
    const n = this.next(10);
    if (n === 0) return ['exit', EXIT.GUEST, this.next(100)];
    if (n < 4) return ['jump', ...target(), 0];
    return ['branch', this.field(), ...target(), ...target(), 0, 0];
  }
}

/** Everything that differs between runs if anything does. */
function outcome(seed: number, compiled: boolean): unknown {
  const m: Machine = new Machine({
    helpers: HELPERS.map((spec) => ({
      ...spec,
      run: (core: number, a: number): number => {
        if (spec.name === 'quit') return a % 31 === 5 ? EXIT.GUEST : 0;
        m.setWord(flag(0), (m.word(r(0)) ^ a) + (spec.name === 'all' ? m.word(flag(1)) : 0));
        if (spec.name === 'all') m.setWord(r(1), m.word(r(1)) + core - CORE_BASE + 1);
        return m.word(CORE.at.budget) & 1;
      },
    })),
  });
  m.mapPage(0, 0n, 0);
  m.slow = (core, _opcode, _mem, addr) => {
    m.view.setInt32(core + CORE.at.slowResult, addr * 3, true);
    return (addr + 7 * m.slowCalls.length) % 11 === 0 ? EXIT.FAULT : 0;
  };
  const blocks = new Program(m, seed).build();
  const byPc = new Map(blocks.map((block) => [m.view.getInt32(block + BLOCK.at.pc, true), block]));
  for (const block of blocks) m.cacheJump(block);
  if (compiled) m.compile(seed % 3 === 0 ? blocks : blocks.slice(0, 1), 1, { maxBlocks: seed % 5 === 0 ? 3 : 48 });
  for (let i = 0; i < 5; i++) m.setWord(r(i), (seed * (i + 3)) & 0x1ff7);
  m.setWord(CORE.at.budget, 20 + (seed % 150));
  let exit = m.run(blocks[0] as number);
  for (let i = 0; exit === EXIT.LOOKUP && i < 1000; i++) {
    const block = byPc.get(m.word(CORE.at.pc)) as number;
    if (m.word(CORE.at.exitLink) !== 0) m.words[m.word(CORE.at.exitLink) >> 2] = block;
    exit = m.executor.run(CORE_BASE, block);
  }
  // At exits that the front-end asks for, pc is what it has set: here nothing.
  const pc = exit === EXIT.GUEST ? [] : [CORE.at.pc];
  const fields = [...pc, CORE.at.budget, ...[0, 1, 2, 3, 4].map(r), ...[0, 1, 2, 3].map(flag)];
  const ram = m.words.slice(RAM_BASE >> 2, (RAM_BASE >> 2) + 1024).filter((word) => word !== 0);
  return { exit, fields: fields.map((at) => m.word(at)), slow: m.slowCalls, ram: [...ram] };
}

const SEEDS = Array.from(
  { length: Number(process.env['SEEDS'] ?? 400) },
  (_, i) => i + Number(process.env['FIRST_SEED'] ?? 1),
);

describe('regions of random, densely connected blocks', () => {
  it('end as the interpreter does', { timeout: 300_000 }, () => {
    for (const seed of SEEDS) expect(outcome(seed, true), `seed ${seed}`).toEqual(outcome(seed, false));
  });
});

import { ACCESS, type WalkResult } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { bench, CODE, DATA, execute, mcr, mrc, poke, runTo, STOP, TABLES } from './bench.ts';

const L2 = TABLES + 0x4000;
const SECTION = { pl1: 0x00000402, readOnly: 0x00008402, user: 0x00000c02, userRead: 0x00000802 } as const;
/** MMU modes: bit 0 User. */
const PL1 = 0;
const PL0 = 1;

/** MMU on: the first megabyte is mapped flat for everyone, domain 0 is client, domain 1 manager. */
function mapped(model = 'cortex-a9') {
  const machine = bench({ model, regions: [{ base: 0, bytes: 0x40000 }] });
  poke(machine, TABLES, SECTION.user);
  for (let i = 1; i < 64; i++) poke(machine, TABLES + 4 * i, 0);
  machine.set('ttbr0', TABLES);
  machine.set('dacr', 0xd);
  machine.set('dacrSlots', 0xd);
  machine.set('sctlr', machine.get('sctlr') | 1);
  machine.helper('write_cpsr', 0x13, 0x1f);
  return machine;
}

const out: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };

/** `page` number, or the fault status in short-descriptor form (FS with domain, as DFSR). */
function walk(machine: ReturnType<typeof mapped>, va: number, access: 0 | 1 | 2, mmuMode: number): string {
  out.global = true;
  if (machine.core.walk(va, 0, access, mmuMode, out)) return `page ${out.gpaPage.toString(16)}`;
  return `fault ${((out.faultCode & 0xff) - 16).toString(16)} domain ${out.faultCode >> 8}`;
}

describe('short descriptors', () => {
  it('maps sections, with rights for PL1 and PL0', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00100000 | SECTION.pl1, 0x00200000 | SECTION.userRead, 0x00300000 | SECTION.readOnly);
    expect(walk(machine, 0x00112345, ACCESS.WRITE, PL1)).toBe('page 112');
    expect(walk(machine, 0x00112345, ACCESS.READ, PL0)).toBe('fault d domain 0');
    expect(walk(machine, 0x00200000, ACCESS.READ, PL0)).toBe('page 200');
    expect(walk(machine, 0x00200000, ACCESS.WRITE, PL0)).toBe('fault d domain 0');
    expect(walk(machine, 0x00300000, ACCESS.WRITE, PL1)).toBe('fault d domain 0');
  });

  it('maps supersections beyond 4 GiB and tells their size', () => {
    const machine = mapped();
    poke(machine, TABLES + 4 * 0x12, 0x35540000 | (1 << 18) | SECTION.user | 0x40);
    expect(walk(machine, 0x01234567, ACCESS.READ, PL1)).toBe('page 2535234');
    expect(out.pageShift).toBe(24);
  });

  it('maps small and large pages, not global when nG is set', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, L2 | 1);
    poke(machine, L2, 0x00055000 | 0x830 | 2, 0x000a0000 | 0x30 | 1);
    expect(walk(machine, 0x00100abc, ACCESS.READ, PL0)).toBe('page 55');
    expect(out.global).toBe(false);
    expect(walk(machine, 0x00101abc, ACCESS.READ, PL0)).toBe('page a1');
    expect([out.global, out.pageShift]).toEqual([true, 16]);
  });

  it('reports translation faults of either level, with the domain of the second', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, L2 | (1 << 5) | 1);
    poke(machine, L2, 0);
    expect(walk(machine, 0x00300000, ACCESS.READ, PL1)).toBe('fault 5 domain 0');
    expect(walk(machine, 0x00100000, ACCESS.READ, PL1)).toBe('fault 7 domain 1');
  });

  it('reports domain faults, and a manager domain overrides permissions', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00100000 | (2 << 5) | SECTION.user, 0x00200000 | (1 << 5) | SECTION.readOnly | 16);
    expect(walk(machine, 0x00100000, ACCESS.READ, PL1)).toBe('fault 9 domain 2');
    expect(walk(machine, 0x00200000, ACCESS.WRITE, PL0)).toBe('page 200');
    expect(walk(machine, 0x00200000, ACCESS.FETCH, PL1)).toBe('page 200');
  });

  it('XN stops fetches only', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00100000 | SECTION.user | 16);
    expect(walk(machine, 0x00100000, ACCESS.FETCH, PL1)).toBe('fault d domain 0');
    expect(walk(machine, 0x00100000, ACCESS.READ, PL1)).toBe('page 100');
  });

  it('SCTLR.AFE makes AP[0] the access flag', () => {
    const machine = mapped();
    machine.set('sctlr', machine.get('sctlr') | (1 << 29));
    poke(machine, TABLES + 4, 0x00100000 | (2 << 10) | 2, 0x00200000 | (3 << 10) | 2);
    expect(walk(machine, 0x00100000, ACCESS.READ, PL1)).toBe('fault 3 domain 0');
    expect(walk(machine, 0x00200000, ACCESS.WRITE, PL0)).toBe('page 200');
  });

  it('TTBCR.N sends high addresses to TTBR1', () => {
    const machine = mapped();
    machine.set('ttbcr', 7);
    machine.set('ttbr1', TABLES);
    machine.set('ttbr0', L2);
    poke(machine, TABLES + 4 * 0x20, 0x00700000 | SECTION.user);
    poke(machine, L2, 0x00900000 | SECTION.user);
    expect(walk(machine, 0x02000000, ACCESS.READ, PL1)).toBe('page 700');
    expect(walk(machine, 0x00000000, ACCESS.READ, PL1)).toBe('page 900');
  });

  it('TEX remap tells device memory by PRRR', () => {
    const machine = mapped();
    machine.set('sctlr', machine.get('sctlr') | (1 << 28));
    machine.set('prrr', 0xff0a81a8 | 0); // as Linux: region 1 and 2 normal, 0 strongly ordered
    poke(machine, TABLES + 4, 0x00100000 | SECTION.user, 0x00200000 | SECTION.user | 4);
    walk(machine, 0x00100000, ACCESS.READ, PL1);
    expect(out.device).toBe(true);
    walk(machine, 0x00200000, ACCESS.READ, PL1);
    expect(out.device).toBe(false);
  });
});

describe('aborts', () => {
  it('a store without permission sets DFSR with WnR, DFAR, and LR = pc + 8', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00100000 | (0 << 5) | SECTION.readOnly);
    machine.set('r1', 0x00100104);
    poke(machine, CODE, 0xe320f000, 0xe5810000); // nop; str r0, [r1]
    expect(runTo(machine, 0x10)).toBe(true);
    expect([machine.get('dfsr'), machine.get('dfar'), machine.get('r14')]).toEqual([0x80d, 0x00100104, CODE + 4 + 8]);
    expect(machine.get('cpsr') & 0x11f).toBe(0x117);
  });

  it('a jump to nothing sets IFSR and IFAR, and LR = target + 4', () => {
    const machine = mapped();
    machine.set('r1', 0x00300000);
    poke(machine, CODE, 0xe12fff11); // bx r1
    expect(runTo(machine, 0x0c)).toBe(true);
    expect([machine.get('ifsr'), machine.get('ifar'), machine.get('r14')]).toEqual([5, 0x00300000, 0x00300004]);
  });

  it('a 32-bit Thumb instruction whose second half is not mapped faults at the second half', () => {
    const machine = mapped();
    poke(machine, TABLES, L2 | 1);
    for (let i = 0; i < 0x40; i++) poke(machine, L2 + 4 * i, (i << 12) | 0x32);
    poke(machine, L2 + 4 * (DATA >> 12) + 4, 0);
    poke(machine, DATA + 0xffc, 0xf000bf00); // nop; first half of bl
    machine.set('r1', DATA + 0xffd);
    poke(machine, CODE, 0xe12fff11);
    expect(runTo(machine, 0x0c)).toBe(true);
    expect([machine.get('ifsr'), machine.get('ifar'), machine.get('r14')]).toEqual([
      7,
      DATA + 0x1000,
      DATA + 0xffe + 4,
    ]);
  });

  it('a fault inside an IT block leaves ITSTATE for the restart', () => {
    const machine = mapped();
    machine.set('zf', 0);
    machine.set('r1', 0x00300000);
    machine.set('r2', DATA | 1);
    machine.set('r3', 5);
    // itt eq; addeq r3, #1; ldreq r0, [r1]; stop
    poke(machine, DATA, 0x3301bf04, 0xdefe6808);
    poke(machine, CODE, 0xe12fff12);
    expect(runTo(machine, 0x10)).toBe(true);
    const spsr = machine.get('spsr');
    expect([machine.get('r3'), machine.get('r14'), spsr & 0x0600fc20]).toEqual([6, DATA + 4 + 8, 0x00000820]);
    // Map the address and return to the load.
    poke(machine, TABLES + 4 * 3, SECTION.user);
    poke(machine, 0, 0x1234);
    poke(machine, CODE, 0xe25ef008); // subs pc, lr, #8
    expect(runTo(machine, DATA + 6)).toBe(true);
    expect([machine.get('r3'), machine.get('r0')]).toEqual([6, 0x1234]);
  });

  it('LDM that faults half way leaves the base', () => {
    const machine = mapped();
    poke(machine, TABLES, L2 | 1);
    for (let i = 0; i < 0x40; i++) poke(machine, L2 + 4 * i, (i << 12) | 0x32);
    poke(machine, L2 + 4 * ((DATA >> 12) + 1), 0);
    machine.set('r0', DATA + 0xff8);
    poke(machine, CODE, 0xe8b0001f); // ldm r0!, {r0-r4} (the base is in the list)
    expect(runTo(machine, 0x10)).toBe(true);
    expect([machine.get('r0'), machine.get('dfar')]).toEqual([DATA + 0xff8, DATA + 0x1000]);
  });

  it('LDM demands word alignment, LDR only with SCTLR.A', () => {
    const machine = mapped();
    machine.set('r1', DATA + 1);
    poke(machine, CODE, 0xe5910000, 0xe8910004); // ldr r0, [r1]; ldm r1, {r2}
    expect(runTo(machine, 0x10)).toBe(true);
    expect([machine.get('r14'), machine.get('dfsr')]).toEqual([CODE + 4 + 8, 1]);
    machine.set('sctlr', machine.get('sctlr') | 2);
    machine.helper('write_cpsr', 0x13, 0x1f);
    machine.set('r1', DATA + 1);
    expect(runTo(machine, 0x10)).toBe(true);
    expect(machine.get('r14')).toBe(CODE + 8);
  });

  it('LDRT in SVC mode has the rights of User mode', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, SECTION.pl1);
    machine.set('r1', 0x00100000);
    poke(machine, CODE, 0xe5912000, 0xe4b10000); // ldr r2, [r1]; ldrt r0, [r1]
    expect(runTo(machine, 0x10)).toBe(true);
    expect([machine.get('r14'), machine.get('dfsr')]).toEqual([CODE + 4 + 8, 0xd]);
  });
});

describe('translation maintenance', () => {
  it('two DACR values switch without a flush, a third one flushes', () => {
    const machine = mapped();
    machine.set('dacrSlots', 0x55, 1);
    machine.set('r0', 0x55);
    machine.set('r1', 0xd);
    machine.set('r2', 0x51);
    execute(machine, mcr(0, 3, 0, 0, 0));
    expect(machine.core.fetchMode()).toBe(2);
    execute(machine, mcr(0, 3, 0, 0, 1), mcr(0, 3, 0, 0, 0));
    expect(machine.calls).toEqual([]);
    execute(machine, mcr(0, 3, 0, 0, 2));
    expect(machine.calls).toEqual(['flushTlb']);
    expect(machine.core.fetchMode()).toBe(0);
  });

  it('a change of ASID drops non-global translations at the ISB, once', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00100000 | (1 << 17) | SECTION.user);
    walk(machine, 0x00100000, ACCESS.READ, PL0);
    machine.set('r0', 7);
    machine.set('r1', TABLES | 0x40);
    const ISB = 0xf57ff06f;
    execute(machine, mcr(0, 13, 0, 1, 0), ISB, mcr(0, 2, 0, 0, 1), ISB);
    expect(machine.calls).toEqual(['flushTlbNonGlobal']);
  });

  it('a broadcast invalidation is waited for by the next DSB alone', () => {
    const machine = mapped();
    const DSB = 0xf57ff04f;
    machine.set('r0', 0x00105123);
    execute(machine, mcr(0, 8, 3, 1, 0), DSB, DSB);
    expect(machine.calls).toEqual(['flushTlbPageOthers 105000', 'flushTlbPage 105000', 'barrier']);
  });

  it('TLBIASIDIS leaves global translations alone, here and on other cores', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00100000 | (1 << 17) | SECTION.user);
    walk(machine, 0x00100000, ACCESS.READ, PL0);
    execute(machine, mcr(0, 8, 3, 2, 0));
    expect(machine.calls).toEqual(['flushTlbNonGlobalOthers', 'flushTlbNonGlobal']);
  });

  it('ATS1CPR writes PAR with the page or the fault', () => {
    const machine = mapped();
    poke(machine, TABLES + 4, 0x00200000 | SECTION.user);
    machine.set('r0', 0x00123000);
    machine.set('r2', 0x00300000);
    execute(machine, mcr(0, 7, 8, 0, 0), mrc(0, 7, 4, 0, 1), mcr(0, 7, 8, 0, 2), mrc(0, 7, 4, 0, 3));
    expect([machine.get('r1'), machine.get('r3')]).toEqual([0x00223000, 0x0b]);
  });
});

describe('long descriptors', () => {
  const table = TABLES;
  function long() {
    const machine = bench({ model: 'cortex-a15' });
    for (let i = 0; i < 0x800; i++) poke(machine, table + 4 * i, 0);
    const entry = (at: number, lo: number, hi = 0) => poke(machine, at, lo, hi);
    entry(table, (table + 0x1000) | 3);
    entry(table + 0x1000, 0x00000000 | 0x441); // 2 MiB block at 0, AF, PL0 read and write
    entry(table + 0x1008, (table + 0x2000) | 3);
    entry(table + 0x2000, 0x00055000 | 0xc43, 0x00400000 | 0x12); // page: AF, nG, XN, above 4 GiB
    entry(table + 0x2008, 0x00056000 | 0x4c3); // read-only
    entry(table + 0x2010, 0x00057000 | 0x043); // no access flag
    machine.set('ttbcr', 0x80000000 | 0);
    machine.set('ttbr0', table);
    machine.set('sctlr', machine.get('sctlr') | 1);
    return machine;
  }

  it('maps blocks and pages of 40-bit addresses', () => {
    const machine = long();
    expect(walk(machine, 0x00012345, ACCESS.FETCH, PL0)).toBe('page 12');
    expect(out.pageShift).toBe(21);
    expect(walk(machine, 0x00200abc, ACCESS.WRITE, PL1)).toBe('page 1200055');
    expect(out.global).toBe(false);
  });

  it('reports faults with their level', () => {
    const machine = long();
    expect(walk(machine, 0x40000000, ACCESS.READ, PL1)).toBe('fault 5 domain 0');
    expect(walk(machine, 0x00600000, ACCESS.READ, PL1)).toBe('fault 6 domain 0');
    expect(walk(machine, 0x00203000, ACCESS.READ, PL1)).toBe('fault 7 domain 0');
    expect(walk(machine, 0x00202000, ACCESS.READ, PL1)).toBe('fault b domain 0');
    expect(walk(machine, 0x00201000, ACCESS.WRITE, PL1)).toBe('fault f domain 0');
    expect(walk(machine, 0x00200000, ACCESS.FETCH, PL1)).toBe('fault f domain 0');
  });

  it('aborts with the long format of DFSR', () => {
    const machine = long();
    machine.set('r1', 0x00203004);
    poke(machine, CODE, 0xe5810000, STOP);
    expect(runTo(machine, 0x10)).toBe(true);
    expect(machine.get('dfsr')).toBe(0xa07);
  });
});

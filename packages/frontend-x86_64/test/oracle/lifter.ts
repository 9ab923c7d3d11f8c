import type { BackEnd } from '@tutti/ir';
import { BenchMachine } from './bench-machine.ts';
import { CODE_BASE, CODE_BYTES, DATA_BASE, DATA_BYTES, JOB, SIGNAL } from './job.ts';

const GPR = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];
const SIGNAL_OF: Readonly<Record<number, number>> = {
  0: SIGNAL.FPE,
  3: SIGNAL.TRAP,
  6: SIGNAL.ILL,
  13: SIGNAL.SEGV,
  14: SIGNAL.SEGV,
  16: SIGNAL.FPE,
  19: SIGNAL.FPE,
};
/** Scratch for FXSAVE, and the stack of handlers with one HLT per vector. */
const AREA = 0x30000000;
const TABLES = 0x30001000;
const CODE64 = 0x08;

/** Runs jobs on the lifter in 64-bit mode without paging of its own: an identity mapping stands in. */
export class LifterUnderTest {
  readonly machine: BenchMachine;

  constructor(backEnd: BackEnd, model = 'x86-64-v3') {
    this.machine = new BenchMachine({
      model,
      backEnd,
      maxInsns: 16,
      regions: [
        { base: CODE_BASE, bytes: 4096 },
        { base: DATA_BASE, bytes: DATA_BYTES },
        { base: AREA, bytes: 0x8000 },
      ],
    });
  }

  run(jobs: Uint8Array): Uint8Array {
    const out = jobs.slice();
    for (let at = 0; at < jobs.length; at += JOB.SIZE) this.one(out.subarray(at, at + JOB.SIZE));
    return out;
  }

  private one(job: Uint8Array): void {
    const { machine } = this;
    const view = new DataView(job.buffer, job.byteOffset, job.length);
    machine.forget();
    const code = machine.bytesAt(CODE_BASE, 4096);
    code.fill(0xcc);
    code.set(job.subarray(JOB.CODE, JOB.CODE + CODE_BYTES));
    machine.bytesAt(DATA_BASE, DATA_BYTES).set(job.subarray(JOB.DATA, JOB.DATA + DATA_BYTES));
    machine.bytesAt(AREA, 512).set(job.subarray(JOB.FX, JOB.FX + 512));
    this.tables();
    const registers: Record<string, number | bigint> = {
      flat: 64,
      'tr.base': AREA + 0x800,
      cs: CODE64,
      rip: CODE_BASE,
      cr0: 0x80000031n,
      cr4: 0x40620n,
      efer: 0xd01n,
      cr3: TABLES + 0x1000,
      gdtBase: TABLES,
      gdtLimit: 0x1f,
      idtBase: TABLES + 0x100,
      idtLimit: 0x3ff,
      rflags: (view.getUint32(JOB.RFLAGS, true) & 0xcd5) | 2,
    };
    GPR.forEach((name, i) => {
      registers[name] = view.getBigUint64(JOB.GPR + 8 * i, true);
    });
    machine.core.reset({ registers, held: false });
    machine.set64('xcr0', 7n);
    const high = machine.stateBytes('ymmHigh', 256);
    high.set(job.subarray(JOB.YMM_HIGH, JOB.YMM_HIGH + 256));
    machine.set64('arg', BigInt(AREA));
    machine.helper('fxrstor', 1);
    machine.set('mxcsr', view.getUint32(JOB.FX + 24, true));
    machine.helper('set_mxcsr', view.getUint32(JOB.FX + 24, true));
    let caught = -1;
    const frame = AREA + 0x7000;
    machine.runUntil(() => {
      const pc = machine.get('pc');
      if (pc < TABLES + 0x800 || pc >= TABLES + 0x900) return false;
      caught = (pc - TABLES - 0x800) >> 1;
      return true;
    }, 200);
    const rsp = Number(machine.get64('rsp'));
    const hasError = caught === 13 || caught === 14;
    const words = new DataView(machine.memory.buffer, machine.hostOf(rsp), frame - rsp);
    const at = hasError ? 8 : 0;
    GPR.forEach((name, i) => {
      view.setBigUint64(
        JOB.GPR + 8 * i,
        name === 'rsp' ? words.getBigUint64(at + 24, true) : machine.get64(name),
        true,
      );
    });
    view.setBigUint64(JOB.RIP, words.getBigUint64(at, true), true);
    view.setBigUint64(JOB.RFLAGS, words.getBigUint64(at + 16, true), true);
    view.setBigUint64(JOB.SIGNAL, BigInt(SIGNAL_OF[caught] ?? 100 + caught), true);
    machine.set64('arg', BigInt(AREA));
    machine.helper('fxsave', 1);
    job.set(machine.bytesAt(AREA, 416), JOB.FX);
    job.set(high, JOB.YMM_HIGH);
    job.set(machine.bytesAt(DATA_BASE, DATA_BYTES), JOB.DATA);
  }

  /** GDT, IDT with one handler address per vector (all on IST 1), TSS, and page tables that map 1 GiB one to one. */
  private tables(): void {
    const { machine } = this;
    const put = (address: number, value: bigint): void =>
      new DataView(machine.memory.buffer, machine.hostOf(address), 8).setBigUint64(0, value, true);
    put(TABLES + 8, 0x00af9b000000ffffn);
    put(TABLES + 0x18, 0x00cf93000000ffffn);
    for (let vector = 0; vector < 32; vector++) {
      const handler = BigInt(TABLES + 0x800 + 2 * vector);
      const low =
        (handler & 0xffffn) |
        (BigInt(CODE64) << 16n) |
        (1n << 32n) |
        (0x8en << 40n) |
        (((handler >> 16n) & 0xffffn) << 48n);
      put(TABLES + 0x100 + 16 * vector, low);
    }
    machine.bytesAt(TABLES + 0x800, 256).fill(0xf4);
    put(TABLES + 0x1000, BigInt(TABLES + 0x2000) | 7n);
    for (let i = 0; i < 2; i++) put(TABLES + 0x2000 + 8 * i, (BigInt(i) << 30n) | 0x87n);
    // The TSS lies at AREA + 0x800.
    put(AREA + 0x800 + 0x24, BigInt(AREA + 0x7000));
  }
}

import { type BackEnd, EXIT, FAULT } from '@tutti/ir';
import { BenchMachine } from './bench-machine.ts';
import {
  CODE_BASE,
  DATA_BASE,
  dataPage,
  emptyState,
  hashOf,
  type Job,
  type Outcome,
  REGION_BYTES,
  SIGNAL,
  UDF_BOTH,
} from './job.ts';

const SCTLR_U = 1 << 22;
const FLAGS = { N: 31, Z: 30, C: 29, V: 28, Q: 27 } as const;

/** Runs jobs on the lifter with a back end, in User mode with the MMU off. */
export class LifterUnderTest {
  readonly machine: BenchMachine;

  constructor(model: string, backEnd: BackEnd, maxInsns = 64) {
    const region = (base: number) => ({ base, bytes: REGION_BYTES });
    this.machine = new BenchMachine({ model, backEnd, maxInsns, regions: [region(CODE_BASE), region(DATA_BASE)] });
  }

  run(job: Job): Outcome {
    const { machine } = this;
    machine.forget();
    const code = machine.bytesAt(CODE_BASE, REGION_BYTES);
    const words = new Int32Array(code.buffer, code.byteOffset, REGION_BYTES / 4);
    words.fill(UDF_BOTH);
    code.set(job.code, job.codeOffset);
    const data = machine.bytesAt(DATA_BASE, REGION_BYTES);
    const dataWords = new Int32Array(data.buffer, data.byteOffset, REGION_BYTES / 4);
    dataWords.set(dataPage(job.seed));
    machine.core.reset({ registers: {}, held: false });
    this.load(job);
    let exit = machine.run();
    while (exit === EXIT.YIELD || exit === EXIT.WAIT) exit = machine.run();
    const fault = machine.get('faultCode') === FAULT.ALIGNMENT ? SIGNAL.BUS : SIGNAL.SEGV;
    return { state: this.save(), signal: exit === EXIT.FAULT ? fault : SIGNAL.ILL, hash: hashOf(dataWords) };
  }

  private load({ state }: Job): void {
    const { machine } = this;
    machine.d.set(state.d);
    machine.set('cpacr', 0x00f00000);
    // Linux sets U, which cores before ARMv7 start without: unaligned accesses are those of ARMv7.
    machine.set('sctlr', machine.get('sctlr') | SCTLR_U);
    machine.set('fpexc', 1 << 30);
    machine.helper('write_fpscr', state.fpscr);
    machine.helper('exception_return', state.r[15] as number, state.cpsr);
    // Now that the registers of User mode are the present ones.
    for (let n = 0; n < 15; n++) machine.set('r0', state.r[n] as number, n);
  }

  private save(): Outcome['state'] {
    const { machine } = this;
    const state = emptyState();
    for (let n = 0; n < 15; n++) state.r[n] = machine.get('r0', n);
    state.r[15] = machine.get('pc');
    state.d.set(machine.d);
    state.fpscr = machine.get('fpscr') >>> 0;
    const mode = machine.get('mode');
    const it = (mode >>> 8) & 255;
    let cpsr =
      machine.get('cpsr') | (machine.get('ge') << 16) | (mode & 1 ? 0x20 : 0) | ((it & 0xfc) << 8) | ((it & 3) << 25);
    if (machine.get('nf') < 0) cpsr |= 1 << FLAGS.N;
    if (machine.get('zf') === 0) cpsr |= 1 << FLAGS.Z;
    cpsr |= machine.get('cf') << FLAGS.C;
    if (machine.get('vf') < 0) cpsr |= 1 << FLAGS.V;
    cpsr |= machine.get('qf') << FLAGS.Q;
    state.cpsr = cpsr >>> 0;
    return state;
  }
}

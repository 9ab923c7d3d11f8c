import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emptyState, JOB, type Job, OUTCOME, type Outcome } from './job.ts';

const COMPILER = 'arm-linux-gnueabihf-gcc';
const QEMU = 'qemu-arm';
/** Without libc, and without a memcpy that the compiler puts in place of a loop. */
const FREESTANDING = '-static -nostdlib -ffreestanding -fno-stack-protector -fno-tree-loop-distribute-patterns';
const FLAGS = `-O1 ${FREESTANDING} -marm -march=armv6k -mfpu=vfpv2`.split(' ');

const onPath = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, tool)));

/** Why there is no oracle on this machine, or '' when there is one. */
export const missingOracle = (): string => [COMPILER, QEMU].filter((tool) => !onPath(tool)).join(', ');

/** Runs jobs under qemu-user, with a runner compiled at construction. */
export class Qemu {
  private readonly folder = mkdtempSync(join(tmpdir(), 'arm-oracle-'));
  private readonly cpu: string;

  /** @param cpu  a CPU model of qemu-arm */
  constructor(cpu: string) {
    this.cpu = cpu;
    const source = fileURLToPath(new URL('./runner.c', import.meta.url));
    execFileSync(COMPILER, [...FLAGS, '-o', join(this.folder, 'runner'), source]);
  }

  run(jobs: readonly Job[]): Outcome[] {
    const output = execFileSync(QEMU, ['-cpu', this.cpu, join(this.folder, 'runner')], {
      input: encode(jobs),
      maxBuffer: 1 << 28,
      timeout: 100_000,
    });
    return decode(output, jobs.length);
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function encode(jobs: readonly Job[]): Uint8Array {
  const bytes = new Uint8Array(4 + jobs.length * JOB.size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, jobs.length, true);
  jobs.forEach((job, i) => {
    const at = 4 + i * JOB.size;
    const { state } = job;
    for (const [n, value] of state.r.entries()) view.setInt32(at + JOB.at.r + 4 * n, value, true);
    for (const [n, value] of state.d.entries()) view.setBigUint64(at + JOB.at.d + 8 * n, value, true);
    view.setUint32(at + JOB.at.cpsr, state.cpsr, true);
    view.setUint32(at + JOB.at.fpscr, state.fpscr, true);
    view.setUint32(at + JOB.at.seed, job.seed, true);
    view.setUint32(at + JOB.at.codeOffset, job.codeOffset, true);
    const fill = JOB.at.code + 4 * JOB.fields.code.count;
    for (let o = JOB.at.code; o < fill; o += 4) view.setUint32(at + o, 0xe7fddef0, true);
    bytes.set(job.code, at + JOB.at.code);
  });
  return bytes;
}

function decode(bytes: Uint8Array, count: number): Outcome[] {
  if (bytes.length !== count * OUTCOME.size) throw new Error(`runner wrote ${bytes.length} bytes for ${count} jobs`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: count }, (_, i) => {
    const at = i * OUTCOME.size;
    const state = emptyState();
    for (let n = 0; n < 16; n++) state.r[n] = view.getInt32(at + OUTCOME.at.r + 4 * n, true);
    for (let n = 0; n < 32; n++) state.d[n] = view.getBigUint64(at + OUTCOME.at.d + 8 * n, true);
    state.cpsr = view.getUint32(at + OUTCOME.at.cpsr, true);
    state.fpscr = view.getUint32(at + OUTCOME.at.fpscr, true);
    return {
      state,
      signal: view.getUint32(at + OUTCOME.at.signal, true),
      hash: view.getUint32(at + OUTCOME.at.hash, true),
    };
  });
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { BootState } from '@tutti/ir';

/** Registers before an instruction: r0 to r15, then CPSR. */
export type ArmRegisters = Int32Array;
export const CPSR = 16;

const HEX = new Int8Array(128).fill(-1);
for (let i = 0; i < 16; i++) HEX['0123456789abcdef'.charCodeAt(i)] = i;

/** What QEMU runs: bytes at guest physical addresses, and the registers of its one core. */
export interface QemuGuest {
  readonly machine: string;
  readonly memoryMiB: number;
  readonly stubAt: number;
  readonly segments: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  readonly boot: BootState;
}

/** `ldr rN, [pc, #...]` for r0, r1, r2 and pc, and their values: sets a core up as a boot protocol wants it. */
function stub({ registers }: BootState): Uint8Array {
  const words = [0xe59f0008, 0xe59f1008, 0xe59f2008, 0xe59ff008];
  words.push(...['r0', 'r1', 'r2', 'pc'].map((name) => Number(registers[name] ?? 0)));
  const bytes = new Uint8Array(4 * words.length);
  for (const [i, word] of words.entries()) new DataView(bytes.buffer).setUint32(4 * i, word >>> 0, true);
  return bytes;
}

/** QEMU running one instruction at a time, its registers before each as a stream. */
export class QemuTrace {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tutti-trace-'));
  private readonly child: ChildProcess;
  private readonly chunks: AsyncIterator<Buffer>;
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;
  readonly registers: ArmRegisters = new Int32Array(17);

  constructor(guest: QemuGuest, console: 'null' | 'stdio') {
    const fifo = join(this.folder, 'trace');
    execFileSync('mkfifo', [fifo]);
    const parts = [...guest.segments, { at: guest.stubAt, bytes: stub(guest.boot) }].flatMap(({ at, bytes }, i) => {
      const file = join(this.folder, `part${i}`);
      writeFileSync(file, bytes);
      return ['-device', `loader,file=${file},addr=${at},force-raw=on`];
    });
    const args = ['-M', guest.machine, '-smp', '1', '-m', `${guest.memoryMiB}`, '-display', 'none', '-monitor', 'none'];
    args.push('-serial', console, ...parts, '-device', `loader,addr=${guest.stubAt},cpu-num=0`);
    args.push('-singlestep', '-d', 'cpu,nochain', '-D', fifo);
    const env = { ...process.env, QEMU_AUDIO_DRV: 'none' };
    this.child = spawn('qemu-system-arm', args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    this.chunks = createReadStream(fifo, { highWaterMark: 1 << 20 })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Read the registers before the next instruction. @returns false when QEMU has ended */
  async next(): Promise<boolean> {
    for (let number = 0; number <= CPSR; ) {
      if (this.at >= this.chunk.length && !(await this.more())) return false;
      // The values follow `=`; the letters of PSR's flags hold none.
      if (this.chunk[this.at++] !== 0x3d) continue;
      let value = 0;
      for (let digits = 0; digits < 8; digits++) {
        if (this.at >= this.chunk.length && !(await this.more())) return false;
        value = (value << 4) | (HEX[this.chunk[this.at++]!] ?? 0);
      }
      this.registers[number++] = value;
    }
    return true;
  }

  close(): void {
    this.child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.chunks.next();
    if (done) return false;
    this.chunk = value as Buffer;
    this.at = 0;
    return true;
  }
}

import { readFileSync } from 'node:fs';

/** `utime` and `stime` of /proc/PID/stat count in USER_HZ, which is 100 on every Linux host. */
const TICKS_PER_SECOND = 100;
/** Places of `utime` and `stime` after the name of the program, which stands in parentheses. @see proc(5) */
const UTIME = 11;
const STIME = 12;

/** Processor time of a process and all its threads: unlike the clock on the wall, it says little of what else the host does. */
export class CpuMeter {
  private pid: number | undefined;
  private from: number | undefined;

  watch(pid: number | undefined): void {
    this.pid = pid;
  }

  start(): void {
    this.from = this.now();
  }

  /** Seconds since `start`; undefined where the host has no /proc, or the process has ended. */
  stop(): number | undefined {
    const now = this.now();
    return now === undefined || this.from === undefined ? undefined : now - this.from;
  }

  private now(): number | undefined {
    if (this.pid === undefined) return undefined;
    try {
      const text = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS_PER_SECOND;
    } catch {
      return undefined;
    }
  }
}

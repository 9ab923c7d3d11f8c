/** A small seeded generator (xorshift32), so that a printed seed repeats a run. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  /** An unsigned 32-bit number. */
  next(): number {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s >>> 0;
    return this.state;
  }

  /** A number in 0..n-1. The low bits of a xorshift are weak, so it drops them. */
  below(n: number): number {
    return (this.next() >>> 8) % n;
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next() >>> 11;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

/** The seed of this run: `TUTTI_SEED`, or the clock. Print it. */
export function runSeed(): number {
  return Number(process.env['TUTTI_SEED'] ?? Date.now() % 0x7fff_ffff);
}

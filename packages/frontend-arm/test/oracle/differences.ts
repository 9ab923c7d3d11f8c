import type { Job, Outcome } from './job.ts';

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** What differs, one line each. */
export function differences(job: Job, expected: Outcome, got: Outcome): string[] {
  const lines: string[] = [];
  const check = (what: string, a: number, b: number) => {
    if (a >>> 0 !== b >>> 0) lines.push(`${what}: qemu ${hex(a)}, here ${hex(b)}`);
  };
  for (let n = 0; n < 16; n++) check(`r${n}`, expected.state.r[n] as number, got.state.r[n] as number);
  check('cpsr', expected.state.cpsr & 0xfe0ffe20, got.state.cpsr & 0xfe0ffe20);
  check('signal', expected.signal, got.signal);
  check('memory', expected.hash, got.hash);
  if (lines.length === 0) return [];
  const before = Array.from(job.state.r, (v, n) => `r${n}=${hex(v)}`).join(' ');
  return [
    `${job.name} [${Buffer.from(job.code).toString('hex')}] cpsr=${hex(job.state.cpsr)} ${before}`,
    ...lines.map((l) => `    ${l}`),
  ];
}

import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** A program that runs a guest, and how long it may take. */
export interface GuestCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Sees each line of the console as soon as it is complete; may type into the guest's console with `write`. */
  readonly onLine?: (line: string, write: (text: string) => void) => void;
  /** Sees the process once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** What came of it. */
export interface GuestRun {
  /** Exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly timedOut: boolean;
  /** All that the guest's console said. */
  readonly text: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Seconds from the start to the first line that has `mark` in it. */
  since(mark: string): number | undefined;
}

const READY = 'GUEST-READY';

/** Run a guest to its end, or to its time limit. */
export async function runGuest(command: GuestCommand): Promise<GuestRun> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const child = spawn(command.program, command.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...command.env },
  });
  const decoder = new StringDecoder('utf8');
  const lines: { readonly text: string; readonly at: number }[] = [];
  let text = '';
  let partial = '';
  let stderr = '';
  let timedOut = false;
  command.onStart?.(child);
  // A guest that powers off no longer reads what is typed.
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    const more = decoder.write(chunk);
    text += more;
    const parts = (partial + more).split('\n');
    partial = parts.pop() ?? '';
    for (const part of parts) {
      const line = part.replaceAll('\r', '');
      lines.push({ text: line, at: elapsed() });
      command.onLine?.(line, (typed) => child.stdin.write(typed));
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const limit = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, command.timeoutSeconds * 1000);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(limit));
  return {
    status: status ?? undefined,
    timedOut,
    text,
    stderr,
    seconds: elapsed(),
    since: (mark) => lines.find((line) => line.text.includes(mark))?.at,
  };
}

/** Lines of a kernel in trouble. */
export const TROUBLE =
  /Internal error|Kernel panic|Unable to handle|BUG:|Oops|rcu.*(detected|self-detected) stall|soft lockup|hung_task|failed to come online|WARNING: CPU/;

/**
 * Why a run that should have booted `cores` cores and powered off did not, in a few words; undefined when it did.
 * Reads the console for kernel trouble as well.
 */
export function whyBad(run: GuestRun, cores: number): string | undefined {
  const trouble = run.text.split('\n').find((line) => TROUBLE.test(line));
  if (trouble !== undefined) return trouble.trim();
  const seen = /GUEST-CPUS (\d+)/.exec(run.text)?.[1];
  if (run.timedOut)
    return `no end after ${run.seconds.toFixed(0)} s; last: ${run.text.trim().split('\n').at(-1) ?? ''}`;
  if (!run.text.includes(READY)) return `no ${READY}, status ${run.status}: ${run.stderr.trim()}`;
  if (Number(seen) !== cores) return `${seen} cores instead of ${cores}`;
  if (!run.text.includes('GUEST-OFF')) return 'the guest did not reach its power-off';
  if (run.status !== 0) return `status ${run.status}: ${run.stderr.trim()}`;
  return undefined;
}

import process from 'node:process';
import { EmulatorError } from '@tutti/machine';
import type { PreparedThread } from '@tutti/machine/node/prepare';
import { CommanderError } from 'commander';
import { makeProgram } from './program.ts';

const HELP_SHOWN: readonly string[] = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** What went wrong, in the words of the person who has to put it right. A bug of ours shows its stack. */
function complain(error: unknown): number {
  if (error instanceof CommanderError) {
    if (HELP_SHOWN.includes(error.code)) return error.exitCode;
    process.stderr.write(`tutti: ${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}\n`);
    return 2;
  }
  if (error instanceof EmulatorError || (error instanceof Error && 'code' in error && 'details' in error)) {
    for (const line of error.message.split('\n')) process.stderr.write(`tutti: ${line}\n`);
    return error instanceof EmulatorError && error.code === 'OPTION_BAD' ? 2 : 1;
  }
  process.stderr.write(`tutti: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}

/**
 * Carry out the process's arguments.
 * @param prepared  a thread for the machine that `run` makes
 * @returns the exit status
 */
export async function commandLine(prepared: PreparedThread | undefined): Promise<number> {
  let status = 0;
  const done = (code: number): void => {
    status = code;
  };
  try {
    await makeProgram(done, prepared).parseAsync();
  } catch (error) {
    return complain(error);
  }
  return status;
}

import { builtInBoard, type Machine, type MachineOptions } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { afterEach } from 'vitest';

/** What a person at the first serial port has seen, and the machine's exit status once it is off. */
export interface Heard {
  text: string;
  code: number;
}

/** A machine with a person at its first serial port. */
export interface Session {
  readonly machine: Machine;
  readonly heard: Heard;
  /** Wait until all that was said matches. @returns what the pattern's first group found */
  until(pattern: RegExp): Promise<string>;
  /** Type a line. */
  type(line: string): void;
}

/** Opens sessions whose machines are stopped when the test is over. */
export function sessions(): (board: string, options: MachineOptions) => Promise<Session> {
  const machines: Machine[] = [];
  afterEach(async () => {
    await Promise.all(machines.splice(0).map((machine) => machine.stop()));
  });
  return async (board, options) => {
    const machine = await createMachine(builtInBoard(board), options);
    machines.push(machine);
    const { input, output } = machine.consoles[0]!;
    const heard = { text: '', code: -1 };
    let wake = (): void => {};
    machine.on('console', ({ console, bytes }) => {
      if (console === output) heard.text += Buffer.from(bytes).toString('latin1');
      wake();
    });
    machine.on('state', ({ code }) => {
      heard.code = code;
    });
    const until = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(heard.text);
        if (found !== null) return found[1] ?? '';
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    return { machine, heard, until, type: (line) => machine.input(input!, Buffer.from(`${line}\n`)) };
  };
}

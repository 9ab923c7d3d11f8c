import type { PreparedThread } from '@tutti/machine/node/prepare';
import { Command } from 'commander';
import about from '../package.json' with { type: 'json' };
import { addBenchOptions, type BenchOptions } from './bench/options.ts';
import { listBoards, showBoard, showSchema } from './commands/boards.ts';
import { type DisasmOptions, disasm } from './commands/disasm.ts';
import { getGuests } from './commands/guests.ts';
import { run } from './commands/run.ts';
import { addServeOptions, type ServeOptions, serve } from './commands/serve.ts';
import { addRunOptions, type RunOptions } from './options.ts';

/**
 * The command line.
 * @param done      takes the exit status of a command that has one
 * @param prepared  a thread for the machine that `run` makes
 */
export function makeProgram(done: (status: number) => void, prepared: PreparedThread | undefined): Command {
  const program = new Command('tutti')
    .description('A full-system machine emulator that runs every guest core in parallel')
    .version(about.version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });

  addRunOptions(
    program.command('run <board>').description('run a board: a built-in one, or a YAML, JSON or TypeScript file'),
  ).action(async (board: string, options: RunOptions) => done(await run(board, options, prepared)));

  addServeOptions(
    program
      .command('serve [board]')
      .description('serve the page that runs a board in a browser (default: vexpress-a9)'),
  ).action(async (board = 'vexpress-a9', options: ServeOptions) => done(await serve(board, options)));

  const boards = program.command('boards').description('list the built-in boards').action(listBoards);
  boards.command('show <board>').description('memory map, cores and wires of a board').action(showBoard);
  boards.command('schema').description('JSON Schema of board files').action(showSchema);

  program
    .command('disasm <file>')
    .description('disassemble a file')
    .option('--arch <name>', 'architecture', 'arm')
    .option('--mode <name>', 'instruction set: arm, thumb')
    .option('--at <address>', 'address of the first byte shown')
    .option('--offset <bytes>', 'where in the file to begin')
    .option('--count <n>', 'number of instructions')
    .action((file: string, options: DisasmOptions) => disasm(file, options));

  addBenchOptions(
    program.command('bench').description('measure against QEMU in the same run; needs a checkout'),
  ).action(async (options: BenchOptions) => {
    const { bench } = await import('./bench/bench.ts');
    done(await bench(options));
  });

  program
    .command('guests')
    .description('Debian kernels to boot')
    .command('get <names...>')
    .description('fetch guests by APT: armhf, amd64, ... (get --help lists them)')
    .allowUnknownOption()
    .action((names: string[]) => done(getGuests(names)));
  return program;
}

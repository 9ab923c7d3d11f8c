import process from 'node:process';
import { boardJsonSchema, boardNames, builtInBoard, describeBoard } from '@tutti/machine';
import { findBoard } from '../boards.ts';

/** `tutti boards`: names and what they are. */
export function listBoards(): void {
  for (const name of boardNames()) process.stdout.write(`${name.padEnd(20)} ${builtInBoard(name).description}\n`);
}

/** `tutti boards show X`: memory map, cores and wires. */
export async function showBoard(name: string): Promise<void> {
  process.stdout.write(`${describeBoard(await findBoard(name))}\n`);
}

/** `tutti boards schema`: JSON Schema of board files, for editors. */
export function showSchema(): void {
  process.stdout.write(`${JSON.stringify(boardJsonSchema(), null, 2)}\n`);
}

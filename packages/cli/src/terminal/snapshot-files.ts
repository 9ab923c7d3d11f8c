import { closeSync, writeSync } from 'node:fs';
import type { Machine } from '@tutti/machine';
import { openForWriting, readNamed } from '../files.ts';

/** `savevm FILE`. @returns what to show */
export async function saveCommand(machine: Machine, path: string): Promise<string> {
  if (path === '') return 'want savevm FILE';
  const file = openForWriting('savevm', path);
  try {
    const bytes = await machine.save();
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    return `${path}: ${(bytes.length / 2 ** 20).toFixed(1)} MiB`;
  } finally {
    closeSync(file);
  }
}

/** `loadvm FILE`. @returns what to show */
export async function loadCommand(machine: Machine, path: string): Promise<string> {
  if (path === '') return 'want loadvm FILE';
  await machine.restore(readNamed('loadvm', path));
  return machine.state;
}

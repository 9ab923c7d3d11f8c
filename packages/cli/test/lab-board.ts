import { readFileSync } from 'node:fs';
import { type Board, builtInBoard, type NamedBytes } from '@tutti/machine';

/** A file of a machine. */
export const named = (path: string): NamedBytes => ({ path, bytes: readFileSync(path) });

/** A built-in board with these devices in virtio slots. @param inSlots  devices by the names of slots */
export function boardWith(name: string, inSlots: Readonly<Record<string, string>>): Board {
  const plain = builtInBoard(name);
  const devices = plain.devices.map((d) => {
    const device = inSlots[d.name];
    return device === undefined ? d : { ...d, options: { ...d.options, device } };
  });
  return { ...plain, devices };
}

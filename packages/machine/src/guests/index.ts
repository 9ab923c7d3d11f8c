import type { NamedBytes } from '../load/index.ts';
import { duetArm } from './duet-arm.ts';
import { duetWork } from './duet-shared.ts';
import { duetX86 } from './duet-x86.ts';
import { ioArm, ioX86 } from './io-core.ts';
import { hostX86, managerArm } from './management.ts';
import { tokenRing } from './token-ring.ts';

/** Makes a program for an address, from its command line. */
export type GuestProgram = (origin: number, commandLine: string) => Uint8Array;

/** Programs that this package assembles itself. Boards name them as `guest:NAME` in place of an image file. */
const GUESTS: Readonly<Record<string, GuestProgram>> = {
  'duet-arm': (origin, commandLine) => duetArm(origin, duetWork(commandLine)),
  'duet-x86': (origin, commandLine) => duetX86(origin, duetWork(commandLine)),
  'io-arm': ioArm,
  'io-x86': ioX86,
  'manager-arm': managerArm,
  'host-x86': hostX86,
  'token-ring': tokenRing,
};

const PREFIX = 'guest:';

/** Names that boards can give as images. */
export const guestNames = (): string[] => Object.keys(GUESTS).map((name) => PREFIX + name);

/** Whether an image name of a board means an embedded program. */
export const isGuest = (image: string): boolean => image.startsWith(PREFIX);

/** The embedded program of this name; undefined when there is none. */
export function guestImage(image: string, origin: number, commandLine: string): NamedBytes | undefined {
  const program = isGuest(image) ? GUESTS[image.slice(PREFIX.length)] : undefined;
  return program && { path: image, bytes: program(origin, commandLine) };
}

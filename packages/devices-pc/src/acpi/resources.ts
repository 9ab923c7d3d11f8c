import { type Aml, buffer, bytesOf } from './aml.ts';

/** One resource descriptor. @see ACPI 6.4, 6.4.2 and 6.4.3 */
export type Resource = readonly number[];

const END_TAG: Resource = [0x79, 0];

/** A fixed range of I/O ports. */
export const io = (port: number, count: number): Resource => [
  0x47,
  1,
  ...bytesOf(port, 2),
  ...bytesOf(port, 2),
  1,
  count,
];

/** An edge-triggered ISA interrupt. */
export const irq = (number: number): Resource => [0x22, ...bytesOf(1 << number, 2)];

/** A fixed range of 32-bit memory addresses, read and written. */
export const memory = (at: number, size: number): Resource => [0x86, 9, 0, 1, ...bytesOf(at, 4), ...bytesOf(size, 4)];

const KIND = { MEMORY: 0, IO: 1, BUS: 2 } as const;
/** Minimum and maximum are fixed; the bridge produces the range. */
const FIXED = 0x0c;

const words = (kind: number, flags: number, first: number, last: number): Resource => [
  0x88,
  ...bytesOf(13, 2),
  kind,
  FIXED,
  flags,
  ...[0, first, last, 0, last - first + 1].flatMap((word) => bytesOf(word, 2)),
];

/** Bus numbers that a bridge passes on. */
export const buses = (first: number, last: number): Resource => words(KIND.BUS, 0, first, last);
/** Ports that a bridge passes on. */
export const ioWindow = (first: number, last: number): Resource => words(KIND.IO, 3, first, last);
/** Memory addresses that a bridge passes on. */
export const memoryWindow = (first: number, last: number): Resource => [
  0x87,
  ...bytesOf(23, 2),
  KIND.MEMORY,
  FIXED,
  1,
  ...[0, first, last, 0, last - first + 1].flatMap((word) => bytesOf(word, 4)),
];

/** What _CRS gives: descriptors and their end. */
export const resources = (...list: Resource[]): Aml => buffer([...list.flat(), ...END_TAG]);

/** Bytes of a piece of AML. @see ACPI 6.4, chapter 20 */
export type Aml = readonly number[];

const OP = {
  ZERO: 0x00,
  ONE: 0x01,
  NAME: 0x08,
  BYTE: 0x0a,
  WORD: 0x0b,
  DWORD: 0x0c,
  STRING: 0x0d,
  QWORD: 0x0e,
  SCOPE: 0x10,
  BUFFER: 0x11,
  PACKAGE: 0x12,
  DUAL_NAME: 0x2e,
  MULTI_NAME: 0x2f,
  EXTENDED: 0x5b,
  DEVICE: 0x82,
  ROOT: 0x5c,
} as const;

/** Little-endian bytes of a number below 2^53. */
export const bytesOf = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor(value / 256 ** i) % 256);

/** Integer in its shortest form (20.2.3). */
export function integer(value: number): Aml {
  if (value === 0) return [OP.ZERO];
  if (value === 1) return [OP.ONE];
  if (value < 0x100) return [OP.BYTE, value];
  if (value < 0x1_0000) return [OP.WORD, ...bytesOf(value, 2)];
  if (value < 0x1_0000_0000) return [OP.DWORD, ...bytesOf(value, 4)];
  return [OP.QWORD, ...bytesOf(value, 8)];
}

/** Path of names, each padded to four characters: `\_SB_.PCI0`. */
export function path(name: string): Aml {
  const root = name.startsWith('\\');
  const segments = name.replace('\\', '').split('.');
  const count = segments.length;
  const prefix = count === 1 ? [] : count === 2 ? [OP.DUAL_NAME] : [OP.MULTI_NAME, count];
  const letters = segments.flatMap((s) => [...s.padEnd(4, '_')].map((c) => c.charCodeAt(0)));
  return [...(root ? [OP.ROOT] : []), ...prefix, ...letters];
}

/** PkgLength, which counts itself, then the body (20.2.4). */
function packaged(body: Aml): Aml {
  const length = body.length;
  if (length + 1 < 0x40) return [length + 1, ...body];
  const extra = length + 2 < 0x1000 ? 1 : length + 3 < 0x10_0000 ? 2 : 3;
  const total = length + 1 + extra;
  return [(extra << 6) | (total & 15), ...bytesOf(Math.floor(total / 16), extra), ...body];
}

/** Name(name, value). */
export const name = (at: string, value: Aml): Aml => [OP.NAME, ...path(at), ...value];
/** Scope(at) { ... } */
export const scope = (at: string, ...terms: Aml[]): Aml => [OP.SCOPE, ...packaged([...path(at), ...terms.flat()])];
/** Device(at) { ... } */
export const device = (at: string, ...terms: Aml[]): Aml => [
  OP.EXTENDED,
  OP.DEVICE,
  ...packaged([...path(at), ...terms.flat()]),
];
/** Package() { ... } */
export const pack = (...elements: Aml[]): Aml => [OP.PACKAGE, ...packaged([elements.length, ...elements.flat()])];
/** Buffer() { ... } */
export const buffer = (bytes: readonly number[]): Aml => [OP.BUFFER, ...packaged([...integer(bytes.length), ...bytes])];

/** EISAID("PNP0A03") as the integer that _HID holds (19.3.4). */
export function eisaId(id: string): Aml {
  const letter = (i: number): number => id.charCodeAt(i) - 0x40;
  const product = Number.parseInt(id.slice(3), 16);
  const word = (letter(0) << 26) | (letter(1) << 21) | (letter(2) << 16) | product;
  return [OP.DWORD, (word >>> 24) & 0xff, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];
}

import type { FieldKind, FieldValues, Qid } from './messages.ts';

/** Bytes before the fields: size, number, tag. */
export const HEADER_BYTES = 7;
/** Bytes of an answer to a read before its data. */
export const DATA_HEADER_BYTES = HEADER_BYTES + 4;

type Value = FieldValues[FieldKind];
type Fields = Readonly<Record<string, FieldKind>>;

/** Reads fields in turn; a read beyond the end gives zeros and marks the message as cut off. */
class Reader {
  cutOff = false;
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  take(length: number): Uint8Array {
    const { bytes, at } = this;
    if (at + length > bytes.length) {
      this.cutOff = true;
      return new Uint8Array(0);
    }
    this.at += length;
    return bytes.subarray(at, at + length);
  }

  number(length: number): number {
    return this.take(length).reduceRight((value, byte) => value * 256 + byte, 0);
  }
}

const each = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);
const text = (r: Reader): string => new TextDecoder().decode(r.take(r.number(2)));
const qid = (r: Reader): Qid => ({ type: r.number(1), version: r.number(4), path: wide(r) });
const wide = (r: Reader): bigint => BigInt(r.number(4)) | (BigInt(r.number(4)) << 32n);

const READ: { readonly [K in FieldKind]: (r: Reader) => FieldValues[K] } = {
  u8: (r) => r.number(1),
  u16: (r) => r.number(2),
  u32: (r) => r.number(4),
  u64: wide,
  str: text,
  strs: (r) => each(r.number(2), () => text(r)),
  qid,
  qids: (r) => each(r.number(2), () => qid(r)),
  data: (r) => r.take(r.number(4)),
};

/** The fields of a message. @returns undefined when it ends before they do */
export function decode(fields: Fields, bytes: Uint8Array): Readonly<Record<string, Value>> | undefined {
  const reader = new Reader(bytes);
  const values = Object.entries(fields).map(([name, kind]) => [name, READ[kind](reader)] as const);
  return reader.cutOff ? undefined : Object.fromEntries(values);
}

const little = (value: bigint | number, length: number): number[] =>
  each(length, () => 0).map((_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
const counted = (bytes: Uint8Array | readonly number[], countBytes: number): number[] => [
  ...little(bytes.length, countBytes),
  ...bytes,
];
const textBytes = (value: string): number[] => counted(new TextEncoder().encode(value), 2);
const qidBytes = (value: Qid): number[] => [
  value.type,
  ...little(value.version, 4),
  ...little(BigInt.asUintN(64, value.path), 8),
];

const WRITE: { readonly [K in Exclude<FieldKind, 'data'>]: (value: FieldValues[K]) => number[] } = {
  u8: (value) => little(value, 1),
  u16: (value) => little(value, 2),
  u32: (value) => little(value, 4),
  u64: (value) => little(BigInt.asUintN(64, value), 8),
  str: textBytes,
  strs: (values) => [...little(values.length, 2), ...values.flatMap(textBytes)],
  qid: qidBytes,
  qids: (values) => [...little(values.length, 2), ...values.flatMap(qidBytes)],
};

/** A whole message. */
export function encode(
  number: number,
  tag: number,
  fields: Fields,
  values: Readonly<Record<string, Value>>,
): Uint8Array {
  const parts = Object.entries(fields).flatMap(([name, kind]): Uint8Array[] => {
    const value = values[name] as Value;
    if (kind === 'data') return [Uint8Array.from(little((value as Uint8Array).length, 4)), value as Uint8Array];
    return [Uint8Array.from((WRITE[kind] as (v: Value) => number[])(value))];
  });
  const size = parts.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  const message = new Uint8Array(size);
  message.set([...little(size, 4), number, ...little(tag, 2)]);
  let at = HEADER_BYTES;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

/** One entry of a directory, as Treaddir's answer has them in a row. @param next  where the entry after it is asked for */
export const directoryEntry = (file: Qid, next: number, kind: number, name: string): Uint8Array =>
  Uint8Array.from([...qidBytes(file), ...little(next, 8), kind, ...textBytes(name)]);

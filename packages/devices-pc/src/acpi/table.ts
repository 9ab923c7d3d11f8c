import { bytesOf } from './aml.ts';

/** Bytes of the header that all tables but RSDP and FACS have. */
export const HEADER_BYTES = 36;
/** Place of the checksum in that header. */
export const CHECKSUM_AT = 9;

const OEM_ID = 'TUTTI ';
const OEM_TABLE_ID = 'TUTTIPC ';
const CREATOR = 'TUTI';

export const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));

/** The byte that makes the sum of all bytes 0 modulo 256. */
export const checksum = (bytes: ArrayLike<number>): number =>
  -Array.from(bytes).reduce((sum, byte) => sum + byte, 0) & 0xff;

/** A table with its header, checksum right. @see ACPI 6.4, 5.2.6 */
export function table(signature: string, revision: number, body: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from([
    ...ascii(signature),
    ...bytesOf(HEADER_BYTES + body.length, 4),
    revision,
    0,
    ...ascii(OEM_ID),
    ...ascii(OEM_TABLE_ID),
    ...bytesOf(1, 4),
    ...ascii(CREATOR),
    ...bytesOf(1, 4),
    ...body,
  ]);
  bytes[CHECKSUM_AT] = checksum(bytes);
  return bytes;
}

/** Root pointer of revision 2. @see ACPI 6.4, 5.2.5.3 */
export function rootPointer(rsdt: number, xsdt: number): Uint8Array {
  const bytes = Uint8Array.from([
    ...ascii('RSD PTR '),
    0,
    ...ascii(OEM_ID),
    2,
    ...bytesOf(rsdt, 4),
    ...bytesOf(36, 4),
    ...bytesOf(xsdt, 8),
    0,
    0,
    0,
    0,
  ]);
  bytes[8] = checksum(bytes.subarray(0, 20));
  bytes[32] = checksum(bytes);
  return bytes;
}

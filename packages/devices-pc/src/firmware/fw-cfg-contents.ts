import { ascii } from '../acpi/table.ts';

/** Keys that have no name. */
const KEY = { SIGNATURE: 0x00, ID: 0x01, CORES: 0x05, MAX_CORES: 0x0f, DIRECTORY: 0x19, FIRST_FILE: 0x20 } as const;
/** The interface has the ports and DMA. */
const INTERFACE = 3;
const NAME_BYTES = 56;
const ENTRY_BYTES = 64;
/** Row of the index at the start of the contents: key, offset, bytes. */
const ROW_BYTES = 12;
const END = 0xffff_ffff;

/** Files by name, and what every firmware asks for. */
export interface FwCfgInput {
  readonly cores: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const little = (value: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (value / 256 ** i) & 0xff);

/** The list of files: big-endian count, then size, key and name of each. */
function directory(files: readonly [name: string, bytes: Uint8Array][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + ENTRY_BYTES * files.length));
  view.setUint32(0, files.length);
  files.forEach(([name, bytes], i) => {
    const at = 4 + ENTRY_BYTES * i;
    view.setUint32(at, bytes.length);
    view.setUint16(at + 4, KEY.FIRST_FILE + i);
    ascii(name)
      .slice(0, NAME_BYTES - 1)
      .forEach((c, k) => {
        view.setUint8(at + 8 + k, c);
      });
  });
  return new Uint8Array(view.buffer);
}

/** Contents of the device: an index of keys, then the items. The files' names are at most 55 characters long. */
export function fwCfgContents({ cores, files }: FwCfgInput): Uint8Array {
  const named = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const items: [key: number, bytes: Uint8Array][] = [
    [KEY.SIGNATURE, Uint8Array.from(ascii('QEMU'))],
    [KEY.ID, little(INTERFACE, 4)],
    [KEY.CORES, little(cores, 2)],
    [KEY.MAX_CORES, little(cores, 2)],
    [KEY.DIRECTORY, directory(named)],
    ...named.map(([, bytes], i): [number, Uint8Array] => [KEY.FIRST_FILE + i, bytes]),
  ];
  let offset = ROW_BYTES * (items.length + 1);
  const total = items.reduce((sum, [, bytes]) => sum + bytes.length, offset);
  const all = new Uint8Array(total);
  const view = new DataView(all.buffer);
  items.forEach(([key, bytes], i) => {
    for (const [k, word] of [key, offset, bytes.length].entries()) view.setUint32(ROW_BYTES * i + 4 * k, word, true);
    all.set(bytes, offset);
    offset += bytes.length;
  });
  view.setUint32(ROW_BYTES * items.length, END, true);
  return all;
}

/** The item of a key; undefined when there is none. */
export function findItem(contents: Uint8Array, key: number): Uint8Array | undefined {
  const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  for (let row = 0; row + ROW_BYTES <= contents.length; row += ROW_BYTES) {
    const found = view.getUint32(row, true);
    if (found === END) return undefined;
    const [offset, length] = [view.getUint32(row + 4, true), view.getUint32(row + 8, true)];
    // Before the machine put its contents in, all is 0: an item of no bytes.
    if (length === 0 && offset === 0) return undefined;
    if (found === key) return contents.subarray(offset, offset + length);
  }
  return undefined;
}

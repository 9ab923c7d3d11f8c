import { fail } from '../errors.ts';
import type { NamedBytes } from '../load/index.ts';

const SIGNATURE = [0x55, 0xaa] as const;
const UNIT = 512;
/** Pointer to the PCI data structure, which begins with `PCIR`. */
const POINTER_AT = 0x18;
const MARK = 0x5249_4350;

/**
 * The name under which firmware finds an option ROM: that of its PCI device, or one of its own.
 * @throws EmulatorError OPTION_ROM when the file is none
 */
function nameOf({ path, bytes }: NamedBytes): string {
  const bad = (why: string) => fail('OPTION_ROM', { path, why });
  if (bytes.length < UNIT || SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw bad('it does not begin with 55h AAh');
  const size = (bytes[2] ?? 0) * UNIT;
  if (size === 0 || size > bytes.length) throw bad(`its header says ${size} bytes, the file has ${bytes.length}`);
  if (bytes.subarray(0, size).reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) throw bad('its checksum is wrong');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = view.getUint16(POINTER_AT, true);
  if (at === 0 || at + 8 > bytes.length || view.getUint32(at, true) !== MARK) {
    return `genroms/${path.replace(/^.*\//, '').slice(0, 40)}`;
  }
  const id = (offset: number): string =>
    view
      .getUint16(at + offset, true)
      .toString(16)
      .padStart(4, '0');
  return `pci${id(4)},${id(6)}.rom`;
}

/** Option ROMs as files for firmware. @throws EmulatorError OPTION_ROM */
export function optionRomFiles(roms: readonly NamedBytes[]): Record<string, Uint8Array> {
  return Object.fromEntries(roms.map((rom) => [nameOf(rom), rom.bytes]));
}

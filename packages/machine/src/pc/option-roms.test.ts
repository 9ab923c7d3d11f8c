import { describe, expect, it } from 'vitest';
import { optionRomFiles } from './option-roms.ts';

/** A ROM of one unit with a right checksum, and with the identity of a PCI device at 20h where one is given. */
function rom(pci?: readonly [vendor: number, device: number]): Uint8Array {
  const bytes = new Uint8Array(512);
  bytes.set([0x55, 0xaa, 1]);
  if (pci) {
    bytes[0x18] = 0x20;
    bytes.set(new TextEncoder().encode('PCIR'), 0x20);
    bytes.set([pci[0] & 0xff, pci[0] >>> 8, pci[1] & 0xff, pci[1] >>> 8], 0x24);
  }
  bytes[511] = -bytes.reduce((sum, byte) => sum + byte, 0);
  return bytes;
}
const files = (bytes: Uint8Array): string[] => Object.keys(optionRomFiles([{ path: 'dir/my.rom', bytes }]));

describe('option ROMs for firmware', () => {
  it('of a PCI device have its identity as name', () =>
    expect(files(rom([0x1234, 0x1111]))).toEqual(['pci1234,1111.rom']));
  it('of no PCI device have the name of their file', () => expect(files(rom())).toEqual(['genroms/my.rom']));

  it.each<[string, Uint8Array, RegExp]>([
    ['too short', rom().subarray(0, 100), /dir\/my.rom: not an option ROM: it does not begin with 55h AAh/],
    ['with another signature', rom().fill(0, 0, 1), /it does not begin with 55h AAh/],
    ['cut off', rom().fill(4, 2, 3), /its header says 2048 bytes, the file has 512/],
    ['damaged', rom().fill(1, 100, 101), /its checksum is wrong/],
  ])('%s are refused', (_what, bytes, message) => {
    expect(() => files(bytes)).toThrow(message);
  });
});

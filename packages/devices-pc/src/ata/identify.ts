/** A drive as it describes itself. */
export interface DriveIdentity {
  readonly kind: 'disk' | 'cdrom';
  /** Number among the drives of its controller. */
  readonly number: number;
  /** Capacity in sectors of 512 bytes. */
  readonly sectors: number;
  /** Sectors a block of READ and WRITE MULTIPLE; 0: not set. */
  readonly multiple: number;
}

const MAX_MULTIPLE = 16;
const LBA28_SECTORS = 0x0fff_ffff;
const HEADS = 16;
const SECTORS_PER_TRACK = 63;
const MAX_CYLINDERS = 16383;

/** Text fields hold two characters a word, the first one high. */
function text(words: Uint16Array, at: number, count: number, value: string): void {
  const padded = value.padEnd(2 * count).slice(0, 2 * count);
  for (let i = 0; i < count; i++) words[at + i] = (padded.charCodeAt(2 * i) << 8) | padded.charCodeAt(2 * i + 1);
}

/** What IDENTIFY (PACKET) DEVICE gives: 512 bytes. @see ATA/ATAPI-6, 8.15 and 8.16 */
export function identify({ kind, number, sectors, multiple }: DriveIdentity): Uint8Array {
  const words = new Uint16Array(256);
  const cd = kind === 'cdrom';
  text(words, 10, 10, `TUTTI${number}`);
  text(words, 23, 4, '1.0');
  text(words, 27, 20, cd ? 'TUTTI CD-ROM' : 'TUTTI DISK');
  words[0] = cd ? 0x85c0 : 0x0040;
  // DMA, LBA, IORDY
  words[49] = 0x0f00;
  words[53] = 0x0006;
  words[63] = 0x0007;
  words[64] = 0x0003;
  for (const at of [65, 66, 67, 68]) words[at] = 120;
  words[80] = 0x0070;
  // Ultra DMA 0 to 2; mode 2 is selected
  words[88] = 0x0407;
  // Commands that are there: NOP and PACKET for CDs; flush, 48-bit addresses for disks
  words[82] = cd ? 0x4010 : 0x4000;
  words[83] = cd ? 0x4000 : 0x7400;
  words[84] = 0x4000;
  words[85] = words[82];
  words[86] = cd ? 0 : 0x3400;
  words[87] = 0x4000;
  words[93] = 0x6001;
  if (!cd) disk(words, sectors, multiple);
  return new Uint8Array(words.buffer);
}

function disk(words: Uint16Array, sectors: number, multiple: number): void {
  const cylinders = Math.min(MAX_CYLINDERS, Math.max(1, Math.floor(sectors / (HEADS * SECTORS_PER_TRACK))));
  const chs = Math.min(sectors, cylinders * HEADS * SECTORS_PER_TRACK);
  const put = (at: number, value: number, count: number): void => {
    for (let i = 0; i < count; i++) words[at + i] = Math.floor(value / 0x1_0000 ** i) % 0x1_0000;
  };
  words[1] = cylinders;
  words[3] = HEADS;
  words[6] = SECTORS_PER_TRACK;
  words[47] = 0x8000 | MAX_MULTIPLE;
  words[53] = 0x0007;
  words[54] = cylinders;
  words[55] = HEADS;
  words[56] = SECTORS_PER_TRACK;
  put(57, chs, 2);
  words[59] = multiple === 0 ? 0 : 0x100 | multiple;
  put(60, Math.min(sectors, LBA28_SECTORS), 2);
  put(100, sectors, 4);
}

export const GEOMETRY = { HEADS, SECTORS_PER_TRACK, MAX_MULTIPLE } as const;

/** The .text section of a 64-bit little-endian ELF file. */
export interface TextSection {
  readonly bytes: Uint8Array;
  readonly address: bigint;
}

const EXECUTABLE_PROGBITS = 6n;

/** Find .text: the largest section that is allocated and executable. Throws when the file has none. */
export function textSection(file: Uint8Array): TextSection {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 64 || view.getUint32(0) !== 0x7f454c46) throw new Error('not an ELF file');
  const table = Number(view.getBigUint64(40, true));
  const entry = view.getUint16(58, true);
  let best: TextSection | undefined;
  for (let i = 0; i < view.getUint16(60, true); i++) {
    const at = table + i * entry;
    if (
      (view.getBigUint64(at + 8, true) & EXECUTABLE_PROGBITS) !== EXECUTABLE_PROGBITS ||
      view.getUint32(at + 4, true) !== 1
    )
      continue;
    const offset = Number(view.getBigUint64(at + 24, true));
    const size = Number(view.getBigUint64(at + 32, true));
    if (best && best.bytes.length >= size) continue;
    best = { bytes: file.subarray(offset, offset + size), address: view.getBigUint64(at + 16, true) };
  }
  if (!best) throw new Error('no executable section');
  return best;
}

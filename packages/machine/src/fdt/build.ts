import { FDT_MAGIC, HEADER, TOKEN } from './format.ts';
import type { Fdt, FdtNode } from './tree.ts';

const encoder = new TextEncoder();

/** Growing big-endian output. */
class Output {
  private bytes = new Uint8Array(4096);
  length = 0;

  word(value: number): void {
    this.room(4);
    new DataView(this.bytes.buffer).setUint32(this.length, value >>> 0);
    this.length += 4;
  }

  /** Bytes, then zeros up to a multiple of four. */
  data(data: Uint8Array): void {
    const padded = (data.length + 3) & ~3;
    this.room(padded);
    this.bytes.set(data, this.length);
    this.length += padded;
  }

  result(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(2 * (this.length + more));
    grown.set(this.result());
    this.bytes = grown;
  }
}

/**
 * Flatten a tree (version 17, compatible with 16).
 * @returns the blob; its length is the header's total size
 */
export function buildFdt(fdt: Fdt): Uint8Array<ArrayBuffer> {
  const structure = new Output();
  const strings: number[] = [];
  const stringAt = new Map<string, number>();

  const emit = (at: FdtNode): void => {
    structure.word(TOKEN.beginNode);
    structure.data(encoder.encode(`${at.name}\0`));
    for (const [name, value] of at.props) {
      let offset = stringAt.get(name);
      if (offset === undefined) {
        offset = strings.length;
        stringAt.set(name, offset);
        strings.push(...encoder.encode(`${name}\0`));
      }
      structure.word(TOKEN.prop);
      structure.word(value.length);
      structure.word(offset);
      structure.data(value);
    }
    for (const c of at.children) emit(c);
    structure.word(TOKEN.endNode);
  };
  emit(fdt.root);
  structure.word(TOKEN.end);

  const reserveAt = HEADER.bytes;
  const structAt = reserveAt + 16 * (fdt.reserved.length + 1);
  const stringsAt = structAt + structure.length;
  const blob = new Uint8Array((stringsAt + strings.length + 7) & ~7);
  const view = new DataView(blob.buffer);
  view.setUint32(HEADER.magic, FDT_MAGIC);
  view.setUint32(HEADER.totalSize, blob.length);
  view.setUint32(HEADER.structOffset, structAt);
  view.setUint32(HEADER.stringsOffset, stringsAt);
  view.setUint32(HEADER.reserveOffset, reserveAt);
  view.setUint32(HEADER.version, 17);
  view.setUint32(HEADER.lastCompatible, 16);
  view.setUint32(HEADER.bootCpu, fdt.bootCpu);
  view.setUint32(HEADER.stringsSize, strings.length);
  view.setUint32(HEADER.structSize, structure.length);
  fdt.reserved.forEach(([address, size], i) => {
    view.setBigUint64(reserveAt + 16 * i, address);
    view.setBigUint64(reserveAt + 16 * i + 8, size);
  });
  blob.set(structure.result(), structAt);
  blob.set(strings, stringsAt);
  return blob;
}

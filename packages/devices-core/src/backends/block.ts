/**
 * A disk as a device sees it. Calls are synchronous and made on the I/O thread only. Offsets and lengths are multiples of
 * 512 and inside the disk: the device checks what the guest asks.
 */
export interface BlockBackend {
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  /** @returns false when the host could not read: the guest sees an I/O error. */
  read(offset: number, into: Uint8Array): boolean;
  write(offset: number, from: Uint8Array): boolean;
  flush(): boolean;
  /** Of a disk whose writes stay in memory: what was written, for snapshots of a machine. */
  readonly written?: WrittenSectors;
}

/** Sectors that are nowhere but in memory. */
export interface WrittenSectors {
  /** Each as its number, 4 bytes little-endian, and its contents. */
  save(): Uint8Array;
  /** Take what `save` gave in the place of what is there. */
  restore(saved: Uint8Array): void;
}

export const SECTOR_BYTES = 512;

/** A disk in memory, its size rounded down to whole sectors; writes change `bytes`. */
export function memoryBlock(bytes: Uint8Array, readOnly = false): BlockBackend {
  return {
    sizeBytes: bytes.length - (bytes.length % SECTOR_BYTES),
    readOnly,
    read(offset, into) {
      into.set(bytes.subarray(offset, offset + into.length));
      return true;
    },
    write(offset, from) {
      if (readOnly) return false;
      bytes.set(from, offset);
      return true;
    },
    flush: () => true,
  };
}

/** What a file-backed disk needs of the host. The machine's host part implements it with `fs` or a browser handle. */
export interface BlockFile {
  readonly sizeBytes: number;
  /** @returns bytes transferred, or -1 on failure */
  readAt(offset: number, into: Uint8Array): number;
  writeAt(offset: number, from: Uint8Array): number;
  sync(): boolean;
}

/** A disk in a file. A short read beyond the file's end gives zeros; a trailing part of a sector is invisible. */
export function fileBlock(file: BlockFile, readOnly = false): BlockBackend {
  return {
    sizeBytes: file.sizeBytes - (file.sizeBytes % SECTOR_BYTES),
    readOnly,
    read(offset, into) {
      const have = file.readAt(offset, into);
      if (have < 0) return false;
      into.fill(0, have);
      return true;
    },
    write: (offset, from) => !readOnly && file.writeAt(offset, from) === from.length,
    flush: () => readOnly || file.sync(),
  };
}

/** A disk whose writes stay in memory, over one that is only read: an image shared by machines, or a trial run. */
export function overlayBlock(base: BlockBackend): BlockBackend {
  const written = new Map<number, Uint8Array>();
  return {
    sizeBytes: base.sizeBytes,
    readOnly: false,
    read(offset, into) {
      if (!base.read(offset, into)) return false;
      for (let at = 0; at < into.length; at += SECTOR_BYTES) {
        const sector = written.get((offset + at) / SECTOR_BYTES);
        if (sector !== undefined) into.set(sector, at);
      }
      return true;
    },
    write(offset, from) {
      for (let at = 0; at < from.length; at += SECTOR_BYTES) {
        written.set((offset + at) / SECTOR_BYTES, from.slice(at, at + SECTOR_BYTES));
      }
      return true;
    },
    flush: () => true,
    written: writtenSectors(written),
  };
}

const RECORD_BYTES = 4 + SECTOR_BYTES;

function writtenSectors(written: Map<number, Uint8Array>): WrittenSectors {
  return {
    save() {
      const saved = new Uint8Array(written.size * RECORD_BYTES);
      const view = new DataView(saved.buffer);
      let at = 0;
      for (const [sector, bytes] of written) {
        view.setUint32(at, sector, true);
        saved.set(bytes, at + 4);
        at += RECORD_BYTES;
      }
      return saved;
    },
    restore(saved) {
      written.clear();
      const view = new DataView(saved.buffer, saved.byteOffset, saved.length);
      for (let at = 0; at < saved.length; at += RECORD_BYTES)
        written.set(view.getUint32(at, true), saved.slice(at + 4, at + RECORD_BYTES));
    },
  };
}

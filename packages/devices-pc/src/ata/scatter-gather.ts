import type { DeviceMemory } from '@tutti/devices-core';

/** A piece of guest memory. */
export interface Piece {
  readonly gpa: number;
  readonly bytes: number;
}

/** Guest memory that a descriptor table names, piece after piece. */
export interface ScatterGather {
  /** @returns false when the table ends before the bytes do */
  scatter(bytes: Uint8Array): boolean;
  gather(into: Uint8Array): boolean;
}

/**
 * Memory in the pieces that `next` gives in turn, until it gives none; each call goes on where the last one stopped. The caller
 * bounds the number of pieces.
 */
export function scatterGather(memory: DeviceMemory, next: () => Piece | undefined): ScatterGather {
  let at = 0;
  let left = 0;
  const walk = (length: number, move: (gpa: number, from: number, to: number) => void): boolean => {
    for (let done = 0; done < length; ) {
      if (left === 0) {
        const piece = next();
        if (piece === undefined) return false;
        at = piece.gpa;
        left = piece.bytes;
      }
      const take = Math.min(left, length - done);
      move(at, done, done + take);
      at += take;
      left -= take;
      done += take;
    }
    return true;
  };
  return {
    scatter: (bytes) => walk(bytes.length, (gpa, from, to) => memory.writeBytes(gpa, bytes.subarray(from, to))),
    gather: (into) => walk(into.length, (gpa, from, to) => memory.readBytes(gpa, into.subarray(from, to))),
  };
}

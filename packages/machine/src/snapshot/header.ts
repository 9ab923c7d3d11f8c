import type { SavedCore } from '@tutti/parallel-runtime';

/** What must be the same in a snapshot and in the machine that it is restored into, as text by what it is about. */
export type Facts = Readonly<Record<string, string>>;

/** A drive of the machine. */
export interface SavedDrive {
  readonly pin: string;
  readonly bytes: number;
  readonly readOnly: boolean;
  /** Of an image that the guest writes: its revision when the snapshot was taken. */
  readonly revision?: string;
  /** Bytes of written sectors that the snapshot holds. */
  readonly written: number;
}

/** The header of a snapshot. Contents follow in this order: structures by their fields, memories by runs of pages, drives. */
export interface SnapshotHeader {
  readonly facts: Facts;
  /** Fields of each kind of structure: their names, types and counts. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Guest time, ns since power-on. */
  readonly guestNs: number;
  /** Real-time clocks at guest time 0, seconds since 1970. */
  readonly epochSeconds: number;
  readonly cores: readonly SavedCore[];
  /** Words of the board itself, see `boardWords`. */
  readonly words: readonly (readonly number[])[];
  /** Input that devices have not taken yet. */
  readonly input: Readonly<Record<string, readonly number[]>>;
  readonly drives: readonly SavedDrive[];
  /** The guest has asked for a reset that was not carried out yet. */
  readonly resetWanted: boolean;
}

/** Whether JSON has the parts of a header; what is in them is compared with the machine, or checked where it is used. */
export function isHeader(json: unknown): json is SnapshotHeader {
  const { facts, fields, guestNs, epochSeconds, cores, words, input, drives } = (json ?? {}) as Record<string, unknown>;
  return (
    [facts, fields, input].every((part) => typeof part === 'object' && part !== null) &&
    [cores, words, drives].every((part) => Array.isArray(part)) &&
    [guestNs, epochSeconds].every((part) => typeof part === 'number')
  );
}

/** A folder as a 9P device sees it: a server of the protocol. Used on the I/O thread only. */
export interface ShareBackend {
  /**
   * Answer one message.
   * @param room  bytes that the answer may have, at least `MIN_ANSWER_BYTES`
   * @returns the answer, an error message if need be
   */
  exchange(request: Uint8Array, room: number): Uint8Array;
  /** Whether the guest holds files or folders: it has mounted the share. */
  readonly inUse: boolean;
  /** Let go of all files. */
  close(): void;
}

/** Size of the message that reports an error: what every request must have room for. */
export const MIN_ANSWER_BYTES = 11;

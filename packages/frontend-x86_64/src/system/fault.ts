/**
 * A guest exception found deep inside a system operation (descriptor load, gate, task switch), before it changed anything that
 * cannot be taken back. Thrown inside system/ only and turned into a delivered exception at its edge (`guarded`): such operations can
 * fault at a dozen points each, and none of them is hot.
 */
export class GuestFault {
  readonly vector: number;
  /** Error code, or -1. */
  readonly error: number;

  constructor(vector: number, error = -1) {
    this.vector = vector;
    this.error = error;
  }
}

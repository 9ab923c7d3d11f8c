/** Entries remembered one by one; more make the next flush of them a flush of everything. */
const CAPACITY = 4096;

/** A bounded list of entries (word indices). */
export class EntryList {
  readonly entries = new Int32Array(CAPACITY);
  count = 0;

  note(entry: number): void {
    // hot
    if (this.count < CAPACITY) this.entries[this.count] = entry;
    this.count += 1;
  }

  /** Forget all entries but those that `holds` returns true for. */
  keep(holds: (entry: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const entry = this.entries[i] as number;
      if (holds(entry)) this.entries[kept++] = entry;
    }
    this.count = kept;
  }

  get overflowed(): boolean {
    return this.count > CAPACITY;
  }

  clear(): void {
    this.count = 0;
  }
}

/** Entries of one core that hold translations of its present address space alone. Owner is the core's thread. */
export class LocalEntries {
  readonly data = new EntryList();
  readonly fetch = new EntryList();
  readonly jumps = new EntryList();

  clear(): void {
    this.data.clear();
    this.fetch.clear();
    this.jumps.clear();
  }
}

/** Memory is saved by the page; pages of zeros are left out. */
const PAGE_BYTES = 4096;
/** Pages of one piece at most, so that no copy is huge. */
const MOST_PAGES = 4096;

/**
 * Copy what of a memory is not zero: runs of pages, each as the numbers of its first page and of its pages, words of 32 bits, and the
 * bytes; a run of no pages ends them.
 */
export function savePages(memory: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const pages = Math.ceil(memory.length / PAGE_BYTES);
  for (let first = 0; first < pages; ) {
    let count = 0;
    while (count < MOST_PAGES && first + count < pages && !isZero(pageOf(memory, first + count))) count++;
    if (count > 0) pieces.push(runHead(first, count), memory.slice(first * PAGE_BYTES, (first + count) * PAGE_BYTES));
    first += Math.max(count, 1);
  }
  return [...pieces, runHead(0, 0)];
}

/** A saved run of pages. */
export interface PageRun {
  /** Offset in the memory. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Read the runs of a memory of `size` bytes. @throws RangeError when they do not fit it */
export function readRuns(size: number, take: (bytes: number) => Uint8Array): PageRun[] {
  const runs: PageRun[] = [];
  let end = 0;
  for (;;) {
    const head = take(8);
    const view = new DataView(head.buffer, head.byteOffset, 8);
    const at = view.getUint32(0, true) * PAGE_BYTES;
    const bytes = Math.min(view.getUint32(4, true) * PAGE_BYTES, size - at);
    if (view.getUint32(4, true) === 0) return runs;
    if (at < end || bytes <= 0) throw new RangeError(`pages at ${at} of a memory of ${size} bytes`);
    runs.push({ at, bytes: take(bytes) });
    end = at + bytes;
  }
}

/** Make a memory what was saved. Zeros are not written where there are some, so that the host need not give memory for them. */
export function restorePages(memory: Uint8Array, runs: readonly PageRun[]): void {
  let end = 0;
  for (const { at, bytes } of [...runs, { at: memory.length, bytes: new Uint8Array(0) }]) {
    for (let page = Math.ceil(end / PAGE_BYTES); page * PAGE_BYTES < at; page++) {
      const between = pageOf(memory, page);
      if (!isZero(between)) between.fill(0);
    }
    memory.set(bytes, at);
    end = at + bytes.length;
  }
}

const pageOf = (memory: Uint8Array, page: number): Uint8Array =>
  memory.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);

function isZero(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  const words = byteOffset % 4 === 0 && length % 4 === 0 ? new Int32Array(buffer, byteOffset, length / 4) : bytes;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}

function runHead(first: number, count: number): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint32(0, first, true);
  view.setUint32(4, count, true);
  return head;
}

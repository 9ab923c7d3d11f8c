import { Bench, type BenchOptions } from '../src/testing/index.ts';
import { VIRTIO_MMIO } from '../src/virtio/transport-map.ts';
import { virtioMmio } from '../src/virtio/virtio-mmio.ts';

const { at } = VIRTIO_MMIO;
const RAM = 0x8000_0000;
const QUEUE_BYTES = 0x4000;
const SIZE = 8;

interface Piece {
  readonly gpa: number;
  readonly length: number;
  readonly write?: boolean;
}

/** A guest driver in a few lines, for tests: queue q's rings lie at RAM + q * 16 KB, buffers where the test puts them. */
export class TestDriver {
  readonly bench: Bench;
  readonly ram: DataView;
  private readonly next: number[] = [0, 0, 0, 0];
  private readonly legacy: boolean;

  constructor(options: Readonly<Record<string, unknown>>, host: BenchOptions = {}) {
    this.bench = new Bench(
      [{ name: 'v', type: 'virtioMmio', options }],
      { virtioMmio },
      { ramBytes: 0x80000, ...host },
    );
    this.ram = new DataView(this.bench.ram.buffer);
    this.legacy = options['version'] === 1;
  }

  read = (offset: number, bytes: 1 | 2 | 4 = 4): number => this.bench.read('v', offset, bytes);
  write = (offset: number, value: number): void => this.bench.write('v', offset, value);

  /** Negotiate everything that is offered and start `queues` queues. @returns the final status */
  start(queues: number): number {
    this.write(at.Status, 3);
    for (const word of [0, 1]) {
      this.write(at.DeviceFeaturesSel, word);
      this.write(at.DriverFeaturesSel, word);
      this.write(at.DriverFeatures, this.read(at.DeviceFeatures));
    }
    this.write(at.Status, 0xb);
    if (this.legacy) this.write(at.GuestPageSize, 4096);
    for (let q = 0; q < queues; q++) this.startQueue(q);
    this.write(at.Status, 0xf);
    return this.read(at.Status);
  }

  private startQueue(q: number): void {
    const { desc, avail, used } = this.rings(q);
    this.write(at.QueueSel, q);
    this.write(at.QueueNum, SIZE);
    this.write(at.QueueAlign, 4096);
    if (this.legacy) {
      this.write(at.QueuePFN, (RAM + desc) / 4096);
      return;
    }
    this.write(at.QueueDescLow, RAM + desc);
    this.write(at.QueueDriverLow, RAM + avail);
    this.write(at.QueueDeviceLow, RAM + used);
    this.write(at.QueueReady, 1);
  }

  private rings(q: number) {
    const desc = q * QUEUE_BYTES;
    return { desc, avail: desc + 16 * SIZE, used: desc + 4096 };
  }

  /** Put one chain into a queue, from descriptor `first` on. */
  offer(q: number, pieces: readonly Piece[], first = 0): void {
    const { desc, avail } = this.rings(q);
    for (const [i, { gpa, length, write }] of pieces.entries()) {
      const more = i + 1 < pieces.length;
      this.describe(desc + 16 * (first + i), gpa, length, (more ? 1 : 0) | (write === true ? 2 : 0), first + i + 1);
    }
    this.expose(q, first, avail);
  }

  /** Write one descriptor at an offset in RAM. */
  describe(where: number, gpa: number, length: number, flags: number, next: number): void {
    this.ram.setUint32(where, gpa, true);
    this.ram.setUint32(where + 4, 0, true);
    this.ram.setUint32(where + 8, length, true);
    this.ram.setUint16(where + 12, flags, true);
    this.ram.setUint16(where + 14, next, true);
  }

  expose(q: number, head: number, avail = this.rings(q).avail): void {
    const index = this.next[q] ?? 0;
    this.ram.setUint16(avail + 4 + 2 * (index % SIZE), head, true);
    this.next[q] = index + 1;
    this.ram.setUint16(avail + 2, index + 1, true);
  }

  /** Do not interrupt for used buffers of this queue. */
  quiet(q: number): void {
    this.ram.setUint16(this.rings(q).avail, 1, true);
  }

  kick(q: number): void {
    this.write(at.QueueNotify, q);
    this.bench.runWork();
  }

  /** Used entries so far, as [head, bytes]. */
  used(q: number): [number, number][] {
    const { used } = this.rings(q);
    const count = this.ram.getUint16(used + 2, true);
    return Array.from({ length: count }, (_, i) => {
      const entry = used + 4 + 8 * (i % SIZE);
      return [this.ram.getUint32(entry, true), this.ram.getUint32(entry + 4, true)];
    });
  }

  text(gpa: number, length: number): string {
    return String.fromCharCode(...this.bench.ram.subarray(gpa - RAM, gpa - RAM + length));
  }

  put(gpa: number, bytes: readonly number[] | string): void {
    const list = typeof bytes === 'string' ? [...bytes].map((c) => c.charCodeAt(0)) : bytes;
    this.bench.ram.set(list, gpa - RAM);
  }
}

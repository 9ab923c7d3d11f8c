/** Bytes of a program under construction, with names for places in it. */
export class Labels {
  readonly origin: number;
  private readonly out: number[] = [];
  private readonly places = new Map<string, number>();
  private readonly uses: { at: number; name: string; patch: (at: number, target: number) => void }[] = [];

  /** @param origin  address of the first byte */
  constructor(origin: number) {
    this.origin = origin;
  }

  /** Address of the next byte. */
  get here(): number {
    return this.origin + this.out.length;
  }

  bytes(...values: readonly number[]): void {
    for (const value of values) this.out.push(value & 0xff);
  }

  word(value: number): void {
    this.bytes(value, value >>> 8, value >>> 16, value >>> 24);
  }

  /** Words of 32 bits at an address that was written already. */
  rewrite(address: number, value: number): void {
    for (let i = 0; i < 4; i++) this.out[address - this.origin + i] = (value >>> (8 * i)) & 0xff;
  }

  read(address: number): number {
    const at = address - this.origin;
    return (
      ((this.out[at] ?? 0) |
        ((this.out[at + 1] ?? 0) << 8) |
        ((this.out[at + 2] ?? 0) << 16) |
        ((this.out[at + 3] ?? 0) << 24)) >>>
      0
    );
  }

  /** Fill up to a multiple of `bytes`. */
  align(bytes: number): void {
    while (this.out.length % bytes !== 0) this.out.push(0);
  }

  /** Latin-1 text with a final 0. */
  text(value: string): void {
    this.bytes(...[...value].map((c) => c.charCodeAt(0)), 0);
  }

  /** Name the next byte. @throws RangeError when the name is taken */
  label(name: string): void {
    if (this.places.has(name)) throw new RangeError(`label ${name} is there twice`);
    this.places.set(name, this.here);
  }

  /** At the end, patch what stands at `at` for the address of a label. */
  use(at: number, name: string, patch: (at: number, target: number) => void): void {
    this.uses.push({ at, name, patch });
  }

  /** The finished program. @throws RangeError for a label that is nowhere */
  finish(): Uint8Array {
    for (const { at, name, patch } of this.uses) {
      const target = this.places.get(name);
      if (target === undefined) throw new RangeError(`label ${name} is nowhere`);
      patch(at, target);
    }
    return Uint8Array.from(this.out);
  }
}

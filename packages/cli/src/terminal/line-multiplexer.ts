/** Where a byte stream comes from, as its lines show it; empty: lines go out as they are. */
export type LineLabel = string;

const NEWLINE = 0x0a;

/**
 * Joins the output of several consoles on one terminal, whole lines at a time, each with the label of its console before it. The unfinished
 * line of the console that was chosen with `follow` is shown as it grows; when another has a line to show, it is ended first and goes on
 * with its label again.
 */
export class LineMultiplexer {
  private readonly show: (bytes: Uint8Array) => void;
  private readonly labels: ReadonlyMap<string, LineLabel>;
  /** Bytes of unfinished lines that were not shown yet. */
  private readonly waiting = new Map<string, number[]>();
  private followed: string | undefined;
  /** The console whose unfinished line the terminal shows. */
  private open: string | undefined;

  /**
   * @param labels  label by console
   * @param show    takes what the terminal is to show
   */
  constructor(labels: ReadonlyMap<string, LineLabel>, show: (bytes: Uint8Array) => void) {
    this.labels = labels;
    this.show = show;
  }

  /** Show unfinished lines of this console, and of no other. */
  follow(console: string | undefined): void {
    this.followed = console;
    if (console !== undefined) this.grow(console);
  }

  /** Bytes of a console. */
  write(console: string, bytes: Uint8Array): void {
    const line = this.waiting.get(console) ?? [];
    this.waiting.set(console, line);
    for (const byte of bytes) {
      line.push(byte);
      if (byte === NEWLINE) this.put(console, line.splice(0), true);
    }
    if (console === this.followed) this.grow(console);
  }

  /** Show what is left of every console. Nothing follows, or something else does. */
  flush(): void {
    for (const [console, line] of this.waiting) if (line.length > 0) this.put(console, line.splice(0), false);
    this.endLine();
  }

  private grow(console: string): void {
    const line = this.waiting.get(console) ?? [];
    if (line.length > 0) this.put(console, line.splice(0), false);
  }

  private put(console: string, bytes: readonly number[], complete: boolean): void {
    const label = this.labels.get(console) ?? '';
    if (this.open !== console) {
      this.endLine();
      if (label !== '') this.show(new TextEncoder().encode(`[${label}] `));
    }
    this.show(Uint8Array.from(bytes));
    this.open = complete ? undefined : console;
  }

  private endLine(): void {
    if (this.open !== undefined) this.show(new TextEncoder().encode('\r\n'));
    this.open = undefined;
  }
}

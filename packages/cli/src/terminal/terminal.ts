import process from 'node:process';
import type { Machine, MachineStop } from '@tutti/machine';
import { stopText } from './breakpoints.ts';
import { ESCAPE_HELP, EscapeDecoder } from './escape.ts';
import { LineEditor } from './line-editor.ts';
import { LineMultiplexer } from './line-multiplexer.ts';
import { monitorCommand } from './monitor.ts';

const PROMPT = '(tutti) ';

/** A console of the guest at the terminal. */
export interface TerminalConsole {
  /** Stands before its lines when there are several consoles. */
  readonly label: string;
  /** Pins, as `uart0.tx` and `uart0.rx`; without input it only shows. */
  readonly output: string;
  readonly input: string | undefined;
}

/**
 * The person's terminal: raw while the machine runs, its keys to a console of the guest or to the monitor. Of several consoles all are
 * shown, line by line with labels, and one is typed into.
 */
export class Terminal {
  private readonly machine: Machine;
  private readonly consoles: readonly TerminalConsole[];
  private readonly lines: LineMultiplexer | undefined;
  private chosen = 0;
  private readonly quit: () => void;
  private readonly keys = new EscapeDecoder();
  private readonly editor = new LineEditor((text) => this.show(text));
  private inMonitor = false;
  private held: { readonly output: string; readonly bytes: Uint8Array }[] = [];
  private readonly listener = (bytes: Uint8Array): void => this.typed(bytes);

  /**
   * @param consoles  those that it shows; the first with an input is typed into
   * @param quit      called on Ctrl-A X
   */
  constructor(machine: Machine, consoles: readonly TerminalConsole[], quit: () => void) {
    this.machine = machine;
    this.consoles = consoles;
    this.chosen = Math.max(
      0,
      consoles.findIndex((c) => c.input !== undefined),
    );
    const labels = new Map(consoles.map((c) => [c.output, c.label]));
    if (consoles.length > 1) this.lines = new LineMultiplexer(labels, (bytes) => void process.stdout.write(bytes));
    this.quit = quit;
  }

  open(): void {
    const { stdin } = process;
    if (stdin.isTTY) {
      stdin.setRawMode(true);
      this.lines?.follow(this.consoles[this.chosen]?.output);
    }
    stdin.on('data', this.listener);
    stdin.resume();
  }

  close(): void {
    const { stdin } = process;
    stdin.off('data', this.listener);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    this.flush();
    this.lines?.flush();
  }

  /** Bytes of one of the consoles; kept back while the monitor is open. */
  write(output: string, bytes: Uint8Array): void {
    if (this.inMonitor) this.held.push({ output, bytes });
    else if (this.lines) this.lines.write(output, bytes);
    else process.stdout.write(bytes);
  }

  private typed(bytes: Uint8Array): void {
    for (const key of this.keys.decode(bytes)) {
      switch (key.kind) {
        case 'quit':
          this.quit();
          break;
        case 'help':
          this.show(`\r\n${ESCAPE_HELP.replaceAll('\n', '\r\n')}\r\n`);
          break;
        case 'monitor':
          this.toggleMonitor();
          break;
        case 'next':
          this.chooseNext();
          break;
        case 'bytes':
          if (this.inMonitor) void this.command(key.bytes);
          else this.send(key.bytes);
          break;
      }
    }
  }

  private send(bytes: Uint8Array): void {
    const input = this.consoles[this.chosen]?.input;
    if (input !== undefined) this.machine.input(input, bytes);
  }

  /** Type into the next console that takes input. */
  private chooseNext(): void {
    const places = this.consoles.flatMap((c, i) => (c.input === undefined ? [] : [i]));
    const next = places.find((i) => i > this.chosen) ?? places[0];
    if (next === undefined || !this.lines) return;
    this.chosen = next;
    this.lines.flush();
    const { label, output } = this.consoles[next]!;
    this.show(`typing into ${label || output}\r\n`);
    if (process.stdin.isTTY) this.lines.follow(output);
  }

  private toggleMonitor(): void {
    if (!this.inMonitor) this.lines?.flush();
    this.inMonitor = !this.inMonitor;
    this.show(this.inMonitor ? `\r\n${PROMPT}` : '\r\n');
    if (!this.inMonitor) this.flush();
  }

  /** The machine has stopped at a breakpoint of the monitor: the monitor opens. */
  stopped(stop: MachineStop): void {
    this.show(`\r\n${stopText(stop)}\r\n`);
    if (this.inMonitor) this.show(PROMPT);
    else this.toggleMonitor();
  }

  private flush(): void {
    for (const { output, bytes } of this.held.splice(0)) {
      if (this.lines) this.lines.write(output, bytes);
      else process.stdout.write(bytes);
    }
  }

  private async command(bytes: Uint8Array): Promise<void> {
    for (const line of this.editor.feed(bytes)) {
      const answer = await monitorCommand(this.machine, line);
      if (answer !== '') this.show(`${answer.replaceAll('\n', '\r\n')}\r\n`);
      this.show(PROMPT);
    }
  }

  private show(text: string): void {
    process.stdout.write(text);
  }
}

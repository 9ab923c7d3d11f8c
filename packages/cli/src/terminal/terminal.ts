import process from 'node:process';
import type { Machine } from '@tutti/machine';
import { ESCAPE_HELP, EscapeDecoder } from './escape.ts';
import { LineEditor } from './line-editor.ts';
import { monitorCommand } from './monitor.ts';

const PROMPT = '(tutti) ';

/** The person's terminal: raw while the machine runs, its keys to a console of the guest or to the monitor. */
export class Terminal {
  private readonly machine: Machine;
  private readonly input: string | undefined;
  private readonly quit: () => void;
  private readonly keys = new EscapeDecoder();
  private readonly editor = new LineEditor((text) => this.show(text));
  private inMonitor = false;
  private held: Uint8Array[] = [];
  private readonly listener = (bytes: Uint8Array): void => this.typed(bytes);

  /**
   * @param input  pin that takes what is typed, as `uart0.rx`; undefined: keys reach the monitor only
   * @param quit   called on Ctrl-A X
   */
  constructor(machine: Machine, input: string | undefined, quit: () => void) {
    this.machine = machine;
    this.input = input;
    this.quit = quit;
  }

  open(): void {
    const { stdin } = process;
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', this.listener);
    stdin.resume();
  }

  close(): void {
    const { stdin } = process;
    stdin.off('data', this.listener);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    this.flush();
  }

  /** Bytes of the guest's console; kept back while the monitor is open. */
  write(bytes: Uint8Array): void {
    if (this.inMonitor) this.held.push(bytes);
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
        case 'bytes':
          if (this.inMonitor) void this.command(key.bytes);
          else if (this.input !== undefined) this.machine.input(this.input, key.bytes);
          break;
      }
    }
  }

  private toggleMonitor(): void {
    this.inMonitor = !this.inMonitor;
    this.show(this.inMonitor ? `\r\n${PROMPT}` : '\r\n');
    if (!this.inMonitor) this.flush();
  }

  private flush(): void {
    for (const bytes of this.held.splice(0)) process.stdout.write(bytes);
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

/** A line being typed on a raw terminal, with echo and backspace. */
export class LineEditor {
  private text = '';
  private readonly echo: (text: string) => void;

  constructor(echo: (text: string) => void) {
    this.echo = echo;
  }

  /** Take bytes. @returns the lines that were finished */
  feed(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    for (const byte of bytes) {
      if (byte === 0x0d || byte === 0x0a) {
        this.echo('\r\n');
        lines.push(this.text);
        this.text = '';
      } else if (byte === 0x7f || byte === 0x08) {
        if (this.text.length > 0) this.echo('\b \b');
        this.text = this.text.slice(0, -1);
      } else if (byte >= 0x20 && byte < 0x7f) {
        this.text += String.fromCharCode(byte);
        this.echo(String.fromCharCode(byte));
      }
    }
    return lines;
  }
}

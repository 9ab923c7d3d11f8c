/** What the keys of the person at the terminal mean: bytes for the guest, or a wish to the emulator. */
export type Key =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'quit' }
  | { readonly kind: 'monitor' }
  | { readonly kind: 'next' }
  | { readonly kind: 'help' };

const CTRL_A = 0x01;

/** Text that Ctrl-A H shows. */
export const ESCAPE_HELP = [
  'Ctrl-A H   this help',
  'Ctrl-A X   quit',
  'Ctrl-A C   monitor and back',
  'Ctrl-A N   type into the next console',
  'Ctrl-A Ctrl-A   send Ctrl-A to the guest',
].join('\n');

/**
 * Split terminal input at the escape key Ctrl-A. The state between calls is whether the last byte was the escape key.
 */
export class EscapeDecoder {
  private escaped = false;

  decode(input: Uint8Array): Key[] {
    const keys: Key[] = [];
    let plain: number[] = [];
    const flush = () => {
      if (plain.length > 0) keys.push({ kind: 'bytes', bytes: Uint8Array.from(plain) });
      plain = [];
    };
    for (const byte of input) {
      if (!this.escaped) {
        if (byte === CTRL_A) this.escaped = true;
        else plain.push(byte);
        continue;
      }
      this.escaped = false;
      const wish = meaning(byte);
      if (wish === undefined) {
        plain.push(byte);
      } else {
        flush();
        keys.push(wish);
      }
    }
    flush();
    return keys;
  }
}

function meaning(byte: number): Key | undefined {
  switch (String.fromCharCode(byte).toLowerCase()) {
    case 'x':
      return { kind: 'quit' };
    case 'c':
      return { kind: 'monitor' };
    case 'n':
      return { kind: 'next' };
    case 'h':
    case '?':
      return { kind: 'help' };
    default:
      return undefined;
  }
}

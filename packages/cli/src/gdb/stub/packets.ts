/** What arrives from GDB. `data` holds one character a byte. */
export type Incoming =
  | { readonly kind: 'packet'; readonly data: string }
  /** A packet with a wrong checksum. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'nak' }
  /** Ctrl-C. */
  | { readonly kind: 'interrupt' };

const ESCAPE = '}';
const INTERRUPT = '\x03';
/** Longest packet taken, without frame. */
export const PACKET_SIZE = 0x4000;

/** Cuts a stream of bytes into packets. @see GDB manual, E.1 Overview */
export class PacketReader {
  private rest = '';

  push(bytes: Uint8Array): Incoming[] {
    this.rest += latin1(bytes);
    const found: Incoming[] = [];
    for (let next = this.take(); next !== undefined; next = this.take()) {
      if (next !== 'nothing') found.push(next);
    }
    return found;
  }

  private take(): Incoming | 'nothing' | undefined {
    const [first] = this.rest;
    if (first === undefined) return undefined;
    if (first !== '$') {
      this.rest = this.rest.slice(1);
      if (first === INTERRUPT) return { kind: 'interrupt' };
      return first === '-' ? { kind: 'nak' } : 'nothing';
    }
    const end = this.rest.indexOf('#');
    if (end < 0 && this.rest.length > 2 * PACKET_SIZE) this.rest = '';
    if (end < 0 || this.rest.length < end + 3) return undefined;
    const body = this.rest.slice(1, end);
    const sum = Number.parseInt(this.rest.slice(end + 1, end + 3), 16);
    this.rest = this.rest.slice(end + 3);
    return sum === checksum(body) ? { kind: 'packet', data: unescaped(body) } : { kind: 'damaged' };
  }
}

/** Put a frame around the data of a packet, one character a byte. */
export function framePacket(data: string): Uint8Array {
  const body = data.replace(/[#$}*]/g, (c) => ESCAPE + String.fromCharCode(c.charCodeAt(0) ^ 0x20));
  return bytesOf(`$${body}#${checksum(body).toString(16).padStart(2, '0')}`);
}

/** Bytes of a text of one character a byte. */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** The same the other way. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const unescaped = (body: string): string =>
  body.replace(/}(.)/gs, (_, c: string) => String.fromCharCode(c.charCodeAt(0) ^ 0x20));

function checksum(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum = (sum + body.charCodeAt(i)) & 0xff;
  return sum;
}

/**
 * The text codecs, which every host has and ECMAScript lacks. Files that are checked with Node's types get them from there.
 * @see the WHATWG Encoding Standard
 */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer | SharedArrayBuffer, options?: { stream?: boolean }): string;
}

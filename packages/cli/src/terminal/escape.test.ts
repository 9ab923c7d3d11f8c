import { describe, expect, it } from 'vitest';
import { EscapeDecoder } from './escape.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('EscapeDecoder', () => {
  it('Ctrl-C is a byte for the guest', () => {
    expect(new EscapeDecoder().decode(bytes('\x03'))).toEqual([{ kind: 'bytes', bytes: bytes('\x03') }]);
  });

  it('Ctrl-A X quits, with the bytes before it sent first', () => {
    expect(new EscapeDecoder().decode(bytes('ls\x01x'))).toEqual([
      { kind: 'bytes', bytes: bytes('ls') },
      { kind: 'quit' },
    ]);
  });

  it('an escape split over two reads still opens the monitor', () => {
    const decoder = new EscapeDecoder();
    expect(decoder.decode(bytes('\x01'))).toEqual([]);
    expect(decoder.decode(bytes('c'))).toEqual([{ kind: 'monitor' }]);
  });

  it('Ctrl-A twice sends one Ctrl-A', () => {
    expect(new EscapeDecoder().decode(bytes('\x01\x01'))).toEqual([{ kind: 'bytes', bytes: bytes('\x01') }]);
  });
});

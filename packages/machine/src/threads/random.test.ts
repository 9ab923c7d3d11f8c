import { describe, expect, it } from 'vitest';
import { chachaWord } from './random.ts';

describe('chachaWord', () => {
  it('gives the keystream of RFC 8439, appendix A.1, for a zero key', () => {
    const words = [0, 1, 2, 3].map((word) => chachaWord([0, 0, 0, 0, 0, 0, 0, 0], 0, 0, word) >>> 0);
    expect(words).toEqual([0xade0b876, 0x903df1a0, 0xe56a5d40, 0x28bd8653]);
  });

  it('differs with counter and nonce', () => {
    const key = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(new Set([chachaWord(key, 0, 0, 0), chachaWord(key, 1, 0, 0), chachaWord(key, 0, 1, 0)]).size).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { keyBytes, keyboardPin } from './keyboard.ts';

describe('keys of a monitor', () => {
  it('are pressed in order and let go in the opposite order', () => {
    expect([...keyBytes('ctrl-c')]).toEqual([0x14, 0x21, 0xf0, 0x21, 0xf0, 0x14]);
  });

  it('an unknown key is told by name', () => {
    expect(() => keyBytes('ctrl-turbo')).toThrow('sendkey ctrl-turbo: no key is named "turbo"');
  });

  it('go to the keyboard, not to the mouse of the same kind', () => {
    const pl050 = (name: string, device: string) => ({ name, type: 'pl050', clusters: ['cpu'], options: { device } });
    expect(keyboardPin([pl050('kmi1', 'mouse'), pl050('kmi0', 'keyboard')])).toBe('kmi0.events');
  });
});

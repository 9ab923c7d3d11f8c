import { describe, expect, it } from 'vitest';
import { mousePin, moveBytes } from './mouse.ts';

describe('a mouse', () => {
  it('counts up where screens count down', () => {
    expect([...moveBytes({ buttons: 1, right: 5, down: 3, wheel: -1 })]).toEqual([1, 5, 0xfd, 0xff]);
  });

  it('goes a long way in several movements', () => {
    const bytes = moveBytes({ buttons: 0, right: -300, down: 0, wheel: 0 });
    expect(bytes.length).toBe(12);
    expect([1, 5, 9].reduce((sum, i) => sum + ((bytes[i]! << 24) >> 24), 0)).toBe(-300);
  });

  it('is not the keyboard of the same kind', () => {
    const pl050 = (name: string, device: string) => ({ name, type: 'pl050', clusters: ['cpu'], options: { device } });
    expect(mousePin([pl050('kmi0', 'keyboard'), pl050('kmi1', 'mouse')])).toBe('kmi1.events');
    expect(mousePin([{ name: 'keyboard', type: 'i8042', clusters: ['cpu'], options: {} }])).toBe('keyboard.moves');
    expect(mousePin([pl050('kmi0', 'keyboard')])).toBeUndefined();
  });
});

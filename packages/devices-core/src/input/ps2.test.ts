import { describe, expect, it } from 'vitest';
import { scanCode } from './key-codes.ts';
import { PS2_QUEUE, PS2_REGS, type Ps2Port, ps2Key, ps2Move, ps2Reset, ps2Take, ps2Waiting, ps2Write } from './ps2.ts';

function plug(kind: 'keyboard' | 'mouse'): Ps2Port {
  const port = { regs: new Uint8Array(PS2_REGS), queue: new Uint8Array(PS2_QUEUE) };
  ps2Reset(port, kind);
  return port;
}
const send = (port: Ps2Port, ...bytes: number[]) => {
  for (const byte of bytes) ps2Write(port, byte);
  return Array.from({ length: ps2Waiting(port) }, () => ps2Take(port));
};

describe('keyboard', () => {
  it.each([
    ['reset', [0xff], [0xfa, 0xaa]],
    ['identify', [0xf2], [0xfa, 0xab, 0x83]],
    ['LEDs', [0xed, 7], [0xfa, 0xfa]],
    ['scan code set?', [0xf0, 0], [0xfa, 0xfa, 2]],
    ['echo', [0xee], [0xee]],
    ['nonsense', [0x01], [0xfe]],
  ])('answers %s', (_what, bytes, answer) => {
    expect(send(plug('keyboard'), ...bytes)).toEqual(answer);
  });

  it('sends keys while scanning is on', () => {
    const port = plug('keyboard');
    for (const byte of [...scanCode('KeyA', true), ...scanCode('ArrowUp', false)]) ps2Key(port, byte);
    expect(send(port)).toEqual([0x1c, 0xe0, 0xf0, 0x75]);
    send(port, 0xf5);
    ps2Key(port, 0x1c);
    expect(ps2Waiting(port)).toBe(0);
  });
});

describe('mouse', () => {
  it('reports movement once it is enabled', () => {
    const port = plug('mouse');
    ps2Move(port, 1, 5, -2, 0);
    expect(send(port, 0xf4)).toEqual([0xfa]);
    ps2Move(port, 1, 5, -2, 0);
    expect(send(port)).toEqual([0x29, 5, 0xfe]);
  });

  it('becomes a wheel mouse by the knock', () => {
    const port = plug('mouse');
    send(port, 0xf3, 200, 0xf3, 100, 0xf3, 80);
    expect(send(port, 0xf2)).toEqual([0xfa, 3]);
    send(port, 0xf4);
    ps2Move(port, 0, 0, 0, -1);
    expect(send(port)).toEqual([8, 0, 0, 0xff]);
  });

  it('answers reset with its type', () => {
    expect(send(plug('mouse'), 0xff)).toEqual([0xfa, 0xaa, 0]);
  });
});

it('a full queue drops and never overflows', () => {
  const port = plug('keyboard');
  for (let i = 0; i < 200; i++) ps2Key(port, i);
  expect(ps2Waiting(port)).toBe(PS2_QUEUE);
});

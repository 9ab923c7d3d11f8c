import { scanCode } from '@tutti/devices-core';
import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { i8042 } from './i8042.ts';

const DATA = 0;
const COMMAND = 4;
const bench = (): Bench => new Bench([{ name: 'kbc', type: 'i8042' }], { i8042 });
const data = (b: Bench): number => b.read('kbc', DATA, 1);
const status = (b: Bench): number => b.read('kbc', COMMAND, 1);
const command = (b: Bench, code: number, ...bytes: number[]): void => {
  b.write('kbc', COMMAND, code, 1);
  for (const byte of bytes) b.write('kbc', DATA, byte, 1);
};

describe('controller', () => {
  it('the self-test passes, and the system bit stands in the status', () => {
    const b = bench();
    command(b, 0xaa);
    expect(status(b) & 5).toBe(5);
    expect(data(b)).toBe(0x55);
    expect(status(b) & 1).toBe(0);
  });

  it('the command byte reads as it was written', () => {
    const b = bench();
    command(b, 0x60, 0x61);
    command(b, 0x20);
    expect(data(b)).toBe(0x61);
  });

  it('a byte looped back as the mouse’s carries the mouse bit and interrupt 12', () => {
    const b = bench();
    command(b, 0xd3, 0x5a);
    expect(status(b) & 0x21).toBe(0x21);
    expect(b.level('kbc.mouse')).toBe(true);
    expect(data(b)).toBe(0x5a);
    expect(b.level('kbc.mouse')).toBe(false);
  });

  it('a pulse of bit 0 resets the machine', () => {
    const b = bench();
    command(b, 0xfe);
    expect(b.calls.map((c) => c.name)).toEqual(['reset']);
  });
});

describe('keyboard', () => {
  it('keys come in set 1, each byte with an interrupt', () => {
    const b = bench();
    b.input('kbc.keys', [...scanCode('KeyA', true), ...scanCode('KeyA', false), ...scanCode('ArrowUp', true)]);
    expect(b.level('kbc.keyboard')).toBe(true);
    expect([data(b), data(b), data(b), data(b)]).toEqual([0x1e, 0x9e, 0xe0, 0x48]);
    expect(b.level('kbc.keyboard')).toBe(false);
  });

  it('without translation keys come in set 2', () => {
    const b = bench();
    command(b, 0x60, 0x01);
    b.input('kbc.keys', scanCode('KeyA', false));
    expect([data(b), data(b)]).toEqual([0xf0, 0x1c]);
  });

  it('a disabled keyboard keeps its bytes', () => {
    const b = bench();
    command(b, 0xad);
    b.input('kbc.keys', scanCode('KeyA', true));
    expect(status(b) & 1).toBe(0);
    command(b, 0xae);
    expect(data(b)).toBe(0x1e);
  });

  it('identifies itself', () => {
    const b = bench();
    b.write('kbc', DATA, 0xf2, 1);
    expect([data(b), data(b), data(b)]).toEqual([0xfa, 0xab, 0x41]);
  });
});

describe('mouse', () => {
  it('answers through the controller and reports movements once enabled', () => {
    const b = bench();
    command(b, 0xd4, 0xf4);
    expect(status(b) & 0x21).toBe(0x21);
    expect(data(b)).toBe(0xfa);
    b.input('kbc.moves', [1, 5, 0xfe, 0]);
    expect([data(b), data(b), data(b)]).toEqual([0x29, 5, 0xfe]);
  });
});

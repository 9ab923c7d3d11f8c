import { memoryBlock } from '@tutti/devices-core';
import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { pl180 } from './pl180.ts';
import { PL180 } from './pl180-map.ts';

const { at, bits } = PL180;
const S = bits.MCIStatus;
const ENABLE = 0x400;
const SHORT = 0x440;
const LONG = 0x4c0;

function slot(withCard = true, readOnly = false) {
  const image = new Uint8Array(1024 * 1024).map((_, i) => (i >>> 9) & 0xff);
  const blocks = withCard ? { 'm.card': memoryBlock(image, readOnly) } : {};
  return { image, bench: new Bench([{ name: 'm', type: 'pl180' }], { pl180 }, { blocks }) };
}

/** Send a command; @returns first response word, or the failing status. */
function send(bench: Bench, index: number, argument: number, flags = SHORT): number {
  bench.write('m', at.MCIClear, 0x7ff);
  bench.write('m', at.MCIArgument, argument);
  bench.write('m', at.MCICommand, flags | index);
  const status = bench.read('m', at.MCIStatus);
  return (status & S.CmdTimeOut) !== 0 ? -1 : bench.read('m', at.MCIResponse);
}

/** Identify and select the card as a driver does. */
function select(bench: Bench): number {
  send(bench, 0, 0, ENABLE);
  send(bench, 8, 0x1aa);
  send(bench, 55, 0);
  send(bench, 41, 0x40ff8000);
  send(bench, 2, 0, LONG);
  const rca = send(bench, 3, 0) & 0xffff0000;
  send(bench, 7, rca);
  return rca >>> 0;
}

function startData(bench: Bench, length: number, fromCard: boolean): void {
  bench.write('m', at.MCIDataLength, length);
  bench.write('m', at.MCIDataCtrl, (9 << 4) | (fromCard ? 2 : 0) | 1);
}

function readAll(bench: Bench, length: number): number[] {
  const words: number[] = [];
  while (words.length < length / 4) {
    bench.runWork();
    if ((bench.read('m', at.MCIStatus) & S.RxDataAvlbl) === 0) break;
    words.push(bench.read('m', at.MCIFIFO));
  }
  return words;
}

describe('identification', () => {
  it('leads to a selected card', () => {
    const { bench } = slot();
    expect(send(bench, 8, 0x1aa)).toBe(0x1aa);
    expect(send(bench, 55, 0) & 0x20).toBe(0x20);
    expect(send(bench, 41, 0x40ff8000)).toBe(0xc0ff8000);
    const rca = select(bench);
    expect((send(bench, 13, rca) >>> 9) & 15).toBe(4);
  });

  it('tells the capacity', () => {
    const { bench } = slot();
    const rca = select(bench);
    send(bench, 9, rca, LONG);
    const words = [0, 1, 2, 3].map((i) => bench.read('m', at.MCIResponse + 4 * i));
    expect([(words[0] ?? 0) >>> 30, ((words[1] ?? 0) & 0x3f) * 65536 + ((words[2] ?? 0) >>> 16)]).toEqual([1, 1]);
  });

  it('times out without a card', () => {
    const { bench } = slot(false);
    expect([send(bench, 8, 0x1aa), bench.level('m.present')]).toEqual([-1, false]);
    expect(slot().bench.level('m.present')).toBe(true);
  });
});

describe('reading', () => {
  it('one block comes through the FIFO', () => {
    const { bench } = slot();
    select(bench);
    startData(bench, 512, true);
    send(bench, 17, 5);
    const words = readAll(bench, 512);
    expect([words.length, words[0], words[127]]).toEqual([128, 0x05050505, 0x05050505]);
    expect(bench.read('m', at.MCIStatus) & S.DataEnd).toBe(S.DataEnd);
  });

  it('many blocks come in several disk accesses, until stopped', () => {
    const { bench } = slot();
    select(bench);
    startData(bench, 96 * 512, true);
    bench.write('m', at.MCIDataLength, 96 * 512);
    send(bench, 18, 1);
    const words = readAll(bench, 96 * 512);
    expect([words.length, words[128 * 95]]).toEqual([96 * 128, 0x60606060]);
    send(bench, 12, 0);
    const rca = 0x45670000;
    expect((send(bench, 13, rca) >>> 9) & 15).toBe(4);
  });

  it('interrupts when the FIFO is half full', () => {
    const { bench } = slot();
    select(bench);
    bench.write('m', at.MCIMask + 4, S.RxFifoHalfFull);
    startData(bench, 512, true);
    send(bench, 17, 0);
    expect(bench.level('m.intr[1]')).toBe(false);
    bench.runWork();
    expect([bench.level('m.intr[0]'), bench.level('m.intr[1]'), bench.read('m', at.MCIFifoCnt)]).toEqual([
      false,
      true,
      112,
    ]);
  });

  it('registers of the card come the same way', () => {
    const { bench } = slot();
    const rca = select(bench);
    startData(bench, 8, true);
    send(bench, 55, rca);
    send(bench, 51, 0);
    expect(bench.read('m', at.MCIStatus) & S.RxActive).toBe(S.RxActive);
    expect(readAll(bench, 8)).toEqual([0x0502, 0]);
    expect(bench.read('m', at.MCIStatus) & S.RxActive).toBe(0);
  });

  it('beyond the end is reported', () => {
    const { bench } = slot();
    select(bench);
    expect(send(bench, 17, 2048) >>> 31).toBe(1);
  });
});

describe('writing', () => {
  it('goes to the image, and ends when it is there', () => {
    const { bench, image } = slot();
    select(bench);
    send(bench, 24, 7);
    startData(bench, 512, false);
    for (let i = 0; i < 128; i++) bench.write('m', at.MCIFIFO, 0xa5a50000 + i);
    expect(bench.read('m', at.MCIStatus) & S.DataEnd).toBe(0);
    bench.runWork();
    expect(bench.read('m', at.MCIStatus) & S.DataEnd).toBe(S.DataEnd);
    expect([image[7 * 512], image[7 * 512 + 511], image[8 * 512]]).toEqual([0, 0xa5, 8]);
  });

  it('is refused by a protected card', () => {
    const { bench } = slot(true, true);
    select(bench);
    expect(send(bench, 24, 7) & 0x04000000).toBe(0x04000000);
  });
});

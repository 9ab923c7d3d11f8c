import { loopbackNet, netCable } from '@tutti/devices-core';
import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { lan9118 } from './lan9118.ts';
import { MAC } from './lan9118-mac.ts';
import { LAN9118 } from './lan9118-map.ts';

const { at } = LAN9118;
const RSFL = 8;
const ME = [2, 0, 0, 0, 0, 1];

function card(net = loopbackNet()): Bench {
  const bench = new Bench(
    [{ name: 'e', type: 'lan9118', options: { mac: '02:00:00:00:00:01' } }],
    { lan9118 },
    { nets: { 'e.net': net } },
  );
  bench.write('e', at.TX_CFG, 2);
  bench.write('e', at.FIFO_INT, 0xff000000);
  bench.write('e', at.IRQ_CFG, 0x111);
  setMac(bench, MAC.CR, 0xc);
  return bench;
}

function setMac(bench: Bench, register: number, value: number): void {
  bench.write('e', at.MAC_CSR_DATA, value);
  bench.write('e', at.MAC_CSR_CMD, (0x80000000 | register) >>> 0);
}

function getMac(bench: Bench, register: number): number {
  bench.write('e', at.MAC_CSR_CMD, (0xc0000000 | register) >>> 0);
  return bench.read('e', at.MAC_CSR_DATA);
}

function getPhy(bench: Bench, register: number): number {
  setMac(bench, MAC.MII_ACC, (1 << 11) | (register << 6) | 1);
  return getMac(bench, MAC.MII_DATA);
}

/** Send one frame as Linux does: one buffer, word by word. */
function send(bench: Bench, frame: readonly number[]): void {
  bench.write('e', at.TX_DATA_FIFO, 0x3000 | frame.length);
  bench.write('e', at.TX_DATA_FIFO, (0x77 << 16) | frame.length);
  for (let i = 0; i < frame.length; i += 4) {
    bench.write(
      'e',
      at.TX_DATA_FIFO,
      [0, 1, 2, 3].reduce((word, k) => word + (frame[i + k] ?? 0) * 2 ** (8 * k), 0),
    );
  }
}

const frame = (to: readonly number[], text: string) => [
  ...to,
  2,
  0,
  0,
  0,
  0,
  9,
  8,
  0,
  ...[...text].map((c) => c.charCodeAt(0)),
];

/** Take a frame with its status. */
function receive(bench: Bench): { length: number; text: string } {
  const length = (bench.read('e', at.RX_STATUS_FIFO) >>> 16) & 0x3fff;
  const words = Array.from({ length: Math.ceil(length / 4) }, () => bench.read('e', at.RX_DATA_FIFO));
  const bytes = words.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]);
  return { length, text: String.fromCharCode(...bytes.slice(14, length - 4)) };
}

describe('LAN9118', () => {
  it('identifies itself, is ready, and has its address', () => {
    const bench = card();
    expect([at.ID_REV, at.BYTE_TEST, at.PMT_CTRL].map((r) => bench.read('e', r))).toEqual([0x01180001, 0x87654321, 1]);
    expect([getMac(bench, MAC.ADDRL), getMac(bench, MAC.ADDRH)]).toEqual([0x00000002, 0x0100]);
  });

  it('has a PHY with a link', () => {
    const bench = card();
    expect([getPhy(bench, 2), getPhy(bench, 1) & 0x24]).toEqual([7, 0x24]);
  });

  it('sends frames, and reports them', () => {
    const [inside, outside] = netCable();
    const bench = card(inside);
    send(bench, frame([1, 2, 3, 4, 5, 6], 'hello'));
    expect([bench.read('e', at.TX_FIFO_INF) >>> 16, bench.read('e', at.TX_STATUS_FIFO)]).toEqual([1, 0x00770000]);
    bench.runWork();
    expect([...(outside.receive() ?? [])]).toEqual(frame([1, 2, 3, 4, 5, 6], 'hello'));
  });

  it('receives frames for it, with an interrupt, and no others', () => {
    const [inside, outside] = netCable();
    const bench = card(inside);
    bench.write('e', at.INT_EN, RSFL);
    outside.send(Uint8Array.from(frame([2, 0, 0, 0, 0, 5], 'not mine')));
    bench.runWork();
    expect(bench.level('e.intr')).toBe(false);
    outside.send(Uint8Array.from(frame(ME, 'mine')));
    outside.send(Uint8Array.from(frame([255, 255, 255, 255, 255, 255], 'all')));
    bench.runWork();
    expect([bench.level('e.intr'), bench.read('e', at.RX_FIFO_INF) >>> 16]).toEqual([true, 2]);
    expect([receive(bench), receive(bench)]).toEqual([
      { length: 22, text: 'mine' },
      { length: 21, text: 'all' },
    ]);
    bench.write('e', at.INT_STS, RSFL);
    expect([bench.level('e.intr'), bench.read('e', at.RX_FIFO_INF)]).toEqual([false, 0]);
  });

  it('honours offsets and drops the rest of a frame on demand', () => {
    const [inside, outside] = netCable();
    const bench = card(inside);
    bench.write('e', at.RX_CFG, 2 << 8);
    outside.send(Uint8Array.from(frame(ME, 'first frame of some length')));
    outside.send(Uint8Array.from(frame(ME, 'b')));
    bench.runWork();
    expect(bench.read('e', at.RX_DATA_FIFO)).toBe(0x00020000);
    bench.write('e', at.RX_DP_CTL, 0x80000000);
    bench.read('e', at.RX_DATA_FIFO);
    expect(bench.read('e', at.RX_FIFO_INF) & 0xffff).toBe(20);
  });

  it('loops frames back inside the PHY', () => {
    const bench = card();
    setMac(bench, MAC.MII_DATA, 0x4100);
    setMac(bench, MAC.MII_ACC, (1 << 11) | 3);
    send(bench, frame(ME, 'loop'));
    expect(receive(bench)).toEqual({ length: 22, text: 'loop' });
  });

  it('says when the receiver has stopped, and keeps frames outside meanwhile', () => {
    const [inside, outside] = netCable();
    const bench = card(inside);
    bench.write('e', at.INT_EN, 1 << 24);
    setMac(bench, MAC.CR, 8);
    outside.send(Uint8Array.from(frame(ME, 'wait')));
    bench.runWork();
    expect([bench.level('e.intr'), bench.read('e', at.RX_FIFO_INF)]).toEqual([true, 0]);
    setMac(bench, MAC.CR, 0xc);
    bench.runWork();
    expect(receive(bench).text).toBe('wait');
  });

  it('raises the software interrupt for drivers that test their line', () => {
    const bench = card();
    bench.write('e', at.INT_EN, 0x80000000);
    expect(bench.level('e.intr')).toBe(true);
    bench.write('e', at.INT_STS, 0x80000000);
    expect(bench.level('e.intr')).toBe(false);
  });
});

import { netCable } from '@tutti/devices-core';
import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { e1000 } from './e1000.ts';
import { E1000, E1000_CONFIG_AT } from './e1000-map.ts';

const RAM_AT = 0x8000_0000;
const RING = 0x0;
const DATA = 0x1000;
const { at } = E1000;
const MAC = [0x52, 0x54, 0, 0x12, 0x34, 0x57];

function rig() {
  const [card, peer] = netCable();
  const options = { device: 'net', mac: '52:54:00:12:34:57' };
  const bench = new Bench(
    [{ name: 'eth', type: 'e1000', options }],
    { e1000 },
    { ramAt: RAM_AT, nets: { 'eth.net': card } },
  );
  const set = (register: keyof typeof at, value: number): void => bench.write('eth', at[register], value);
  const get = (register: keyof typeof at): number => bench.read('eth', at[register]);
  const view = new DataView(bench.ram.buffer);
  const words = (offset: number, ...values: number[]): void =>
    values.forEach((value, i) => {
      view.setUint32(offset + 4 * i, value >>> 0, true);
    });
  return { bench, peer, set, get, words };
}

/** Ring of 8 descriptors, of which the first `count` are to be sent. */
function send({ bench, set }: ReturnType<typeof rig>, count: number): void {
  set('TDBAL', RAM_AT + RING);
  set('TDLEN', 128);
  set('TDH', 0);
  set('TCTL', 2);
  set('TDT', count);
  bench.runWork();
}

describe('identity', () => {
  it('the EEPROM holds the address and has the sum that drivers check', () => {
    const r = rig();
    const words = Array.from({ length: 64 }, (_, i) => {
      r.set('EERD', (i << 8) | 1);
      return r.get('EERD') >>> 16;
    });
    expect(words.slice(0, 3)).toEqual([0x5452, 0x1200, 0x5734]);
    expect(words.reduce((sum, w) => (sum + w) & 0xffff)).toBe(0xbaba);
  });

  it('the EEPROM says the same bit by bit, as drivers that know no other way ask it', () => {
    const r = rig();
    const [clock, select, dataIn, dataOut, request, grant] = [1, 2, 4, 8, 0x40, 0x80];
    const shift = (bits: number): boolean => {
      r.set('EECD', request | select | bits);
      r.set('EECD', request | select | bits | clock);
      const out = (r.get('EECD') & dataOut) !== 0;
      r.set('EECD', request | select | bits);
      return out;
    };
    const word = (address: number): number => {
      r.set('EECD', request);
      r.set('EECD', request | select);
      for (const bit of (0b110_000000 | address).toString(2)) shift(bit === '1' ? dataIn : 0);
      return Array.from({ length: 16 }, () => shift(0)).reduce((value, bit) => value * 2 + Number(bit), 0);
    };
    r.set('EECD', request);
    expect(r.get('EECD') & (grant | 0x200)).toBe(grant);
    const words = Array.from({ length: 64 }, (_, i) => word(i));
    expect(words.slice(0, 3)).toEqual([0x5452, 0x1200, 0x5734]);
    expect(words.reduce((sum, w) => (sum + w) & 0xffff)).toBe(0xbaba);
  });

  it('two ports reach every register', () => {
    const r = rig();
    r.set('IOADDR', at.TDLEN);
    r.set('IODATA', 128);
    expect([r.get('TDLEN'), r.get('IODATA')]).toEqual([128, 128]);
    r.set('IOADDR', at.CTRL);
    r.set('IODATA', 1 << 26);
    expect(r.get('TDLEN')).toBe(0);
    r.set('IOADDR', at.IODATA);
    expect(r.get('IODATA')).toBe(0);
  });

  it('the PHY tells who it is, and that the link is up', () => {
    const r = rig();
    const phy = (register: number): number => {
      r.set('MDIC', (2 << 26) | (1 << 21) | (register << 16));
      return r.get('MDIC') & 0xffff;
    };
    expect([phy(2), phy(3), phy(1) & 4]).toEqual([0x0141, 0x0c20, 4]);
  });

  it('a card that nobody gave a network is not there', () => {
    const bench = new Bench([{ name: 'eth', type: 'e1000' }], { e1000 });
    expect(bench.read('eth', E1000_CONFIG_AT, 4)).toBe(0xffff_ffff);
  });
});

describe('transmitter', () => {
  it('sends a frame of two pieces, reports it, and interrupts', () => {
    const r = rig();
    r.bench.ram.set([...MAC, ...MAC, 8, 0, 1, 2, 3, 4], DATA);
    r.words(RING, RAM_AT + DATA, 0, 14, 0, RAM_AT + DATA + 14, 0, 4 | 0x0900_0000, 0);
    r.set('IMS', 1);
    send(r, 2);
    expect([...(r.peer.receive() ?? [])]).toEqual([...MAC, ...MAC, 8, 0, 1, 2, 3, 4]);
    expect([r.get('TDH'), (r.bench.ram[RING + 28] ?? 0) & 1]).toEqual([2, 1]);
    expect(r.bench.level('eth.intr')).toBe(true);
    expect(r.get('ICR') & 1).toBe(1);
    expect(r.bench.level('eth.intr')).toBe(false);
  });

  it('puts the checksum where the context says', () => {
    const r = rig();
    r.bench.ram.set([...new Array<number>(14).fill(0), 0x12, 0x34, 0, 0, 0x56, 0x78], DATA);
    r.words(RING, 0, (14 << 0) | (16 << 8), 0x2000_0000, 0);
    r.words(RING + 16, RAM_AT + DATA, 0, 20 | 0x2910_0000, 0x0200);
    send(r, 2);
    expect([...(r.peer.receive() ?? []).slice(14)]).toEqual([0x12, 0x34, 0x97, 0x53, 0x56, 0x78]);
  });

  it('cuts a packet into segments with their own lengths, numbers and flags', () => {
    const r = rig();
    const headers = new Uint8Array(54);
    headers.set([8, 0, 0x45, 0, 0, 0, 0, 7], 12);
    headers.set([0, 0, 0x10, 0, 0, 0, 0, 0, 0x50, 0x19], 38);
    r.bench.ram.set(headers, DATA);
    r.bench.ram.fill(0x61, DATA + 54, DATA + 54 + 250);
    r.words(RING, 14 | (24 << 8) | (33 << 16), 34 | (50 << 8), 0x2700_0000 | 250, (54 << 8) | (100 << 16));
    r.words(RING + 16, RAM_AT + DATA, 0, 304 | 0x2d10_0000, 0x0300);
    send(r, 2);
    const frames = [r.peer.receive(), r.peer.receive(), r.peer.receive()].map(
      (f) => new DataView((f ?? new Uint8Array(64)).slice().buffer),
    );
    expect(frames.map((f) => f.byteLength)).toEqual([154, 154, 104]);
    expect(frames.map((f) => [f.getUint16(16), f.getUint16(18), f.getUint32(38), f.getUint8(47)])).toEqual([
      [140, 7, 0x1000, 0x10],
      [140, 8, 0x1064, 0x10],
      [90, 9, 0x10c8, 0x19],
    ]);
    expect(r.peer.receive()).toBeUndefined();
  });
});

describe('receiver', () => {
  function listening(control: number) {
    const r = rig();
    r.words(RING, RAM_AT + DATA, 0, 0, 0, RAM_AT + DATA + 0x800, 0, 0, 0);
    r.set('RDBAL', RAM_AT + RING);
    r.set('RDLEN', 128);
    r.set('RDT', 2);
    r.set('RCTL', control);
    return r;
  }
  const frame = (to: readonly number[]): Uint8Array => Uint8Array.from([...to, ...MAC, 8, 0, 9, 9]);

  it('puts a frame for its address into the next buffer, padded and with room for the CRC', () => {
    const r = listening(2);
    r.peer.send(frame(MAC));
    r.bench.runWork();
    expect([...r.bench.ram.subarray(RING + 8, RING + 13)]).toEqual([64, 0, 0, 0, 7]);
    expect([r.bench.ram[DATA], r.bench.ram[DATA + 14], r.get('RDH'), r.get('ICR') & 0x80]).toEqual([0x52, 9, 1, 0x80]);
  });

  it('takes broadcasts when told, and frames for others never', () => {
    const r = listening(2 | 0x8000);
    r.peer.send(frame([2, 2, 2, 2, 2, 2]));
    r.peer.send(frame([255, 255, 255, 255, 255, 255]));
    r.bench.runWork();
    expect([r.get('RDH'), r.bench.ram[DATA]]).toEqual([1, 255]);
  });

  it('keeps frames waiting while it has no buffers', () => {
    const r = listening(2);
    r.set('RDT', 0);
    r.peer.send(frame(MAC));
    r.bench.runWork();
    expect(r.get('RDH')).toBe(0);
    r.set('RDT', 2);
    r.bench.runWork();
    expect(r.get('RDH')).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { TestDriver } from '../../test/virtio-driver.ts';
import { memoryBlock } from '../backends/block.ts';
import { loopbackNet, netCable } from '../backends/net.ts';
import { hammer } from '../testing/index.ts';
import { VIRTIO_MMIO } from './transport-map.ts';

const { at } = VIRTIO_MMIO;
const HEADER = 0x8001_0000;
const DATA = 0x8002_0000;
const STATUS = 0x8003_0000;
const BOTH = [2, 1];

const header = (type: number, sector: number) => [type, 0, 0, 0, 0, 0, 0, 0, sector, 0, 0, 0, 0, 0, 0, 0];

function disk(version: number, readOnly = false) {
  const image = new Uint8Array(8 * 512).map((_, i) => i >>> 9);
  const driver = new TestDriver(
    { device: 'block', version, serial: 'ABC' },
    { blocks: { 'v.disk': memoryBlock(image, readOnly) } },
  );
  driver.start(1);
  /** One request; @returns [status byte, used bytes]. */
  const request = (type: number, sector: number, length: number, toGuest: boolean): [number, number] => {
    driver.put(HEADER, header(type, sector));
    driver.put(STATUS, [0xff]);
    driver.offer(0, [
      { gpa: HEADER, length: 16 },
      { gpa: DATA, length, write: toGuest },
      { gpa: STATUS, length: 1, write: true },
    ]);
    driver.kick(0);
    return [driver.bench.ram[0x30000] ?? -1, driver.used(0).at(-1)?.[1] ?? -1];
  };
  return { driver, image, request };
}

describe('transport', () => {
  it.each(BOTH)('version %i identifies itself', (version) => {
    const { read } = new TestDriver({ device: 'rng', version });
    expect([read(at.MagicValue), read(at.Version), read(at.DeviceID)]).toEqual([0x74726976, version, 4]);
  });

  it('without a device is an empty slot', () => {
    const { read } = new TestDriver({});
    expect([read(at.DeviceID), read(at.QueueNumMax)]).toEqual([0, 0]);
  });

  it('refuses features that were not offered', () => {
    const driver = new TestDriver({ device: 'rng' });
    driver.write(at.DriverFeatures, 1);
    driver.write(at.Status, 0xb);
    expect(driver.read(at.Status)).toBe(3);
  });

  it('refuses a modern driver that does not accept VERSION_1', () => {
    const driver = new TestDriver({ device: 'rng' });
    driver.write(at.Status, 0xb);
    expect(driver.read(at.Status)).toBe(3);
  });

  it('reset forgets queues and interrupts', () => {
    const { driver, request } = disk(2);
    request(0, 0, 512, true);
    expect(driver.bench.level('v.intr')).toBe(true);
    driver.write(at.Status, 0);
    expect([driver.read(at.QueueReady), driver.read(at.InterruptStatus), driver.bench.level('v.intr')]).toEqual([
      0,
      0,
      false,
    ]);
  });

  it('survives random accesses', () => {
    const { driver } = disk(2);
    expect(() => hammer(driver.bench, 'v', 7, 4000)).not.toThrow();
  });
});

describe('block', () => {
  it.each(BOTH)('version %i reads and writes sectors', (version) => {
    const { driver, image, request } = disk(version);
    expect(request(0, 3, 1024, true)).toEqual([0, 1025]);
    expect([driver.bench.ram[0x20000], driver.bench.ram[0x20000 + 512]]).toEqual([3, 4]);
    driver.put(DATA, new Array<number>(512).fill(0x5a));
    expect(request(1, 7, 512, false)).toEqual([0, 1]);
    expect([image[7 * 512 - 1], image[7 * 512]]).toEqual([6, 0x5a]);
  });

  it('interrupts until acknowledged, and not when the driver asks for quiet', () => {
    const { driver, request } = disk(2);
    request(4, 0, 0, false);
    expect([driver.read(at.InterruptStatus), driver.bench.level('v.intr')]).toEqual([1, true]);
    driver.write(at.InterruptACK, 1);
    expect(driver.bench.level('v.intr')).toBe(false);
    driver.quiet(0);
    request(4, 0, 0, false);
    expect(driver.bench.level('v.intr')).toBe(false);
  });

  it('has a capacity and an identification', () => {
    const { driver, request } = disk(2);
    expect([driver.read(at.Config), driver.read(at.Config + 20)]).toEqual([8, 512]);
    expect(request(8, 0, 20, true)).toEqual([0, 21]);
    expect(driver.text(DATA, 4)).toBe('ABC\0');
  });

  it.each([
    ['beyond the end', 0, 7, 1024, true, 1],
    ['of half a sector', 0, 0, 100, true, 1],
    ['of an unknown type', 99, 0, 512, true, 2],
  ])('a request %s fails', (_what, type, sector, length, toGuest, status) => {
    const { request } = disk(2);
    expect(request(type, sector, length, toGuest)[0]).toBe(status);
  });

  it('a read-only disk says so and refuses writes', () => {
    const { driver, image, request } = disk(2, true);
    expect(driver.read(at.DeviceFeatures) & 0x20).toBe(0);
    driver.write(at.DeviceFeaturesSel, 0);
    expect(driver.read(at.DeviceFeatures) & 0x20).toBe(0x20);
    expect(request(1, 0, 512, false)[0]).toBe(1);
    expect(image[0]).toBe(0);
  });

  it('follows indirect descriptors', () => {
    const { driver } = disk(2);
    const table = 0x8004_0000;
    driver.put(HEADER, header(0, 1));
    driver.describe(0x40000, HEADER, 16, 1, 1);
    driver.describe(0x40010, DATA, 512, 3, 2);
    driver.describe(0x40020, STATUS, 1, 2, 0);
    driver.describe(0, table, 48, 4, 0);
    driver.expose(0, 0);
    driver.kick(0);
    expect([driver.used(0), driver.bench.ram[0x20000]]).toEqual([[[0, 513]], 1]);
  });
});

describe('a hostile queue', () => {
  it.each([
    ['a loop', (d: TestDriver) => d.describe(0, DATA, 16, 1, 0)],
    ['an index beyond the table', (d: TestDriver) => d.describe(0, DATA, 16, 1, 100)],
    [
      'an indirect table in an indirect table',
      (d: TestDriver) => {
        d.describe(0, 0x8004_0000, 16, 4, 0);
        d.describe(0x40000, 0x8004_0000, 16, 4, 0);
      },
    ],
    [
      'readable after writable',
      (d: TestDriver) => {
        d.describe(0, DATA, 16, 3, 1);
        d.describe(16, DATA, 16, 0, 0);
      },
    ],
  ])('with %s stops the device until it is reset', (_what, prepare) => {
    const { driver } = disk(2);
    prepare(driver);
    driver.expose(0, 0);
    driver.kick(0);
    expect([driver.read(at.Status) & 0x40, driver.read(at.InterruptStatus), driver.used(0)]).toEqual([0x40, 2, []]);
    driver.write(at.Status, 0);
    expect(driver.start(1)).toBe(0xf);
  });
});

describe('net', () => {
  it.each([
    [2, 12],
    [1, 10],
  ])('version %i sends a frame and receives it back', (version, headerBytes) => {
    const driver = new TestDriver(
      { device: 'net', version, mac: '02:00:00:00:00:07' },
      { nets: { 'v.net': loopbackNet() } },
    );
    driver.start(2);
    driver.offer(0, [{ gpa: DATA, length: 1526, write: true }]);
    driver.kick(0);
    driver.put(HEADER + headerBytes, 'destinsourcety: hello');
    driver.offer(1, [{ gpa: HEADER, length: headerBytes + 21 }]);
    driver.kick(1);
    expect([driver.used(1), driver.used(0)]).toEqual([[[0, 0]], [[0, headerBytes + 21]]]);
    expect(driver.text(DATA + headerBytes, 21)).toBe('destinsourcety: hello');
    expect(driver.read(at.Config + 5, 1)).toBe(7);
  });

  it('leaves frames outside while the guest has no buffers', () => {
    const [inside, outside] = netCable();
    const driver = new TestDriver({ device: 'net' }, { nets: { 'v.net': inside } });
    driver.start(2);
    outside.send(new Uint8Array(60).fill(0x61));
    driver.bench.runWork();
    expect(driver.used(0)).toEqual([]);
    driver.offer(0, [{ gpa: DATA, length: 1526, write: true }]);
    driver.kick(0);
    expect(driver.used(0)).toEqual([[0, 72]]);
  });
});

describe('console', () => {
  it('writes and reads', () => {
    const driver = new TestDriver({ device: 'console' });
    driver.start(2);
    driver.put(DATA, 'out');
    driver.offer(1, [{ gpa: DATA, length: 3 }]);
    driver.kick(1);
    expect(driver.bench.output('v.tx')).toBe('out');
    driver.offer(0, [{ gpa: STATUS, length: 16, write: true }]);
    driver.kick(0);
    driver.bench.input('v.rx', 'in');
    driver.bench.runWork();
    expect([driver.used(0), driver.text(STATUS, 2)]).toEqual([[[0, 2]], 'in']);
  });

  it('goes on where it stopped when the outside was busy', () => {
    const driver = new TestDriver({ device: 'console' });
    driver.start(2);
    driver.bench.block('v.tx', true);
    driver.put(DATA, 'later');
    driver.offer(1, [{ gpa: DATA, length: 5 }]);
    driver.kick(1);
    expect(driver.used(1)).toEqual([]);
    driver.bench.block('v.tx', false);
    driver.bench.advance(1e6);
    driver.bench.runWork();
    expect([driver.used(1), driver.bench.output('v.tx')]).toEqual([[[0, 0]], 'later']);
  });
});

it('rng repeats itself with the same seed', () => {
  const bytes = [1, 2].map(() => {
    const driver = new TestDriver({ device: 'rng', seed: 5 });
    driver.start(1);
    driver.offer(0, [{ gpa: DATA, length: 32, write: true }]);
    driver.kick(0);
    return driver.text(DATA, 32);
  });
  expect(bytes[0]).toBe(bytes[1]);
  expect(new Set(bytes[0]).size).toBeGreaterThan(16);
});

describe('9p', () => {
  const serve = (answer: readonly number[]) => {
    const asked: number[][] = [];
    const exchange = (request: Uint8Array, room: number): Uint8Array => {
      asked.push([room, ...request]);
      return Uint8Array.from(answer);
    };
    const shares = { 'v.share': { exchange, inUse: false, close: () => undefined } };
    const driver = new TestDriver({ device: '9p', tag: 'host' }, { shares });
    driver.start(1);
    return { driver, asked };
  };

  it('tells its tag', () => {
    const { driver } = serve([]);
    expect(driver.read(at.DeviceID)).toBe(9);
    expect([0, 1, 2, 5].map((i) => driver.read(at.Config + i, 1))).toEqual([4, 0, 0x68, 0x74]);
  });

  it('takes a message apart in pieces and puts the answer into pieces', () => {
    const { driver, asked } = serve([1, 2, 3, 4, 5]);
    driver.put(DATA, [10, 11, 12]);
    driver.put(HEADER, [13, 14]);
    driver.offer(0, [
      { gpa: DATA, length: 3 },
      { gpa: HEADER, length: 2 },
      { gpa: STATUS, length: 2, write: true },
      { gpa: STATUS + 16, length: 20, write: true },
    ]);
    driver.kick(0);
    expect(asked).toEqual([[22, 10, 11, 12, 13, 14]]);
    expect(driver.used(0)).toEqual([[0, 5]]);
    expect([...driver.bench.ram.subarray(0x30000, 0x30003), driver.bench.ram[0x30010]]).toEqual([1, 2, 0, 3]);
  });

  it('gives a buffer without room for an answer back', () => {
    const { driver, asked } = serve([1]);
    driver.offer(0, [{ gpa: DATA, length: 3 }]);
    driver.kick(0);
    expect([asked, driver.used(0)]).toEqual([[], [[0, 0]]]);
  });
});

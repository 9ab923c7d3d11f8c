import { type MmioTarget, PhysicalMap, type PhysicalRegion } from '@tutti/softmmu';
import { describe, expect, it } from 'vitest';
import { openBus, PortSpace } from './port-space.ts';

/** A device that answers reads with its number and the offset, and remembers writes. */
function device(number: number, log: string[]): MmioTarget {
  return {
    read: (offset, bytes) => {
      log.push(`${number}: read ${bytes} at ${offset}`);
      return (number * 16 + offset) % 256;
    },
    write: (offset, bytes, value) => void log.push(`${number}: ${value.toString(16)} in ${bytes} at ${offset}`),
  };
}

function space() {
  const log: string[] = [];
  const regions: PhysicalRegion[] = [
    openBus((port, value) =>
      log.push(`nothing at ${port.toString(16)}${value === undefined ? '' : ` takes ${value}`}`),
    ),
    { name: 'a', gpa: 0xcf8, bytes: 8, kind: 'mmio', target: device(1, log) },
    { name: 'b', gpa: 0xcf9, bytes: 1, kind: 'mmio', target: device(2, log) },
  ];
  return { log, ports: new PortSpace(new PhysicalMap(new SharedArrayBuffer(65536), regions)) };
}

describe('I/O ports', () => {
  it('where nothing answers read as ones in every width', () => {
    const { ports, log } = space();
    expect([ports.in(0x60, 1, 0), ports.in(0x60, 2, 0), ports.in(0x60, 4, 0)]).toEqual([0xff, 0xffff, 0xffff_ffff]);
    expect(log).toEqual(['nothing at 60', 'nothing at 60', 'nothing at 60']);
  });

  it('a device inside another sees accesses at its own port alone', () => {
    const { ports, log } = space();
    ports.out(0xcf8, 4, 0x8000_0000, 0);
    ports.out(0xcf9, 1, 6, 0);
    expect(log).toEqual(['1: 80000000 in 4 at 0', '2: 6 in 1 at 0']);
  });

  it('an access over the end of a device is made byte by byte', () => {
    const { ports, log } = space();
    expect(ports.in(0xcff, 2, 0)).toBe(0xff17);
    ports.out(0xcfe, 4, 0x44332211, 0);
    expect(log).toEqual([
      '1: read 1 at 7',
      'nothing at d00',
      '1: 11 in 1 at 6',
      '1: 22 in 1 at 7',
      'nothing at d00 takes 51',
      'nothing at d01 takes 68',
    ]);
  });

  it('the last port is followed by the first', () => {
    const { ports } = space();
    expect(ports.in(0xffff, 2, 0)).toBe(0xffff);
  });
});

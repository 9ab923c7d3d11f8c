import type { PhysicalMap, PhysicalRegion } from '@tutti/softmmu';

const PORTS = 0x1_0000;

/**
 * Where no device answers: reads give ones, as a bus that nobody drives.
 * @param tell  hears of every access that meets nothing
 */
export function openBus(tell: (port: number, value: number | undefined) => void): PhysicalRegion {
  return {
    name: 'open bus',
    gpa: 0,
    bytes: PORTS,
    kind: 'mmio',
    target: {
      read(offset, bytes) {
        tell(offset, undefined);
        return bytes === 4 ? 0xffff_ffff : bytes === 2 ? 0xffff : 0xff;
      },
      write: (offset, _bytes, value) => tell(offset, value),
    },
  };
}

/** The I/O ports of a cluster on one thread: a second address space, of 64 KiB. An access that two devices share is made byte by byte. */
export class PortSpace {
  private readonly map: PhysicalMap;

  /** @param map  of the ports as regions; the first of them an open bus, so that every port is someone's */
  constructor(map: PhysicalMap) {
    this.map = map;
  }

  /** @returns the unsigned value of 1, 2 or 4 bytes */
  in(port: number, bytes: 1 | 2 | 4, core: number): number {
    if (this.whole(port, bytes)) return this.map.read(port, bytes, core);
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.map.read((port + i) % PORTS, 1, core) * 256 ** i;
    return value;
  }

  out(port: number, bytes: 1 | 2 | 4, value: number, core: number): void {
    if (this.whole(port, bytes)) this.map.write(port, bytes, value, core);
    else for (let i = 0; i < bytes; i++) this.map.write((port + i) % PORTS, 1, (value >>> (8 * i)) & 0xff, core);
  }

  private whole(port: number, bytes: number): boolean {
    if (bytes === 1) return true;
    this.map.refresh(false);
    const segment = this.map.find(port);
    if (segment === null) return false;
    // A device inside the ports of another (CF9h in CF8h-CFBh) does not see accesses that begin before it.
    return port + bytes <= segment.start - segment.offset + segment.region.bytes;
  }
}

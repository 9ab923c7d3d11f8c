import {
  ACCESS,
  CORE,
  EXIT,
  type GuestShape,
  type LlscScheme,
  memOperand,
  OPCODE,
  type OpName,
  TLB32,
  TLB64,
} from '@tutti/ir';
import { CodePages } from '../../src/code-pages.ts';
import type { PhysicalRegion } from '../../src/mmio.ts';
import { PhysicalMap } from '../../src/physical-map.ts';
import { type MmuCore, SoftMmu } from '../../src/soft-mmu.ts';
import { CoreTlb } from '../../src/tlb.ts';
import { TLB_META } from '../../src/tlb-meta.ts';
import { Watchpoints } from '../../src/watchpoints.ts';

export const RAM_HOST = 0x100000;
export const RAM_BYTES = 0x20000;
/** Guest physical address of the test device and of an address where accesses are bus faults. */
export const DEVICE = 0x80000;
export const FAULTY = 0x90000;
export const ROM = 0x70000;

/** What a virtual page leads to. */
export interface TestPage {
  readonly gpaPage: number;
  readonly allowed: number;
  readonly shift?: number;
  readonly global?: boolean;
}

/** Accesses that the test device has seen. */
export type DeviceLog = (string | number)[][];

export const shapeOf = (address: 'i32' | 'i64'): GuestShape => ({
  name: 'mmu-test',
  address,
  model: 'weak',
  pcShift: 2,
  mmuModes: 2,
  tlbEntries: 16,
  state: CORE,
  helpers: [],
});

/** One core with two MMU modes over 128 KiB of RAM at 0, a ROM, a device and a faulty page; pages by virtual page number. */
export function createTestMmu(options: { address?: 'i32' | 'i64'; llsc?: LlscScheme; wide?: boolean } = {}) {
  const buffer = new SharedArrayBuffer(0x600000);
  const i32 = new Int32Array(buffer);
  const view = new DataView(buffer);
  const shape = shapeOf(options.address ?? 'i32');
  const base = 0x200000;
  const code = new CodePages(buffer, { base: 0x1000, ramBase: RAM_HOST, ramBytes: RAM_BYTES });
  const log: DeviceLog = [];
  const deviceRead = (offset: number, bytes: number): number => {
    log.push(['read', offset, bytes]);
    return bytes === 1 ? 0xf0 : bytes === 2 ? 0xf123 : 0xf1234567;
  };
  const target = {
    read: deviceRead,
    write: (offset: number, bytes: number, value: number, core: number) =>
      void log.push(['write', offset, bytes, value, core]),
    ...(options.wide
      ? {
          read64: (offset: number, _core: number, out: Int32Array) => {
            log.push(['read64', offset]);
            out.set([1, 2]);
          },
          write64: (offset: number, lo: number, hi: number) => void log.push(['write64', offset, lo, hi]),
        }
      : {}),
  };
  const regions: PhysicalRegion[] = [
    { kind: 'ram', name: 'ram', gpa: 0, bytes: RAM_BYTES - 0x1000, host: RAM_HOST },
    { kind: 'rom', name: 'rom', gpa: ROM, bytes: 0x1000, host: RAM_HOST + RAM_BYTES - 0x1000 },
    { kind: 'mmio', name: 'device', gpa: DEVICE, bytes: 0x1000, target },
    { kind: 'fault', name: 'faulty', gpa: FAULTY, bytes: 0x1000 },
  ];
  const map = new PhysicalMap(buffer, regions, { code });
  const pages = new Map<number, TestPage>();
  const walks: number[] = [];
  const hooks = { onWalk: (): void => undefined, runsHere: false, watched: EXIT.GUEST as 0 | typeof EXIT.GUEST };
  const tlb = new CoreTlb(i32, shape, { base, meta: 0x8000 });
  i32.fill(0, 0x8000 >>> 2, (0x8000 + TLB_META.size) >>> 2);
  tlb.initialise();
  const core: MmuCore = {
    tlb,
    index: 0,
    map,
    selfModifying: false,
    counts: { slowPaths: 0, tlbMisses: 0, fetchMisses: 0, faults: 0, mmio: 0 },
    guest: {
      fetchMode: () => 0,
      walk: (lo, hi, access, _mode, out) => {
        walks.push(lo);
        const page = pages.get((lo >>> 12) + hi * 2 ** 20);
        hooks.onWalk();
        out.faultCode = page === undefined ? 16 : 17;
        if (page === undefined || (page.allowed & (1 << access)) === 0) return false;
        out.gpaPage = page.gpaPage;
        out.allowed = page.allowed;
        if (page.shift !== undefined) out.pageShift = page.shift;
        if (page.global !== undefined) out.global = page.global;
        return true;
      },
    },
  };
  const watchpoints = new Watchpoints();
  const sections: string[] = [];
  const mmu = new SoftMmu(
    buffer,
    shape,
    {
      code,
      llsc: options.llsc ?? 'cas',
      llscTable: 0x140000,
      runsHere: () => hooks.runsHere,
      enterExclusive: () => void sections.push('enter'),
      leaveExclusive: () => void sections.push('leave'),
      watched: () => hooks.watched,
    },
    watchpoints,
  );
  mmu.add(core);
  const word = (field: number): number => i32[(base + field) >>> 2] as number;
  return {
    i32,
    view,
    shape,
    base,
    code,
    map,
    pages,
    walks,
    hooks,
    tlb,
    core,
    mmu,
    watchpoints,
    sections,
    log,
    word,
    /** Run one memory op through the slow path. @returns its exit */
    op(
      name: OpName,
      lo: number,
      more: { value?: bigint; expected?: bigint; mode?: number; align?: number; hi?: number } = {},
    ): number {
      const values = name.startsWith('cas') ? [more.expected ?? 0n, more.value ?? 0n] : [more.value ?? 0n];
      for (const [i, value] of values.entries()) {
        view.setBigUint64(base + CORE.at.slowValue + 8 * i, BigInt.asUintN(64, value), true);
      }
      return mmu.slow(base, OPCODE[name], memOperand(more.mode ?? 0, more.align ?? 0, 0, 0), lo | 0, more.hi ?? 0);
    },
    /** slowResult as 64 bits. */
    result: (): bigint => view.getBigUint64(base + CORE.at.slowResult, true),
    /** faultCode, faultAccess and address of the last fault. */
    fault: (): number[] => [word(CORE.at.faultCode), word(CORE.at.faultAccess), word(CORE.at.faultLo) >>> 0],
    /** Tag words of an address' entry: [read, write]. */
    tags(lo: number, mode = 0): number[] {
      const at = options.address === 'i64' ? TLB64.at : TLB32.at;
      const entry = tlb.entry(mode, lo);
      return [i32[entry + at.readTag / 4] as number, i32[entry + at.writeTag / 4] as number];
    },
    /** Map virtual pages from `first` on to physical pages, readable, writable and executable. */
    mapPages(first: number, gpaPage: number, count = 1, allowed = 7): void {
      for (let i = 0; i < count; i++) pages.set(first + i, { gpaPage: gpaPage + i, allowed });
    },
  };
}

export const RW = (1 << ACCESS.READ) | (1 << ACCESS.WRITE);

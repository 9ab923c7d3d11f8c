import { ACCESS } from '@tutti/ir';
import { type DebugPoint, type DebugStop, MAX_POINTS, POINT } from '@tutti/parallel-runtime';
import type { MachineDescription } from './describe.ts';
import { fail } from './errors.ts';

/** Which accesses a watchpoint stops: loads, stores, or both. */
export type WatchKind = 'read' | 'write' | 'access';

/** Something that stops the machine: before an instruction, or before an access to a range of memory. */
export interface Breakpoint {
  /** Number by which it is cleared. */
  readonly id: number;
  readonly kind: 'break' | WatchKind;
  /** Guest virtual address. On x86 linear: with the base of its segment. */
  readonly address: bigint;
  /** Bytes of a watchpoint; 0 of a breakpoint. */
  readonly length: number;
  /** The only cluster whose cores stop there; undefined: all. */
  readonly cluster?: string;
}

/** Why a machine paused by itself. */
export interface MachineStop {
  readonly core: number;
  readonly point: Breakpoint;
  /** The instruction's address; of a watchpoint the first watched byte that the access touches. */
  readonly address: bigint;
}

const ACCESSES: Readonly<Record<WatchKind, number>> = {
  read: 1 << ACCESS.READ,
  write: 1 << ACCESS.WRITE,
  access: (1 << ACCESS.READ) | (1 << ACCESS.WRITE),
};
const PAGE = 4096n;
const ADDRESS_BITS = 64;
const MOST_BYTES = MAX_POINTS * Number(PAGE);

/** Breakpoints and watchpoints of a machine, and the pieces that the runtime knows of them. */
export class DebugPoints {
  private readonly description: MachineDescription;
  private points: readonly Breakpoint[] = [];
  /** For each piece that the runtime has, the point it is of. */
  private owners: readonly Breakpoint[] = [];
  private lastId = 0;

  constructor(description: MachineDescription) {
    this.description = description;
  }

  get all(): readonly Breakpoint[] {
    return this.points;
  }

  /** @returns the list with one more. @throws EmulatorError OPTION_BAD, CLUSTER_UNKNOWN */
  with(point: Omit<Breakpoint, 'id'>): readonly Breakpoint[] {
    const { kind, address, length, cluster } = point;
    if (BigInt.asUintN(ADDRESS_BITS, address) !== address)
      throw fail('OPTION_BAD', { option: kind, value: String(address), want: 'an address of at most 64 bits' });
    if (kind !== 'break' && !(Number.isInteger(length) && length >= 1 && length <= MOST_BYTES))
      throw fail('OPTION_BAD', { option: kind, value: String(length), want: `a length of 1 to ${MOST_BYTES} bytes` });
    if (cluster !== undefined) this.coresOf(cluster);
    return [...this.points, { ...point, id: this.lastId + 1 }];
  }

  /** @returns the list without one. @throws EmulatorError OPTION_BAD when there is none with this number */
  without(id: number): readonly Breakpoint[] {
    if (this.points.every((point) => point.id !== id))
      throw fail('OPTION_BAD', { option: 'breakpoint', value: String(id), want: 'no breakpoint has this number' });
    return this.points.filter((point) => point.id !== id);
  }

  /** The pieces of a list, for the runtime, each with its point. */
  pieces(points: readonly Breakpoint[]): { readonly piece: DebugPoint; readonly owner: Breakpoint }[] {
    return points.flatMap((owner) => this.piecesOf(owner).map((piece) => ({ piece, owner })));
  }

  /** The runtime has the pieces of this list. */
  accept(points: readonly Breakpoint[], owners: readonly Breakpoint[]): void {
    this.points = points;
    this.owners = owners;
    this.lastId = Math.max(this.lastId, ...points.map((point) => point.id));
  }

  /** What a stop of the runtime means. */
  stopOf({ core, point, lo, hi }: DebugStop): MachineStop {
    const owner = this.owners[point]!;
    const address = (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
    return { core, point: owner, address: address < owner.address ? owner.address : address };
  }

  private piecesOf(point: Breakpoint): DebugPoint[] {
    const { firstCore, coreCount } = this.coresOf(point.cluster);
    if (point.kind === 'break')
      return [{ kind: POINT.BREAK, ...words(point.address), bytes: 0, accesses: 0, firstCore, coreCount }];
    const pieces: DebugPoint[] = [];
    const end = point.address + BigInt(point.length);
    for (let at = point.address; at < end; ) {
      const next = at - (at % PAGE) + PAGE;
      const bytes = Number((next < end ? next : end) - at);
      pieces.push({ kind: POINT.WATCH, ...words(at), bytes, accesses: ACCESSES[point.kind], firstCore, coreCount });
      at = next;
    }
    return pieces;
  }

  private coresOf(cluster: string | undefined): { readonly firstCore: number; readonly coreCount: number } {
    const { cores, clusters } = this.description;
    const mine = cores.filter((core) => cluster === undefined || core.cluster === cluster);
    if (mine[0] === undefined)
      throw fail('CLUSTER_UNKNOWN', { name: cluster ?? '', known: clusters.map((c) => c.name) });
    return { firstCore: mine[0].index, coreCount: mine.length };
  }
}

const words = (at: bigint): { readonly lo: number; readonly hi: number } => ({
  lo: Number(BigInt.asIntN(32, at)),
  hi: Number(BigInt.asIntN(32, at >> 32n)),
});

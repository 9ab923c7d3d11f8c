import type { BlockBackend, ShareBackend } from '@tutti/devices-core';
import { type MachineThreads, restoreCore, saveCore } from '@tutti/parallel-runtime';
import { fail } from '../errors.ts';
import type { IoLoop } from '../io-loop.ts';
import type { NamedBytes } from '../load/index.ts';
import type { BuiltThread } from '../threads/build.ts';
import type { MachineCustom } from '../threads/custom.ts';
import { packSnapshot, unpackSnapshot } from './container.ts';
import { compareFacts, compareFields, factsOf } from './facts.ts';
import { isHeader, type SavedDrive, type SnapshotHeader } from './header.ts';
import { type PageRun, readRuns, restorePages, savePages } from './pages.ts';
import { boardWords, clockShift, fieldLists, fieldsOf, memoriesOf, structuresOf } from './parts.ts';

/** Back ends whose state is no part of shared memory. */
export interface SnapshotBackends {
  readonly drives: readonly {
    readonly pin: string;
    readonly backend: BlockBackend;
    readonly revision?: () => string;
  }[];
  readonly shares: readonly { readonly tag: string; readonly backend: ShareBackend }[];
}

/** A snapshot that was read and fits the machine. */
export interface LoadedSnapshot {
  readonly header: SnapshotHeader;
  readonly structures: readonly (readonly Uint8Array[])[];
  readonly memories: readonly (readonly PageRun[])[];
  readonly written: readonly Uint8Array[];
}

/** Snapshots of one machine. On the thread that created it. */
export class Snapshots {
  private readonly threads: MachineThreads;
  private readonly built: BuiltThread;
  private readonly io: IoLoop;
  private readonly backends: SnapshotBackends;

  constructor(threads: MachineThreads, built: BuiltThread, io: IoLoop, backends: SnapshotBackends) {
    this.threads = threads;
    this.built = built;
    this.io = io;
    this.backends = backends;
  }

  /** The machine stands while its state is copied, and runs on while that is compressed. @throws EmulatorError SHARE_IN_USE */
  async save(): Promise<Uint8Array> {
    for (const { tag, backend } of this.backends.shares) if (backend.inUse) throw fail('SHARE_IN_USE', { share: tag });
    const { header, contents } = await this.threads.frozen(() => this.copy());
    return packSnapshot(header, contents);
  }

  /** Read a snapshot. Nothing of the machine changes. @throws EmulatorError SNAPSHOT_* when it does not fit */
  async read({ path, bytes }: NamedBytes): Promise<LoadedSnapshot> {
    const { header, contents } = await unpackSnapshot(path, bytes);
    if (!isHeader(header)) throw fail('SNAPSHOT_BAD', { path, why: 'its header lacks parts' });
    const { context } = this.threads;
    const structures = structuresOf(context, this.built.devices);
    compareFacts(path, header.facts, this.facts());
    compareFields(path, header.fields, fieldLists(structures));
    this.checkRevisions(path, header);
    let at = 0;
    const take = (length: number): Uint8Array => {
      if (!(length >= 0 && length <= contents.length - at)) throw new RangeError('it ends early');
      at += length;
      return contents.subarray(at - length, at);
    };
    try {
      return {
        header,
        structures: structures.map((s) => [...fieldsOf(context.buffer, s)].map((field) => take(field.length))),
        memories: memoriesOf(context, this.built.devices).map(({ bytes: { length } }) => readRuns(length, take)),
        written: header.drives.map(({ written }) => take(written)),
      };
    } catch (cause) {
      throw fail('SNAPSHOT_BAD', { path, why: 'its contents do not match its header' }, cause);
    }
  }

  /** Make the machine what was read. A running machine runs on from there. */
  restore(snapshot: LoadedSnapshot): Promise<void> {
    return this.threads.restore(() => this.write(snapshot));
  }

  private copy(): { header: SnapshotHeader; contents: Uint8Array[] } {
    const { context } = this.threads;
    const { devices } = this.built;
    const { epochSeconds } = context.setup.custom as MachineCustom;
    this.io.serve();
    const input = this.io.pending();
    const structures = structuresOf(context, devices);
    const written = this.backends.drives.map(({ backend }) => backend.written?.save() ?? new Uint8Array(0));
    const header: SnapshotHeader = {
      facts: this.facts(),
      fields: fieldLists(structures),
      guestNs: context.clock.nowNs(),
      epochSeconds: epochSeconds + clockShift(context)[0]!,
      cores: context.plan.cores.map((_, core) => saveCore(context, core)),
      words: boardWords(context).map((words) => [...words]),
      input,
      drives: this.drives().map((drive, i) => ({ ...drive, written: written[i]!.length })),
      resetWanted: this.threads.resetWanted,
    };
    const contents = [
      ...structures.flatMap((structure) => [...fieldsOf(context.buffer, structure)].map((bytes) => bytes.slice())),
      ...memoriesOf(context, devices).flatMap(({ bytes }) => savePages(bytes)),
      ...written,
    ];
    return { header, contents };
  }

  private write({ header, structures, memories, written }: LoadedSnapshot): void {
    const { context } = this.threads;
    const { devices } = this.built;
    this.io.serve();
    for (const { backend } of this.backends.shares) backend.close();
    for (const [i, { backend }] of this.backends.drives.entries()) backend.written?.restore(written[i]!);
    for (const [i, structure] of structuresOf(context, devices).entries())
      for (const [f, bytes] of [...fieldsOf(context.buffer, structure)].entries()) bytes.set(structures[i]![f]!);
    for (const [i, { bytes }] of memoriesOf(context, devices).entries()) restorePages(bytes, memories[i]!);
    for (const [i, words] of boardWords(context).entries()) words.set(header.words[i] ?? []);
    const { epochSeconds } = context.setup.custom as MachineCustom;
    clockShift(context)[0] = header.epochSeconds - epochSeconds;
    context.clock.moveTo(header.guestNs);
    for (const [core, saved] of header.cores.entries()) restoreCore(context, core, saved);
    // Device timers stand in the states; regions may lie elsewhere than before.
    devices.rearm();
    this.built.mapOf(0).moved();
    this.io.replaceInput(header.input);
    if (header.resetWanted) context.requestReset();
  }

  private facts() {
    const { description } = this.threads.context.setup.custom as MachineCustom;
    return factsOf(description, this.drives());
  }

  private drives(): Omit<SavedDrive, 'written'>[] {
    return this.backends.drives.map(({ pin, backend, revision }) => ({
      pin,
      bytes: backend.sizeBytes,
      readOnly: backend.readOnly,
      ...(revision !== undefined && { revision: revision() }),
    }));
  }

  private checkRevisions(path: string, header: SnapshotHeader): void {
    for (const { pin, revision } of this.drives()) {
      const saved = header.drives.find((drive) => drive.pin === pin);
      if (saved?.revision !== revision) throw fail('SNAPSHOT_DRIVE', { path, drive: pin });
    }
  }
}

import { GDB_ARCHITECTURES, type GdbArchitecture } from './registers.ts';
import { type Group, Session, type SessionHost, SIGNAL } from './session.ts';
import type { DebugTarget, TargetStop } from './target.ts';

/**
 * The debuggers of one target. Each sees one group of cores, of one architecture; the target runs when none of them holds it, and when it
 * stands all of them are told. Calls of the target are made one after the other.
 */
export class DebugServer implements SessionHost {
  readonly target: DebugTarget;
  private readonly sessions = new Set<Session>();
  private readonly failed: (error: unknown) => void;
  private turn: Promise<void> = Promise.resolve();

  /** @param failed  gets what the target refuses outside an answer to a debugger */
  constructor(target: DebugTarget, failed: (error: unknown) => void) {
    this.target = target;
    this.failed = failed;
  }

  /**
   * A debugger has connected: the target is stopped.
   * @param architecture  name as in GDB_ARCHITECTURES
   * @param send          gets bytes for it
   * @param hangUp        called when the server wants to end the connection
   */
  connect(
    group: { readonly name: string; readonly architecture: string; readonly cores: readonly number[] },
    send: (bytes: Uint8Array) => void,
    hangUp: () => void,
  ): Session {
    const architecture: GdbArchitecture | undefined = GDB_ARCHITECTURES[group.architecture];
    if (architecture === undefined) throw new RangeError(`no debugger knows ${group.architecture}`);
    const session = new Session(this, { ...group, architecture } satisfies Group, send, hangUp);
    this.sessions.add(session);
    this.inTurn(() => this.pause());
    return session;
  }

  /** A point has stopped the target. */
  stopped(stop: TargetStop): void {
    this.inTurn(async () => {
      const after = [...this.sessions].some(
        (s) => s.group.cores.includes(stop.core) && s.group.architecture.watchesAfter,
      );
      if (after && stop.kind !== 'break') await this.target.step(stop.core);
      for (const session of this.sessions) session.tellStop(SIGNAL.TRAP, stop);
    });
  }

  /** The target stands, because somebody else than a debugger or a point wants it to. */
  paused(): void {
    this.inTurn(async () => {
      if (this.target.running) return;
      for (const session of this.sessions) session.tellStop(SIGNAL.INT);
    });
  }

  /** The target has ended. */
  ended(code: number): void {
    for (const session of this.sessions) session.tellEnd(code);
  }

  /** Ctrl-C of a debugger. */
  async interrupt(): Promise<void> {
    await this.pause();
    for (const session of this.sessions) session.tellStop(SIGNAL.INT);
  }

  /** A debugger lets the target run: it does when no other holds it. */
  async release(): Promise<void> {
    if (!this.target.running && [...this.sessions].every((session) => !session.holds)) await this.target.resume();
  }

  /** A debugger has gone: its points go, and the target runs. */
  async leave(session: Session, points: Iterable<number>): Promise<void> {
    if (!this.sessions.delete(session)) return;
    for (const id of points) await this.target.clearPoint(id);
    await this.release();
  }

  /** Do one thing after the other. */
  inTurn(work: () => Promise<void>): void {
    this.turn = this.turn.then(work).catch(this.failed);
  }

  /** Resolves when all that was asked for is done. */
  settled(): Promise<void> {
    return this.turn;
  }

  private async pause(): Promise<void> {
    if (this.target.running) await this.target.pause();
  }
}

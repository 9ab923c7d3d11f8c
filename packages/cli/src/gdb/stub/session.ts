import { addressOf, bytesOfHex, hexOf, littleEndian, numberOf } from './digits.ts';
import { bytesOf, framePacket, latin1, PACKET_SIZE, PacketReader } from './packets.ts';
import { type GdbArchitecture, type Register, registersOf, targetXml } from './registers.ts';
import type { DebugTarget, PointKind, TargetStop } from './target.ts';

/** The cores that one debugger sees; thread n + 1 is core n. */
export interface Group {
  readonly name: string;
  readonly architecture: GdbArchitecture;
  readonly cores: readonly number[];
}

/** What a session needs of the server that it belongs to. */
export interface SessionHost {
  readonly target: DebugTarget;
  /** Do one thing after the other. */
  inTurn(work: () => Promise<void>): void;
  interrupt(): Promise<void>;
  /** This session lets the target run. */
  release(): Promise<void>;
  leave(session: Session, points: Iterable<number>): Promise<void>;
}

const OK = 'OK';
/** Errors are not told apart by GDB; these numbers are those of errno. */
const ERROR = { ARGUMENT: 'E16', FAULT: 'E0e' } as const;
/** Signal numbers of the protocol, which are GDB's own. */
export const SIGNAL = { INT: 2, TRAP: 5 } as const;
const POINT_KINDS: readonly PointKind[] = ['break', 'break', 'write', 'read', 'access'];
/** What GDB calls a watchpoint that was met. */
const WATCH_NAMES: Readonly<Record<Exclude<PointKind, 'break'>, string>> = {
  write: 'watch',
  read: 'rwatch',
  access: 'awatch',
};
const SUPPORTED = `PacketSize=${PACKET_SIZE.toString(16)};qXfer:features:read+;QStartNoAckMode+;vContSupported+;swbreak+;hwbreak+`;

type Answer = string | undefined | Promise<string | undefined>;

/** One debugger: answers its packets. @see GDB manual, appendix E */
export class Session {
  readonly group: Group;
  /** The debugger takes the target to stand. */
  holds = true;
  private readonly server: SessionHost;
  private readonly send: (bytes: Uint8Array) => void;
  private readonly hangUp: () => void;
  private readonly reader = new PacketReader();
  private readonly registers: readonly Register[];
  /** Points by the packet that set them. */
  private readonly points = new Map<string, number>();
  private acknowledges = true;
  private last = new Uint8Array();
  private core: number;
  private why: string;

  constructor(server: SessionHost, group: Group, send: (bytes: Uint8Array) => void, hangUp: () => void) {
    this.server = server;
    this.group = group;
    this.send = send;
    this.hangUp = hangUp;
    this.registers = registersOf(group.architecture);
    this.core = group.cores[0] ?? 0;
    this.why = this.stopReply(SIGNAL.TRAP);
  }

  /** Bytes from the debugger. */
  receive(bytes: Uint8Array): void {
    for (const item of this.reader.push(bytes)) {
      if (item.kind === 'interrupt') this.server.inTurn(() => this.server.interrupt());
      else if (item.kind === 'nak') this.send(this.last);
      else if (item.kind === 'damaged') this.send(bytesOf('-'));
      else this.packet(item.data);
    }
  }

  /** The connection is gone. */
  closed(): void {
    this.server.inTurn(() => this.server.leave(this, this.points.values()));
  }

  /** The target stands: tell it to a debugger that takes it to run. */
  tellStop(signal: number, stop?: TargetStop): void {
    if (this.holds) return;
    this.holds = true;
    const mine = stop !== undefined && this.group.cores.includes(stop.core);
    if (mine) this.core = stop.core;
    this.why = mine ? this.stopReply(signal, stop) : this.stopReply(SIGNAL.INT);
    this.answer(this.why);
  }

  /** The target has ended: whoever waits is told so. */
  tellEnd(code: number): void {
    if (!this.holds) this.answer(`W${(code & 0xff).toString(16).padStart(2, '0')}`);
    this.hangUp();
  }

  private packet(data: string): void {
    if (this.acknowledges) this.send(bytesOf('+'));
    this.server.inTurn(async () => {
      const answer = await this.tryOut(data);
      if (answer !== undefined) this.answer(answer);
    });
  }

  private answer(data: string): void {
    this.last = framePacket(data) as Uint8Array<ArrayBuffer>;
    this.send(this.last);
  }

  /** What the target refuses is an error with its text. */
  private async tryOut(data: string): Promise<string | undefined> {
    try {
      return await this.carryOut(data);
    } catch (error) {
      return `E.${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** @returns the answer; empty: not known; undefined: none now */
  private carryOut(data: string): Answer {
    const rest = data.slice(1);
    switch (data[0]) {
      case '?':
        return this.why;
      case 'g':
        return this.registers.map((r) => this.readRegister(r)).join('');
      case 'G':
        return this.writeAll(rest);
      case 'p':
        return this.readOne(rest);
      case 'P':
        return this.writeOne(rest);
      case 'm':
        return this.readMemory(rest);
      case 'M':
        return this.writeMemory(rest, bytesOfHex);
      case 'X':
        return this.writeMemory(rest, bytesOf);
      case 'Z':
        return this.setPoint(rest);
      case 'z':
        return this.clearPoint(rest);
      case 'c':
        return this.go();
      case 's':
        return this.step(this.core);
      case 'H':
        return this.choose(rest.slice(1));
      case 'T':
        return this.coreOf(rest) === undefined ? ERROR.ARGUMENT : OK;
      case 'D':
        return this.detach();
      case 'k':
        this.server.target.kill();
        return undefined;
      case 'v':
        return this.verbose(data);
      case 'q':
      case 'Q':
        return this.query(data);
      default:
        return '';
    }
  }

  private verbose(data: string): Answer {
    if (data === 'vCont?') return 'vCont;c;C;s;S';
    if (data.startsWith('vCont;')) return this.resume(data.slice(6).split(';'));
    if (data.startsWith('vKill')) {
      this.server.target.kill();
      return OK;
    }
    return '';
  }

  /** A step of one core is one instruction during which all others stand. */
  private resume(actions: readonly string[]): Answer {
    const step = actions.find((action) => /^s/i.test(action));
    if (step === undefined) return this.go();
    const thread = step.split(':')[1];
    const core = thread === undefined ? this.core : this.coreOf(thread);
    return core === undefined ? ERROR.ARGUMENT : this.step(core);
  }

  private query(data: string): Answer {
    const { cores } = this.group;
    if (data.startsWith('qSupported')) return SUPPORTED;
    if (data === 'QStartNoAckMode') {
      this.acknowledges = false;
      return OK;
    }
    if (data === 'qC') return `QC${threadOf(this.core)}`;
    if (data === 'qfThreadInfo') return `m${cores.map(threadOf).join(',')}`;
    if (data === 'qsThreadInfo') return 'l';
    if (data === 'qAttached') return '1';
    if (data.startsWith('qSymbol')) return OK;
    if (data.startsWith('qThreadExtraInfo,')) {
      const core = this.coreOf(data.slice(17));
      return core === undefined ? ERROR.ARGUMENT : hexOf(bytesOf(this.server.target.describe(core)));
    }
    if (data.startsWith('qRcmd,')) return this.monitor(data.slice(6));
    if (data.startsWith('qXfer:features:read:target.xml:')) return this.description(data.slice(31));
    return '';
  }

  private async go(): Promise<undefined> {
    this.holds = false;
    await this.server.release();
    return undefined;
  }

  private async step(core: number): Promise<string> {
    await this.server.target.step(core);
    this.core = core;
    this.why = this.stopReply(SIGNAL.TRAP);
    return this.why;
  }

  private async detach(): Promise<undefined> {
    this.answer(OK);
    await this.server.leave(this, this.points.values());
    this.hangUp();
    return undefined;
  }

  private async monitor(digits: string): Promise<string> {
    const line = bytesOfHex(digits);
    if (line === undefined) return ERROR.ARGUMENT;
    const text = await this.server.target.monitor(latin1(line));
    return text === '' ? OK : hexOf(new TextEncoder().encode(`${text}\n`));
  }

  private description(range: string): string {
    const [offset, length] = range.split(',').map(addressOf);
    if (offset === undefined || length === undefined) return ERROR.ARGUMENT;
    const text = targetXml(this.group.architecture);
    const end = Number(offset) + Number(length);
    return `${end >= text.length ? 'l' : 'm'}${text.slice(Number(offset), end)}`;
  }

  private choose(thread: string): string {
    const core = thread === '0' || thread === '-1' ? this.core : this.coreOf(thread);
    if (core === undefined) return ERROR.ARGUMENT;
    this.core = core;
    return OK;
  }

  private readRegister({ name, bits, of = name }: Register): string {
    const value = this.server.target.readRegister(this.core, of);
    return value === undefined ? 'x'.repeat(bits / 4) : littleEndian(value, bits);
  }

  private readOne(number: string): string {
    const register = this.registers[Number(addressOf(number) ?? -1n)];
    return register === undefined ? ERROR.ARGUMENT : this.readRegister(register);
  }

  private writeOne(text: string): string {
    const [number, digits = ''] = text.split('=');
    const register = this.registers[Number(addressOf(number) ?? -1n)];
    const bytes = bytesOfHex(digits);
    if (register === undefined || bytes?.length !== register.bits / 8) return ERROR.ARGUMENT;
    return this.server.target.writeRegister(this.core, register.of ?? register.name, numberOf(bytes))
      ? OK
      : ERROR.ARGUMENT;
  }

  /** Registers that cannot be set stay as they are. */
  private writeAll(digits: string): string {
    const bytes = bytesOfHex(digits);
    if (bytes === undefined) return ERROR.ARGUMENT;
    let at = 0;
    for (const { name, bits, of = name } of this.registers) {
      const part = bytes.subarray(at, at + bits / 8);
      if (part.length < bits / 8) break;
      this.server.target.writeRegister(this.core, of, numberOf(part));
      at += bits / 8;
    }
    return OK;
  }

  private readMemory(range: string): string {
    const [at, length] = range.split(',').map(addressOf);
    if (at === undefined || length === undefined) return ERROR.ARGUMENT;
    const most = Math.min(Number(length), PACKET_SIZE / 2);
    const bytes = this.server.target.readMemory(this.core, at, most);
    return bytes.length === 0 && most > 0 ? ERROR.FAULT : hexOf(bytes);
  }

  private writeMemory(text: string, decode: (data: string) => Uint8Array | undefined): string {
    const colon = text.indexOf(':');
    const [at, length] = text.slice(0, colon).split(',').map(addressOf);
    const bytes = decode(text.slice(colon + 1));
    if (at === undefined || colon < 0 || bytes?.length !== Number(length)) return ERROR.ARGUMENT;
    return this.server.target.writeMemory(this.core, at, bytes) ? OK : ERROR.FAULT;
  }

  private async setPoint(text: string): Promise<string> {
    const [type = '', address, length] = text.split(';')[0]?.split(',') ?? [];
    const kind = POINT_KINDS[Number(type)];
    const [at, bytes] = [addressOf(address), addressOf(length)];
    if (kind === undefined) return '';
    if (at === undefined || bytes === undefined) return ERROR.ARGUMENT;
    const key = `${type},${at},${kind === 'break' ? '' : bytes}`;
    if (this.points.has(key)) return OK;
    this.points.set(key, await this.server.target.setPoint(this.group.name, kind, at, Number(bytes)));
    return OK;
  }

  private async clearPoint(text: string): Promise<string> {
    const [type = '', address, length] = text.split(',');
    const [at, bytes] = [addressOf(address), addressOf(length)];
    const kind = POINT_KINDS[Number(type)];
    if (at === undefined || bytes === undefined || kind === undefined) return ERROR.ARGUMENT;
    const key = `${type},${at},${kind === 'break' ? '' : bytes}`;
    const id = this.points.get(key);
    if (id === undefined) return OK;
    this.points.delete(key);
    await this.server.target.clearPoint(id);
    return OK;
  }

  private coreOf(thread: string): number | undefined {
    const core = Number(addressOf(thread) ?? 0n) - 1;
    return this.group.cores.includes(core) ? core : undefined;
  }

  private stopReply(signal: number, stop?: TargetStop): string {
    const thread = `thread:${threadOf(this.core)};`;
    const head = `T${signal.toString(16).padStart(2, '0')}`;
    if (stop === undefined) return `${head}${thread}`;
    if (stop.kind === 'break') return `${head}${thread}${this.breakName(stop.address)}:;`;
    return `${head}${thread}${WATCH_NAMES[stop.kind]}:${stop.address.toString(16)};`;
  }

  private breakName(at: bigint): string {
    return this.points.has(`1,${at},`) ? 'hwbreak' : 'swbreak';
  }
}

const threadOf = (core: number): string => (core + 1).toString(16);

import type { DeviceMemory } from '@tutti/devices-core';
import { scatterGather } from '../ata/scatter-gather.ts';
import { type Command, type Outcome, runCommand } from './ahci-commands.ts';
import { type Ahci, CMD, EVENT, PORTS, SLOTS, STATUS } from './ahci-map.ts';
import { portSignature, raise } from './ahci-port.ts';

const HEADER_BYTES = 32;
const PRDT_AT = 0x80;
const PRD_BYTES = 16;
/** Where FISes are received, and what kinds they are. */
const FIS = {
  PIO_SETUP_AT: 0x20,
  REGISTERS_AT: 0x40,
  PIO_SETUP: 0x5f,
  REGISTERS: 0x34,
  INTERRUPT: 0x40,
  TO_HOST: 0x20,
} as const;
const FIS_COMMAND = 0x80;
const ALL = 0xffff_ffff;

/** A port as the I/O thread saw it under the lock. */
interface Job {
  readonly port: number;
  readonly slot: number;
  readonly list: number;
  readonly received: number;
  readonly generation: number;
}

const wide = (low: number, high: number): number => high * 2 ** 32 + low;

function nextJob(dev: Ahci, port: number): Job | undefined {
  return dev.locked(() => {
    const { state } = dev;
    const of = (field: ArrayLike<number>): number => field[port] ?? 0;
    const issued = of(state.PxCI);
    if (issued === 0 || (of(state.command) & CMD.START) === 0) return undefined;
    // Lowest slot first; after an error nothing runs until software restarts the port.
    if ((of(state.PxTFD) & STATUS.ERR) !== 0 && (of(state.PxIS) & EVENT.TASK_FILE_ERROR) !== 0) return undefined;
    const slot = 31 - Math.clz32(issued & -issued);
    state.command[port] = (of(state.command) & ~0x1f00) | (slot << 8);
    state.PxTFD[port] = STATUS.READY | STATUS.BUSY;
    return {
      port,
      slot,
      list: wide(of(state.PxCLB), of(state.PxCLBU)),
      received: wide(of(state.PxFB), of(state.PxFBU)),
      generation: of(state.generation),
    };
  });
}

function readTable(memory: DeviceMemory, { list, port, slot }: Job): { command: Command; header: number } {
  const header = list + HEADER_BYTES * slot;
  const bytes = new Uint8Array(HEADER_BYTES);
  memory.readBytes(header, bytes);
  const view = new DataView(bytes.buffer);
  const rows = view.getUint16(2, true);
  const table = wide((view.getUint32(8, true) & ~0x7f) >>> 0, view.getUint32(12, true));
  const start = new Uint8Array(PRDT_AT);
  memory.readBytes(table, start);
  let row = 0;
  const pieces = scatterGather(memory, () => {
    if (row >= rows) return undefined;
    const entry = new Uint8Array(PRD_BYTES);
    memory.readBytes(table + PRDT_AT + PRD_BYTES * row, entry);
    row += 1;
    const words = new DataView(entry.buffer);
    return {
      gpa: wide((words.getUint32(0, true) & ~1) >>> 0, words.getUint32(4, true)),
      bytes: (words.getUint32(12, true) & 0x3f_ffff) + 1,
    };
  });
  return { header, command: { port, fis: start.subarray(0, 20), packet: start.subarray(0x40, 0x50), memory: pieces } };
}

/** FIS with which the drive ends a command: task file, and for PIO the number of bytes. */
function answer(memory: DeviceMemory, job: Job, fis: Uint8Array, { error, pio, bytes, count }: Outcome): void {
  const status = STATUS.READY | (error === 0 ? 0 : STATUS.ERR);
  const reply = new Uint8Array(20);
  reply.set(fis.subarray(4, 14), 4);
  reply[2] = status;
  reply[3] = error;
  if (count !== undefined) reply[12] = count;
  reply[0] = pio ? FIS.PIO_SETUP : FIS.REGISTERS;
  reply[1] = FIS.INTERRUPT | (pio ? FIS.TO_HOST : 0);
  if (pio) {
    reply[15] = status;
    reply[16] = bytes & 0xff;
    reply[17] = (bytes >>> 8) & 0xff;
  }
  memory.writeBytes(job.received + (pio ? FIS.PIO_SETUP_AT : FIS.REGISTERS_AT), reply);
}

function run(dev: Ahci, job: Job): void {
  const { port } = job;
  const { command, header } = readTable(dev.memory, job);
  const isCommand = ((command.fis[1] ?? 0) & FIS_COMMAND) !== 0;
  // A FIS of the control register alone is a soft reset; its end shows the signature.
  const outcome: Outcome = isCommand ? runCommand(dev, command) : { error: 0, bytes: 0 };
  const moved = Uint8Array.from([0, 8, 16, 24], (s) => (outcome.bytes >>> s) & 0xff);
  const still = (): boolean => dev.state.generation[port] === job.generation;
  if (!dev.locked(still)) return;
  dev.memory.writeBytes(header + 4, moved);
  answer(dev.memory, job, command.fis, outcome);
  dev.locked(() => {
    if (!still()) return;
    const { state } = dev;
    if (outcome.sense !== undefined) [state.senseKey[port], state.senseCode[port]] = outcome.sense;
    if (!isCommand) portSignature(dev, port);
    state.PxTFD[port] = STATUS.READY | (outcome.error === 0 ? 0 : STATUS.ERR) | (outcome.error << 8);
    // A failed command stays issued: software finds it there.
    if (outcome.error === 0) state.PxCI[port] = ((state.PxCI[port] ?? 0) & (ALL ^ (1 << job.slot))) >>> 0;
    const events =
      (outcome.pio ? EVENT.PIO_SETUP : EVENT.REGISTERS) | (outcome.error === 0 ? 0 : EVENT.TASK_FILE_ERROR);
    raise(dev, port, events);
  });
}

/** Carry out what is issued on every port. On the I/O thread. */
export function runSlots(dev: Ahci): void {
  for (let port = 0; port < PORTS; port++) {
    for (let done = 0; done < SLOTS; done++) {
      const job = nextJob(dev, port);
      if (job === undefined) break;
      run(dev, job);
    }
  }
  // A guest that issues all the time does not keep the thread from its other work.
  if (dev.locked(() => waits(dev))) dev.request('slots');
}

const waits = ({ state }: Ahci): boolean =>
  state.PxCI.some(
    (issued, port) =>
      issued !== 0 && ((state.command[port] ?? 0) & CMD.START) !== 0 && ((state.PxTFD[port] ?? 0) & STATUS.ERR) === 0,
  );

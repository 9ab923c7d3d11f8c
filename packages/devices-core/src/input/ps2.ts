/**
 * What hangs on a PS/2 port, as controllers (PL050, i8042) need it: a keyboard or a mouse that takes command bytes and
 * queues answer and event bytes. The state lies in two arrays of the controller's own state.
 */
export interface Ps2Port {
  /** PS2_REGS bytes. */
  readonly regs: Uint8Array;
  /** PS2_QUEUE bytes. */
  readonly queue: Uint8Array;
}

/** Sizes of the arrays in a controller's state: `{ type: 'u8', count: PS2_REGS }`. */
export const PS2_REGS = 16;
export const PS2_QUEUE = 64;

/** What each byte of `regs` holds. */
const REG = {
  KIND: 0,
  HEAD: 1,
  COUNT: 2,
  /** Scanning, or stream mode reporting, is on. */
  ENABLED: 3,
  /** Command that waits for its argument; 0: none. */
  PENDING: 4,
  LEDS: 5,
  RESOLUTION: 6,
  RATE: 7,
  /** The two sample rates before, for the knock that turns the wheel on. */
  RATE1: 8,
  RATE2: 9,
  WHEEL: 10,
  SCALING: 11,
  REMOTE: 12,
  BUTTONS: 13,
} as const;

const ACK = 0xfa;
const RESEND = 0xfe;
const SELF_TEST_OK = 0xaa;
const MOUSE = 1;

const put = (port: Ps2Port, ...bytes: readonly number[]): void => {
  for (const byte of bytes) {
    const count = port.regs[REG.COUNT] ?? 0;
    if (count >= PS2_QUEUE) return;
    port.queue[((port.regs[REG.HEAD] ?? 0) + count) % PS2_QUEUE] = byte;
    port.regs[REG.COUNT] = count + 1;
  }
};

/** Plug a device in: power-on state, nothing queued. A keyboard scans from the start, a mouse waits to be enabled. */
export function ps2Reset(port: Ps2Port, kind: 'keyboard' | 'mouse'): void {
  port.regs.fill(0);
  port.regs[REG.KIND] = kind === 'mouse' ? MOUSE : 0;
  defaults(port);
  port.regs[REG.ENABLED] = kind === 'mouse' ? 0 : 1;
}

function defaults(port: Ps2Port): void {
  const { regs } = port;
  regs[REG.RATE] = 100;
  regs[REG.RESOLUTION] = 2;
  regs[REG.SCALING] = 0;
  regs[REG.REMOTE] = 0;
}

/** Bytes that wait for the controller. */
export function ps2Waiting(port: Ps2Port): number {
  return port.regs[REG.COUNT] ?? 0;
}

/** Room for whole events; a controller takes no more input while there is none. */
export function ps2HasRoom(port: Ps2Port): boolean {
  return ps2Waiting(port) < PS2_QUEUE - 8;
}

/** Take the next byte; the last one again when there is none, as a controller's data register shows. */
export function ps2Take(port: Ps2Port): number {
  const { regs, queue } = port;
  const head = regs[REG.HEAD] ?? 0;
  if (ps2Waiting(port) === 0) return queue[(head + PS2_QUEUE - 1) % PS2_QUEUE] ?? 0;
  regs[REG.HEAD] = (head + 1) % PS2_QUEUE;
  regs[REG.COUNT] = ps2Waiting(port) - 1;
  return queue[head] ?? 0;
}

/** The guest sends a byte to the device. */
export function ps2Write(port: Ps2Port, byte: number): void {
  const pending = port.regs[REG.PENDING] ?? 0;
  port.regs[REG.PENDING] = 0;
  if (port.regs[REG.KIND] === MOUSE) writeMouse(port, byte, pending);
  else writeKeyboard(port, byte, pending);
}

/** Scan code bytes (set 2) from the host; dropped while scanning is off. */
export function ps2Key(port: Ps2Port, byte: number): void {
  if (port.regs[REG.ENABLED] === 1) put(port, byte);
}

/** A movement from the host; dropped while reporting is off. Counts are clipped to 9 bits. */
export function ps2Move(port: Ps2Port, buttons: number, dx: number, dy: number, dz: number): void {
  port.regs[REG.BUTTONS] = buttons & 7;
  if (port.regs[REG.ENABLED] === 1 && port.regs[REG.REMOTE] === 0) report(port, dx, dy, dz);
}

function report(port: Ps2Port, dx: number, dy: number, dz: number): void {
  const clip = (v: number) => Math.max(-256, Math.min(255, v));
  const [x, y] = [clip(dx), clip(dy)];
  const first = 8 | (port.regs[REG.BUTTONS] ?? 0) | (x < 0 ? 0x10 : 0) | (y < 0 ? 0x20 : 0);
  put(port, first, x & 0xff, y & 0xff);
  if (port.regs[REG.WHEEL] === 1) put(port, Math.max(-8, Math.min(7, dz)) & 0xff);
}

function writeKeyboard(port: Ps2Port, byte: number, pending: number): void {
  const { regs } = port;
  if (pending !== 0) {
    put(port, ACK);
    if (pending === 0xed) regs[REG.LEDS] = byte;
    // Only scan code set 2 exists; asking for the present one (argument 0) answers 2.
    if (pending === 0xf0 && byte === 0) put(port, 2);
    return;
  }
  switch (byte) {
    case 0xed: // set LEDs
    case 0xf0: // scan code set
    case 0xf3: // typematic rate
      regs[REG.PENDING] = byte;
      put(port, ACK);
      break;
    case 0xee: // echo
      put(port, 0xee);
      break;
    case 0xf2: // identify
      put(port, ACK, 0xab, 0x83);
      break;
    case 0xf4:
      regs[REG.ENABLED] = 1;
      put(port, ACK);
      break;
    case 0xf5: // defaults, scanning off
    case 0xf6: // defaults
      regs[REG.ENABLED] = byte === 0xf6 ? 1 : 0;
      put(port, ACK);
      break;
    case 0xff:
      ps2Reset(port, 'keyboard');
      put(port, ACK, SELF_TEST_OK);
      break;
    default:
      put(port, RESEND);
  }
}

function writeMouse(port: Ps2Port, byte: number, pending: number): void {
  const { regs } = port;
  if (pending !== 0) {
    if (pending === 0xf3) setRate(port, byte);
    else regs[REG.RESOLUTION] = byte & 3;
    put(port, ACK);
    return;
  }
  switch (byte) {
    case 0xe8: // resolution
    case 0xf3: // sample rate
      regs[REG.PENDING] = byte;
      put(port, ACK);
      break;
    case 0xe6:
    case 0xe7:
      regs[REG.SCALING] = byte & 1;
      put(port, ACK);
      break;
    case 0xe9: // status
      put(port, ACK, mouseStatus(port), regs[REG.RESOLUTION] ?? 0, regs[REG.RATE] ?? 0);
      break;
    case 0xea: // stream mode
    case 0xf0: // remote mode
      regs[REG.REMOTE] = byte === 0xf0 ? 1 : 0;
      put(port, ACK);
      break;
    case 0xeb: // read data
      put(port, ACK);
      report(port, 0, 0, 0);
      break;
    case 0xf2: // identify: 3 is a wheel mouse
      put(port, ACK, regs[REG.WHEEL] === 1 ? 3 : 0);
      break;
    case 0xf4:
    case 0xf5:
      regs[REG.ENABLED] = byte === 0xf4 ? 1 : 0;
      put(port, ACK);
      break;
    case 0xf6:
      defaults(port);
      regs[REG.ENABLED] = 0;
      put(port, ACK);
      break;
    case 0xff:
      ps2Reset(port, 'mouse');
      put(port, ACK, SELF_TEST_OK, 0);
      break;
    default:
      put(port, RESEND);
  }
}

function mouseStatus({ regs }: Ps2Port): number {
  const bit = (reg: number, place: number) => (regs[reg] ?? 0) << place;
  return bit(REG.BUTTONS, 0) | bit(REG.SCALING, 4) | bit(REG.ENABLED, 5) | bit(REG.REMOTE, 6);
}

/** Sample rates 200, 100, 80 in a row are the knock of the wheel mouse. */
function setRate({ regs }: Ps2Port, rate: number): void {
  if (regs[REG.RATE2] === 200 && regs[REG.RATE1] === 100 && rate === 80) regs[REG.WHEEL] = 1;
  regs[REG.RATE2] = regs[REG.RATE1] ?? 0;
  regs[REG.RATE1] = rate;
  regs[REG.RATE] = rate;
}

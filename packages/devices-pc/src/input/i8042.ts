import {
  defineDevice,
  type Ps2Port,
  ps2HasRoom,
  ps2Key,
  ps2Move,
  ps2Reset,
  ps2Take,
  ps2Waiting,
  ps2Write,
} from '@tutti/devices-core';
import {
  ANSWERS,
  FROM,
  I8042,
  I8042_STATE,
  type I8042Device,
  MODE,
  OUTPUT_PORT,
  RAM_BYTES,
  STATUS,
} from './i8042-map.ts';
import { RELEASED, translate } from './scan-codes.ts';

const SELF_TEST_PASSED = 0x55;
const INTERFACE_GOOD = 0;
/** Neither is locked, both lines high. */
const INPUT_PORT = 0xf0;

const keyboard = ({ state }: I8042Device): Ps2Port => ({ regs: state.keyboard, queue: state.keyboardQueue });
const mouse = ({ state }: I8042Device): Ps2Port => ({ regs: state.mouse, queue: state.mouseQueue });
const mode = ({ state }: I8042Device): number => state.ram[0] ?? 0;
const setMode = (dev: I8042Device, set: number, clear: number): void => {
  dev.state.ram[0] = (mode(dev) & ~clear) | set;
};

/** Interrupts follow the output buffer: 1 for the keyboard's bytes, 12 for the mouse's. */
function update(dev: I8042Device): void {
  const { from } = dev.state;
  dev.irq('keyboard').set(from === FROM.KEYBOARD && (mode(dev) & MODE.KEYBOARD_IRQ) !== 0);
  dev.irq('mouse').set(from === FROM.MOUSE && (mode(dev) & MODE.MOUSE_IRQ) !== 0);
}

/** Put the next byte that waits into an empty output buffer: the controller's own first. */
function load(dev: I8042Device): void {
  const { state } = dev;
  while (state.from === FROM.NOBODY) {
    if (state.answerCount > 0) offerAnswer(dev);
    else if (ps2Waiting(keyboard(dev)) > 0 && (mode(dev) & MODE.KEYBOARD_OFF) === 0) offerKey(dev);
    else if (ps2Waiting(mouse(dev)) > 0 && (mode(dev) & MODE.MOUSE_OFF) === 0) {
      state.output = ps2Take(mouse(dev));
      state.from = FROM.MOUSE;
    } else break;
  }
  update(dev);
}

function offerAnswer({ state }: I8042Device): void {
  state.output = state.answers[0] ?? 0;
  state.from = state.answerFrom[0] ?? FROM.KEYBOARD;
  state.answers.copyWithin(0, 1);
  state.answerFrom.copyWithin(0, 1);
  state.answerCount -= 1;
}

/** The prefix of a released key is no byte of its own in set 1. */
function offerKey(dev: I8042Device): void {
  const { state } = dev;
  const code = ps2Take(keyboard(dev));
  if ((mode(dev) & MODE.TRANSLATE) === 0) {
    state.output = code;
    state.from = FROM.KEYBOARD;
  } else if (code === RELEASED) state.broken = 1;
  else {
    state.output = translate(code, state.broken !== 0);
    state.from = FROM.KEYBOARD;
    state.broken = 0;
  }
}

function answer(dev: I8042Device, byte: number, from: number = FROM.KEYBOARD): void {
  const { state } = dev;
  if (state.answerCount >= ANSWERS) return;
  state.answers[state.answerCount] = byte;
  state.answerFrom[state.answerCount] = from;
  state.answerCount += 1;
}

function writeOutputPort(dev: I8042Device, value: number): void {
  dev.state.outputPort = value;
  if ((value & OUTPUT_PORT.NO_RESET) === 0) dev.service('reset', 0, 0, 0);
}

const outputPort = ({ state }: I8042Device): number =>
  (state.outputPort & 0xcf) |
  (state.from === FROM.KEYBOARD ? OUTPUT_PORT.KEYBOARD_FULL : 0) |
  (state.from === FROM.MOUSE ? OUTPUT_PORT.MOUSE_FULL : 0);

/** Commands without data, by code. */
const COMMANDS: Readonly<Record<number, (dev: I8042Device) => void>> = {
  167: (dev) => setMode(dev, MODE.MOUSE_OFF, 0),
  168: (dev) => setMode(dev, 0, MODE.MOUSE_OFF),
  169: (dev) => answer(dev, INTERFACE_GOOD),
  170: (dev) => {
    setMode(dev, MODE.SYSTEM, 0);
    answer(dev, SELF_TEST_PASSED);
  },
  171: (dev) => answer(dev, INTERFACE_GOOD),
  173: (dev) => setMode(dev, MODE.KEYBOARD_OFF, 0),
  174: (dev) => setMode(dev, 0, MODE.KEYBOARD_OFF),
  192: (dev) => answer(dev, INPUT_PORT),
  208: (dev) => answer(dev, outputPort(dev)),
};

/** Commands that the next byte at the data port belongs to, by code; those of the controller's memory are not among them. */
const WITH_DATA: Readonly<Record<number, (dev: I8042Device, value: number) => void>> = {
  209: writeOutputPort,
  210: (dev, value) => answer(dev, value, FROM.KEYBOARD),
  211: (dev, value) => answer(dev, value, FROM.MOUSE),
  212: (dev, value) => {
    setMode(dev, 0, MODE.MOUSE_OFF);
    ps2Write(mouse(dev), value);
  },
};

const READ_RAM = 0x20;
const WRITE_RAM = 0x60;
const PULSE = 0xf0;

function command(dev: I8042Device, code: number): void {
  const { state } = dev;
  state.wasCommand = 1;
  state.command = 0;
  const simple = COMMANDS[code];
  if (simple !== undefined) simple(dev);
  else if (code >= READ_RAM && code < READ_RAM + RAM_BYTES) answer(dev, state.ram[code - READ_RAM] ?? 0);
  else if (code in WITH_DATA || (code >= WRITE_RAM && code < WRITE_RAM + RAM_BYTES)) state.command = code;
  // Pulses of the output port's low bits: bit 0 resets the processor.
  else if (code >= PULSE && (code & OUTPUT_PORT.NO_RESET) === 0) dev.service('reset', 0, 0, 0);
  else if (code < PULSE) dev.trace('unimp', () => `command 0x${code.toString(16)}`);
  load(dev);
}

function writeData(dev: I8042Device, value: number): void {
  const { state } = dev;
  const code = state.command;
  state.wasCommand = 0;
  state.command = 0;
  const run = WITH_DATA[code];
  if (run !== undefined) run(dev, value);
  else if (code >= WRITE_RAM) state.ram[code - WRITE_RAM] = value;
  else {
    setMode(dev, 0, MODE.KEYBOARD_OFF);
    ps2Write(keyboard(dev), value);
  }
  load(dev);
}

function readData(dev: I8042Device): number {
  const { state } = dev;
  const value = state.output;
  state.from = FROM.NOBODY;
  // The interrupt falls between two bytes, so that each has its edge.
  update(dev);
  fill(dev);
  return value;
}

/** Take events from the host while there is room; what does not fit waits outside. */
function fill(dev: I8042Device): void {
  const keys = dev.source('keys');
  for (let byte = 0; byte >= 0 && ps2HasRoom(keyboard(dev)); ) {
    byte = keys.pop();
    if (byte >= 0) ps2Key(keyboard(dev), byte);
  }
  const moves = dev.source('moves');
  const signed = (): number => (moves.pop() << 24) >> 24;
  for (let buttons = 0; buttons >= 0 && ps2HasRoom(mouse(dev)); ) {
    buttons = moves.pop();
    if (buttons >= 0) ps2Move(mouse(dev), buttons, signed(), signed(), signed());
  }
  load(dev);
}

const status = ({ state }: I8042Device): number =>
  STATUS.UNLOCKED |
  (state.from === FROM.NOBODY ? 0 : STATUS.OUTPUT_FULL) |
  (state.from === FROM.MOUSE ? STATUS.MOUSE : 0) |
  (state.wasCommand !== 0 ? STATUS.COMMAND : 0) |
  ((state.ram[0] ?? 0) & MODE.SYSTEM ? STATUS.SYSTEM : 0);

/** Keyboard controller with a keyboard and a wheel mouse. It starts as firmware leaves it: translating, with interrupts. */
export const i8042 = defineDevice(
  I8042,
  I8042_STATE,
  {
    DATA: { read: readData, write: writeData },
    STATUS_COMMAND: { read: status, write: command },
  },
  {
    doc: '8042 keyboard controller with keyboard and mouse',
    windows: { data: { offset: 0, size: 1 }, command: { offset: 4, size: 1 } },
    irqs: { keyboard: { doc: 'interrupt 1' }, mouse: { doc: 'interrupt 12' } },
    sources: {
      keys: { doc: 'scan codes of set 2', arrived: fill },
      moves: { doc: 'movements of 4 bytes: buttons, dx, dy, dz', arrived: fill },
    },
    reset: (dev) => {
      ps2Reset(keyboard(dev), 'keyboard');
      ps2Reset(mouse(dev), 'mouse');
      setMode(dev, MODE.KEYBOARD_IRQ | MODE.MOUSE_IRQ | MODE.SYSTEM | MODE.TRANSLATE, 0);
      dev.state.outputPort = OUTPUT_PORT.NO_RESET | OUTPUT_PORT.A20;
    },
  },
);

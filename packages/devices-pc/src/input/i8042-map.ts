import { type Device, PS2_QUEUE, PS2_REGS, registerMap } from '@tutti/devices-core';

/** Keyboard controller of a PC: data at port 60h, status and command at port 64h. */
export const I8042 = registerMap(
  {
    width: 8,
    size: 5,
    spec: 'Intel 8242 data sheet; IBM PS/2 hardware interface technical reference, keyboard controller',
  },
  {
    DATA: { at: 0, mode: 'rw', virtual: true, doc: 'byte from keyboard, mouse or controller; byte for one of them' },
    STATUS_COMMAND: { at: 4, mode: 'rw', virtual: true, doc: 'status; command' },
  },
);

/** Answers of the controller itself that wait. */
export const ANSWERS = 8;
/** Bytes of the controller's memory; the first is the command byte. */
export const RAM_BYTES = 32;

export const I8042_STATE = {
  ram: { type: 'u8', count: RAM_BYTES, doc: 'memory of the controller; byte 0 is the command byte' },
  output: { type: 'u32', doc: 'output buffer' },
  from: { type: 'u32', doc: 'FROM: whose byte is in the output buffer' },
  command: { type: 'u32', doc: 'command that waits for its data byte; 0: none' },
  wasCommand: { type: 'u32', doc: 'the last byte went to the command port' },
  outputPort: { type: 'u32', doc: 'output port: reset (0), A20 (1)' },
  broken: { type: 'u32', doc: 'the keyboard has sent F0h: the next code is of a released key' },
  answers: { type: 'u8', count: ANSWERS, doc: 'answers of the controller, oldest first' },
  answerFrom: { type: 'u8', count: ANSWERS, doc: 'as whose bytes they are given' },
  answerCount: { type: 'u32' },
  keyboard: { type: 'u8', count: PS2_REGS },
  keyboardQueue: { type: 'u8', count: PS2_QUEUE },
  mouse: { type: 'u8', count: PS2_REGS },
  mouseQueue: { type: 'u8', count: PS2_QUEUE },
} as const;

export type I8042Device = Device<typeof I8042, typeof I8042_STATE>;

/** Whose byte the output buffer holds. */
export const FROM = { NOBODY: 0, KEYBOARD: 1, MOUSE: 2 } as const;

/** Command byte. */
export const MODE = {
  KEYBOARD_IRQ: 0x01,
  MOUSE_IRQ: 0x02,
  SYSTEM: 0x04,
  KEYBOARD_OFF: 0x10,
  MOUSE_OFF: 0x20,
  TRANSLATE: 0x40,
} as const;

export const STATUS = { OUTPUT_FULL: 0x01, SYSTEM: 0x04, COMMAND: 0x08, UNLOCKED: 0x10, MOUSE: 0x20 } as const;
export const OUTPUT_PORT = { NO_RESET: 1, A20: 2, KEYBOARD_FULL: 0x10, MOUSE_FULL: 0x20 } as const;

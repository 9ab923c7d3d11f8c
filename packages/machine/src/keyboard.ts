import { scanCode } from '@tutti/devices-core';
import type { DeviceDescription } from './describe.ts';
import { fail } from './errors.ts';

/** Device types with a keyboard, and the pin that takes its scan codes; a device whose option `device` says otherwise has none. */
const PINS: Readonly<Record<string, string>> = { i8042: 'keys', pl050: 'events' };

/** Names of keys in monitors, where they differ from those of browsers. */
const NAMES: Readonly<Record<string, string>> = {
  ret: 'Enter',
  spc: 'Space',
  esc: 'Escape',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Delete',
  insert: 'Insert',
  home: 'Home',
  end: 'End',
  pgup: 'PageUp',
  pgdn: 'PageDown',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  shift: 'ShiftLeft',
  shift_r: 'ShiftRight',
  ctrl: 'ControlLeft',
  ctrl_r: 'ControlRight',
  alt: 'AltLeft',
  alt_r: 'AltRight',
  caps_lock: 'CapsLock',
  minus: 'Minus',
  equal: 'Equal',
  comma: 'Comma',
  dot: 'Period',
  slash: 'Slash',
  semicolon: 'Semicolon',
  apostrophe: 'Quote',
  grave_accent: 'Backquote',
  backslash: 'Backslash',
  bracket_left: 'BracketLeft',
  bracket_right: 'BracketRight',
};

function codeOf(name: string): string {
  if (/^[a-z]$/i.test(name)) return `Key${name.toUpperCase()}`;
  if (/^\d$/.test(name)) return `Digit${name}`;
  return NAMES[name.toLowerCase()] ?? (/^f\d+$/i.test(name) ? name.toUpperCase() : name);
}

/** Pin of the board's first keyboard; undefined: it has none. */
export function keyboardPin(devices: readonly DeviceDescription[]): string | undefined {
  const found = devices.find((d) => d.type in PINS && (d.options['device'] ?? 'keyboard') === 'keyboard');
  return found && `${found.name}.${PINS[found.type]}`;
}

/** Scan codes of one key that goes down or up, named as by browsers; empty: no keyboard has it. */
export const keyEvent = (code: string, pressed: boolean): Uint8Array => Uint8Array.from(scanCode(code, pressed));

/**
 * Scan codes of keys that are pressed together and let go again: `ctrl-alt-delete`, `ret`, or a browser's name, `KeyA`.
 * @throws EmulatorError OPTION_BAD for a key that no keyboard has
 */
export function keyBytes(combination: string): Uint8Array {
  const codes = combination.split('-').map((name) => {
    const code = codeOf(name);
    if (scanCode(code, true).length === 0)
      throw fail('OPTION_BAD', { option: 'sendkey', value: combination, want: `no key is named "${name}"` });
    return code;
  });
  const down = codes.flatMap((code) => scanCode(code, true));
  const up = codes.toReversed().flatMap((code) => scanCode(code, false));
  return Uint8Array.from([...down, ...up]);
}

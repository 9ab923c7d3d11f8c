import type { DeviceDescription } from './describe.ts';

/** Device types with a mouse, and the pin that takes its movements; a device whose option `device` says otherwise has none. */
const PINS: Readonly<Record<string, string>> = { i8042: 'moves', pl050: 'events' };

/** Pin of the board's first mouse; undefined: it has none. */
export function mousePin(devices: readonly DeviceDescription[]): string | undefined {
  const found = devices.find((d) => d.type in PINS && (d.options['device'] ?? 'mouse') === 'mouse');
  return found && `${found.name}.${PINS[found.type]}`;
}

/** What the mouse did: buttons (1 left, 2 right, 4 middle) and counts to the right, down, and of the wheel towards the user. */
export interface MouseMove {
  readonly buttons: number;
  readonly right: number;
  readonly down: number;
  readonly wheel: number;
}

/** Counts that one movement holds. */
const LARGEST = 127;

/** Movements as a mouse's pin takes them: buttons, right, up, wheel. Long ways are cut into several. */
export function moveBytes({ buttons, right, down, wheel }: MouseMove): Uint8Array {
  const steps = Math.max(1, Math.ceil(Math.max(...[right, down, wheel].map(Math.abs)) / LARGEST));
  const part = (way: number, step: number): number =>
    (Math.trunc((way * (step + 1)) / steps) - Math.trunc((way * step) / steps)) & 0xff;
  return Uint8Array.from(
    Array.from({ length: steps }, (_, i) => [buttons & 7, part(right, i), part(-down, i), part(wheel, i)]).flat(),
  );
}

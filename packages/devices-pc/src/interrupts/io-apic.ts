import { PINS } from './apic-map.ts';
import { type Apic, isRequested, send } from './local-apic.ts';

/** Bits of the low word of a redirection entry (82093AA, 3.2.4). */
const ENTRY = {
  LOGICAL: 1 << 11,
  PENDING: 1 << 12,
  LOW_ACTIVE: 1 << 13,
  REMOTE_IRR: 1 << 14,
  LEVEL: 1 << 15,
  MASKED: 1 << 16,
} as const;
/**
 * The input of the system's timer. On a host that lets a core wait, ticks come in heaps; the edges that would be lost then are kept and
 * given one by one, at the end of the one before. Kernels count ticks to find out whether the timer works.
 */
const TIMER_PIN = 2;
const MOST_LATE_TICKS = 64;
const READ_ONLY = ENTRY.PENDING | ENTRY.REMOTE_IRR;
const REGISTER = { ID: 0, VERSION: 1, ARBITRATION: 2, TABLE: 0x10 } as const;

const low = (dev: Apic, pin: number): number => dev.state.redirection[2 * pin] ?? ENTRY.MASKED;

function deliver(dev: Apic, pin: number): void {
  const entry = low(dev, pin);
  const level = (entry & ENTRY.LEVEL) !== 0;
  if ((entry & ENTRY.MASKED) !== 0 || (level && (entry & ENTRY.REMOTE_IRR) !== 0)) return;
  if (level) dev.state.redirection[2 * pin] = entry | ENTRY.REMOTE_IRR;
  const destination = (dev.state.redirection[2 * pin + 1] ?? 0) >>> 24;
  const message = { vector: entry & 0xff, delivery: (entry >>> 8) & 7, level };
  send(dev, destination, (entry & ENTRY.LOGICAL) !== 0, message);
}

/** Inputs are active high here: the polarity bit describes the board's wiring, which the wires already follow. */
export function pinChanged(dev: Apic, pin: number, on: boolean): void {
  const bit = 1 << pin;
  const before = dev.state.pinLevels;
  dev.state.pinLevels = on ? before | bit : before & ~bit;
  const level = (low(dev, pin) & ENTRY.LEVEL) !== 0;
  if (!on || ((before & bit) !== 0 && !level)) return;
  if (pin === TIMER_PIN && !level && isRequested(dev, low(dev, pin) & 0xff))
    dev.state.lateTicks = Math.min(dev.state.lateTicks + 1, MOST_LATE_TICKS);
  else deliver(dev, pin);
}

/** An edge-triggered interrupt ended: when it was the timer's, the next late tick comes. */
export function tickEnded(dev: Apic, vector: number): void {
  if (dev.state.lateTicks === 0 || vector !== (low(dev, TIMER_PIN) & 0xff) || isRequested(dev, vector)) return;
  dev.state.lateTicks--;
  deliver(dev, TIMER_PIN);
}

/** A level-triggered interrupt ended: the pin may interrupt again, at once when it is still active. */
export function vectorEnded(dev: Apic, vector: number): void {
  for (let pin = 0; pin < PINS; pin++) {
    const entry = low(dev, pin);
    if ((entry & 0xff) !== vector || (entry & ENTRY.LEVEL) === 0) continue;
    dev.state.redirection[2 * pin] = entry & ~ENTRY.REMOTE_IRR;
    if ((dev.state.pinLevels & (1 << pin)) !== 0) deliver(dev, pin);
  }
}

export function readWindow(dev: Apic): number {
  const select = dev.state.IOREGSEL;
  if (select === REGISTER.ID || select === REGISTER.ARBITRATION) return (dev.state.ioId << 24) >>> 0;
  if (select === REGISTER.VERSION) return ((PINS - 1) << 16) | 0x20;
  return dev.state.redirection[select - REGISTER.TABLE] ?? 0;
}

export function writeWindow(dev: Apic, value: number): void {
  const select = dev.state.IOREGSEL;
  if (select === REGISTER.ID) dev.state.ioId = (value >>> 24) & 15;
  const word = select - REGISTER.TABLE;
  if (word < 0 || word >= 2 * PINS) return;
  const pin = word >>> 1;
  if ((word & 1) !== 0) {
    dev.state.redirection[word] = value;
    return;
  }
  if (pin === TIMER_PIN) dev.state.lateTicks = 0;
  const kept = (value & ENTRY.LEVEL) !== 0 ? low(dev, pin) & READ_ONLY : 0;
  dev.state.redirection[word] = (value & 0x1ffff & ~READ_ONLY) | kept;
  if ((dev.state.pinLevels & (1 << pin)) !== 0 && (value & ENTRY.LEVEL) !== 0) deliver(dev, pin);
}

/** A message-signalled interrupt (SDM 3A, 11.11). */
export function messageSignalled(dev: Apic, address: number, data: number): void {
  const message = { vector: data & 0xff, delivery: (data >>> 8) & 7, level: (data & 0x8000) !== 0 };
  send(dev, (address >>> 12) & 0xff, (address & 4) !== 0, message);
}

import { changeSenders, cpuOf } from './distributor.ts';
import {
  CTLR,
  type Gic,
  groupPriority,
  highestPending,
  idLimit,
  idOf,
  isSufficient,
  SPURIOUS,
  slotOf,
  updateCpu,
  updateSlot,
  WRONG_GROUP,
} from './pending.ts';

/** Id as IAR and HPPIR show it: a software interrupt carries its sender in bits 12-10, the lowest one that waits. */
function idWithSender(dev: Gic, cpu: number, id: number): number {
  if (id >= 16) return id;
  const senders = dev.state.senders[cpu * 16 + id] ?? 0;
  return senders === 0 ? id : id | ((31 - Math.clz32(senders & -senders)) << 10);
}

/** The group rule of IAR and HPPIR (4.4.4, 4.4.7). @returns -1 when the interrupt may be seen, else the special id */
function hiddenBy(dev: Gic, cpu: number, slot: number, alias: boolean): number {
  const group1 = dev.state.group1[slot] !== 0;
  if (alias) return group1 ? -1 : SPURIOUS;
  return group1 && ((dev.state.control[cpu] ?? 0) & CTLR.ACK_CTL) === 0 ? WRONG_GROUP : -1;
}

/** GICC_IAR and GICC_AIAR: acknowledge the highest pending interrupt: pending becomes active, its priority runs. */
export function acknowledge(dev: Gic, core: number, alias: boolean): number {
  const cpu = cpuOf(dev, core);
  const slot = highestPending(dev, cpu);
  if (slot < 0 || !isSufficient(dev, cpu, slot)) return SPURIOUS;
  const hidden = hiddenBy(dev, cpu, slot, alias);
  if (hidden >= 0) return hidden;
  const { state } = dev;
  const seen = idWithSender(dev, cpu, idOf(slot));
  const bit = 1 << (groupPriority(dev, cpu, slot) >>> 3);
  const running = state.group1[slot] !== 0 ? state.activePriorities1 : state.activePriorities;
  running[cpu] = ((running[cpu] ?? 0) | bit) >>> 0;
  state.active[slot] = 1;
  if (idOf(slot) < 16) changeSenders(dev, cpu, seen & 15, 1 << (seen >>> 10), false);
  else state.latched[slot] = 0;
  updateSlot(dev, slot);
  return seen;
}

/** GICC_HPPIR and GICC_AHPPIR. */
export function peek(dev: Gic, core: number, alias: boolean): number {
  const cpu = cpuOf(dev, core);
  const slot = highestPending(dev, cpu);
  if (slot < 0) return SPURIOUS;
  const hidden = hiddenBy(dev, cpu, slot, alias);
  return hidden >= 0 ? hidden : idWithSender(dev, cpu, idOf(slot));
}

/** GICC_EOIR and GICC_AEOIR: drop the running priority, and deactivate unless EOImode splits the two (4.4.5). */
export function endOfInterrupt(dev: Gic, value: number, core: number): void {
  const id = value & 0x3ff;
  const cpu = cpuOf(dev, core);
  if (id >= idLimit(dev)) return;
  const { state } = dev;
  const slot = slotOf(cpu, id);
  const running = state.group1[slot] !== 0 ? state.activePriorities1 : state.activePriorities;
  const bits = running[cpu] ?? 0;
  if (bits === 0) dev.trace('guest_errors', () => `core ${core} ends interrupt ${id}, but none is active`);
  running[cpu] = (bits & (bits - 1)) >>> 0;
  if (((state.control[cpu] ?? 0) & CTLR.EOI_MODE) === 0) state.active[slot] = 0;
  updateSlot(dev, slot);
  updateCpu(dev, cpu);
}

/** GICC_DIR (4.4.15). */
export function deactivate(dev: Gic, value: number, core: number): void {
  const id = value & 0x3ff;
  const cpu = cpuOf(dev, core);
  if (id >= idLimit(dev) || ((dev.state.control[cpu] ?? 0) & CTLR.EOI_MODE) === 0) {
    dev.trace('guest_errors', () => `GICC_DIR of ${id} without EOImode, or of an id that does not exist`);
    return;
  }
  const slot = slotOf(cpu, id);
  dev.state.active[slot] = 0;
  updateSlot(dev, slot);
}

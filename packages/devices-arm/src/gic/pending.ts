import type { Device } from '@tutti/devices-core';
import { type GIC, type GIC_OPTIONS, type GIC_STATE, MAX_CPUS, PRIVATE_IDS } from './gic-map.ts';

export type Gic = Device<typeof GIC, typeof GIC_STATE, typeof GIC_OPTIONS>;

/** What IAR reads when there is nothing to acknowledge, and when what there is belongs to the other group. */
export const SPURIOUS = 1023;
export const WRONG_GROUP = 1022;

/** Bits of GICC_CTLR as GICv2 without the Security Extensions has them (4.4.1). */
export const CTLR = { ENABLE0: 1, ENABLE1: 2, ACK_CTL: 4, FIQ: 8, CBPR: 16, EOI_MODE: 0x200, WRITABLE: 0x27f } as const;

const SHARED_FIRST = MAX_CPUS * PRIVATE_IDS;
const IDLE = 0x100;

/** The state slot of an interrupt id as a core sees it. */
export function slotOf(core: number, id: number): number {
  return id < PRIVATE_IDS ? core * PRIVATE_IDS + id : SHARED_FIRST + id - PRIVATE_IDS;
}

export function idOf(slot: number): number {
  return slot < SHARED_FIRST ? slot % PRIVATE_IDS : slot - SHARED_FIRST + PRIVATE_IDS;
}

export function isShared(slot: number): boolean {
  return slot >= SHARED_FIRST;
}

/** Ids that exist: 32 private ones and the shared ones, in steps of 32. */
export function idLimit(dev: Gic): number {
  return Math.min(1020, PRIVATE_IDS + Math.ceil(dev.options.spis / 32) * 32);
}

export function isPending(dev: Gic, slot: number): boolean {
  const { latched, level, edge } = dev.state;
  return latched[slot] !== 0 || (edge[slot] === 0 && level[slot] !== 0);
}

/** Bring the slot's `ready` bit in line with its state. Every change of a slot ends with this, then with `update`. */
export function refresh(dev: Gic, slot: number): void {
  const { enabled, active, ready } = dev.state;
  const word = slot >>> 5;
  const bit = 1 << (slot & 31);
  const on = enabled[slot] !== 0 && active[slot] === 0 && isPending(dev, slot);
  ready[word] = on ? (ready[word] ?? 0) | bit : (ready[word] ?? 0) & ~bit;
}

/** Group priority: the part of a priority that preemption looks at (3.3.3, table 3-2). */
export function groupPriority(dev: Gic, cpu: number, slot: number): number {
  const { state } = dev;
  const own = state.group1[slot] !== 0 && ((state.control[cpu] ?? 0) & CTLR.CBPR) === 0;
  const shift = own ? (state.binaryPoint1[cpu] ?? 0) : (state.binaryPoint[cpu] ?? 0) + 1;
  return (state.priority[slot] ?? 0) & (0xff << shift) & 0xff;
}

/** The highest group priority among the active interrupts of a core; 0x100 when there is none. */
export function runningPriority(dev: Gic, cpu: number): number {
  const active = (dev.state.activePriorities[cpu] ?? 0) | (dev.state.activePriorities1[cpu] ?? 0);
  return active === 0 ? IDLE : (31 - Math.clz32(active & -active)) << 3;
}

/** The ready interrupt of the highest priority for a core whose group both sides enable, lowest id first; -1: none. */
export function highestPending(dev: Gic, cpu: number): number {
  const { ready, targets } = dev.state;
  const words = SHARED_FIRST / 32 + idLimit(dev) / 32 - 1;
  let best = -1;
  let bestPriority = IDLE;
  for (let word = cpu; word < words; word = word < MAX_CPUS ? MAX_CPUS : word + 1) {
    for (let left = ready[word] ?? 0; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      if (isShared(slot) && ((targets[slot] ?? 0) & (1 << cpu)) === 0) continue;
      const priority = dev.state.priority[slot] ?? 0;
      if (priority < bestPriority && groupEnabled(dev, cpu, slot)) {
        best = slot;
        bestPriority = priority;
      }
    }
  }
  return best;
}

function groupEnabled(dev: Gic, cpu: number, slot: number): boolean {
  const bit = dev.state.group1[slot] !== 0 ? CTLR.ENABLE1 : CTLR.ENABLE0;
  return (dev.state.GICD_CTLR & bit & (dev.state.control[cpu] ?? 0)) !== 0;
}

/** Whether an interrupt may be signalled: above the mask, and preempting what runs. */
export function isSufficient(dev: Gic, cpu: number, slot: number): boolean {
  const priority = dev.state.priority[slot] ?? 0;
  return priority < (dev.state.mask[cpu] ?? 0) && groupPriority(dev, cpu, slot) < runningPriority(dev, cpu);
}

/** Recompute the outputs to one core from state (3.2.3). */
export function updateCpu(dev: Gic, cpu: number): void {
  const slot = highestPending(dev, cpu);
  const signalled = slot >= 0 && isSufficient(dev, cpu, slot);
  const fiq = signalled && dev.state.group1[slot] === 0 && ((dev.state.control[cpu] ?? 0) & CTLR.FIQ) !== 0;
  dev.irq('irq', cpu).set(signalled && !fiq);
  dev.irq('fiq', cpu).set(fiq);
}

/** Recompute all outputs. */
export function update(dev: Gic): void {
  for (let cpu = 0; cpu < dev.options.cores; cpu++) updateCpu(dev, cpu);
}

/** Recompute what a change of one slot can concern. */
export function updateSlot(dev: Gic, slot: number): void {
  refresh(dev, slot);
  if (isShared(slot)) update(dev);
  else updateCpu(dev, Math.trunc(slot / PRIVATE_IDS));
}

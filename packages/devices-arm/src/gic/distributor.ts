import { type Gic, idLimit, isPending, isShared, refresh, slotOf, update, updateSlot } from './pending.ts';

type Flags = 'enabled' | 'latched' | 'active' | 'group1';

/** The CPU interface of a core; accesses from elsewhere (debugger, a core of another cluster) see the first. */
export function cpuOf(dev: Gic, core: number): number {
  return core >= 0 && core < dev.options.cores ? core : 0;
}

/** Read 32 one-bit views of a flag. */
export function readBits(dev: Gic, word: number, core: number, test: (slot: number) => boolean): number {
  if (word * 32 >= idLimit(dev)) return 0;
  let bits = 0;
  for (let i = 0; i < 32; i++) if (test(slotOf(cpuOf(dev, core), word * 32 + i))) bits |= 1 << i;
  return bits >>> 0;
}

/** Set a flag of the interrupts whose bits are written as 1. */
export function writeBits(dev: Gic, word: number, core: number, value: number, flag: Flags, on: 0 | 1): void {
  if (word * 32 >= idLimit(dev)) return;
  const cpu = cpuOf(dev, core);
  const field = dev.state[flag];
  for (let left = value; left !== 0; left &= left - 1) {
    const id = word * 32 + 31 - Math.clz32(left & -left);
    // Software interrupts are always enabled, and only GICD_SGIR and GICD_*PENDSGIR make them pending (4.3.5, 4.3.7).
    if (id < 16 && flag !== 'active') continue;
    const slot = slotOf(cpu, id);
    field[slot] = on;
    refresh(dev, slot);
  }
  update(dev);
}

/** GICD_IGROUPR: 0 everywhere in a GIC without groups. */
export function writeGroups(dev: Gic, word: number, core: number, value: number): void {
  if (dev.options.revision < 2 || word * 32 >= idLimit(dev)) return;
  for (let i = 0; i < 32; i++) dev.state.group1[slotOf(cpuOf(dev, core), word * 32 + i)] = (value >>> i) & 1;
  update(dev);
}

/** GICD_IPRIORITYR: 5 bits are implemented, 32 levels. */
export function writePriority(dev: Gic, id: number, core: number, value: number): void {
  if (id >= idLimit(dev)) return;
  dev.state.priority[slotOf(cpuOf(dev, core), id)] = value & 0xf8;
  update(dev);
}

export function readPriority(dev: Gic, id: number, core: number): number {
  return id < idLimit(dev) ? (dev.state.priority[slotOf(cpuOf(dev, core), id)] ?? 0) : 0;
}

/** GICD_ITARGETSR: private interrupts name the reader; with one core the register is RAZ/WI (4.3.12). */
export function readTargets(dev: Gic, id: number, core: number): number {
  if (dev.options.cores === 1 || id >= idLimit(dev)) return 0;
  const slot = slotOf(cpuOf(dev, core), id);
  return isShared(slot) ? (dev.state.targets[slot] ?? 0) : 1 << cpuOf(dev, core);
}

export function writeTargets(dev: Gic, id: number, value: number): void {
  const slot = slotOf(0, id);
  if (dev.options.cores === 1 || id >= idLimit(dev) || !isShared(slot)) return;
  dev.state.targets[slot] = value & ((1 << dev.options.cores) - 1);
  update(dev);
}

/** GICD_ICFGR: software interrupts are edges, all others are programmable. */
export function readConfig(dev: Gic, word: number, core: number): number {
  let bits = 0;
  for (let i = 0; i < 16; i++) {
    const id = word * 16 + i;
    if (id < 16 || (id < idLimit(dev) && dev.state.edge[slotOf(cpuOf(dev, core), id)] !== 0)) bits |= 2 << (2 * i);
  }
  return bits >>> 0;
}

export function writeConfig(dev: Gic, word: number, core: number, value: number): void {
  for (let i = 0; i < 16; i++) {
    const id = word * 16 + i;
    if (id < 16 || id >= idLimit(dev)) continue;
    const slot = slotOf(cpuOf(dev, core), id);
    dev.state.edge[slot] = (value >>> (2 * i + 1)) & 1;
    refresh(dev, slot);
  }
  update(dev);
}

/** An input pin changed. */
export function inputChanged(dev: Gic, slot: number, level: boolean): void {
  const { state } = dev;
  if (level && state.level[slot] === 0 && state.edge[slot] !== 0) state.latched[slot] = 1;
  state.level[slot] = Number(level);
  updateSlot(dev, slot);
}

/** GICD_SGIR: filter in bits 25-24, target list in 23-16, id in 3-0 (4.3.15). */
export function sendSgi(dev: Gic, value: number, core: number): void {
  const self = cpuOf(dev, core);
  const all = (1 << dev.options.cores) - 1;
  const targets = [(value >>> 16) & all, all & ~(1 << self), 1 << self, 0][(value >>> 24) & 3] ?? 0;
  for (let cpu = 0; cpu < dev.options.cores; cpu++) {
    if ((targets & (1 << cpu)) !== 0) changeSenders(dev, cpu, value & 15, 1 << self, true);
  }
}

/** Add or remove pending senders of a software interrupt to a core. */
export function changeSenders(dev: Gic, cpu: number, id: number, senders: number, on: boolean): void {
  const { state } = dev;
  const at = cpu * 16 + id;
  const now = on ? (state.senders[at] ?? 0) | senders : (state.senders[at] ?? 0) & ~senders;
  state.senders[at] = now;
  const slot = slotOf(cpu, id);
  state.latched[slot] = Number(now !== 0);
  updateSlot(dev, slot);
}

/** Levels of 32 inputs, for PPISR and SPISR. */
export function levels(dev: Gic, word: number, core: number): number {
  return readBits(dev, word, core, (slot) => dev.state.level[slot] !== 0);
}

export { isPending };

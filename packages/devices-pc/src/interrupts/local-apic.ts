import type { Device } from '@tutti/devices-core';
import { ACKNOWLEDGE, type APIC, type APIC_OPTIONS, type APIC_STATE, VECTOR_WORDS } from './apic-map.ts';

export type Apic = Device<typeof APIC, typeof APIC_STATE, typeof APIC_OPTIONS>;
type VectorSet = 'isr' | 'tmr' | 'irr';

/** Delivery modes of messages (SDM 3A, 11.6.1). */
export const DELIVERY = { FIXED: 0, LOWEST: 1, SMI: 2, NMI: 4, INIT: 5, STARTUP: 6, EXTINT: 7 } as const;
/** Entries of the local vector table. */
export const LVT = { TIMER: 0, LINT0: 3, LINT1: 4, ERROR: 5 } as const;
const MASKED = 1 << 16;
const ENABLED = 1 << 8;
/** Error status: a vector below 16 was sent or received. */
const ILLEGAL_VECTOR = { SENT: 0x20, RECEIVED: 0x40 } as const;

/** The local APIC of a core, which counts within its cluster; accesses from elsewhere see the first. */
export function apicOf(dev: Apic, core: number): number {
  return core >= 0 && core < dev.options.cores ? core : 0;
}

export const lvtOf = (dev: Apic, cpu: number, entry: number): number => dev.state.lvt[cpu * 6 + entry] ?? MASKED;

const isEnabled = (dev: Apic, cpu: number): boolean => ((dev.state.svr[cpu] ?? 0) & ENABLED) !== 0;

function setBit(dev: Apic, set: VectorSet, cpu: number, vector: number, on: boolean): void {
  const words = dev.state[set];
  const at = cpu * VECTOR_WORDS + (vector >>> 5);
  const bit = 1 << (vector & 31);
  words[at] = on ? (words[at] ?? 0) | bit : (words[at] ?? 0) & ~bit;
}

function hasBit(dev: Apic, set: VectorSet, cpu: number, vector: number): boolean {
  return (((dev.state[set][cpu * VECTOR_WORDS + (vector >>> 5)] ?? 0) >>> (vector & 31)) & 1) !== 0;
}

/** The highest vector of a set, or -1. */
function highest(dev: Apic, set: VectorSet, cpu: number): number {
  for (let word = VECTOR_WORDS - 1; word >= 0; word--) {
    const bits = dev.state[set][cpu * VECTOR_WORDS + word] ?? 0;
    if (bits !== 0) return word * 32 + 31 - Math.clz32(bits);
  }
  return -1;
}

/** Processor priority: of the task or of what is in service, whichever class is higher (11.8.3.1). */
export function processorPriority(dev: Apic, cpu: number): number {
  const service = Math.max(0, highest(dev, 'isr', cpu));
  const task = dev.state.tpr[cpu] ?? 0;
  return task >>> 4 >= service >>> 4 ? task : service & 0xf0;
}

function deliverable(dev: Apic, cpu: number): number {
  const vector = highest(dev, 'irr', cpu);
  return vector >= 0 && vector >>> 4 > processorPriority(dev, cpu) >>> 4 ? vector : -1;
}

/** LINT0 takes the 8259's output through when it is in ExtINT mode; so does a core whose APIC is off. */
function externalInterrupt(dev: Apic, cpu: number): boolean {
  if (dev.state.lint0 === 0) return false;
  if (!isEnabled(dev, cpu)) return cpu === 0;
  const entry = lvtOf(dev, cpu, LVT.LINT0);
  return (entry & MASKED) === 0 && ((entry >>> 8) & 7) === DELIVERY.EXTINT;
}

/** Recompute the interrupt line of a core. */
export function updateCore(dev: Apic, cpu: number): void {
  const level = (isEnabled(dev, cpu) && deliverable(dev, cpu) >= 0) || externalInterrupt(dev, cpu);
  dev.irq('intr', cpu).set(level);
}

/** The core takes an interrupt: request becomes in service. */
export function acknowledge(dev: Apic, core: number): number {
  const cpu = apicOf(dev, core);
  const vector = isEnabled(dev, cpu) ? deliverable(dev, cpu) : -1;
  if (vector >= 0) {
    setBit(dev, 'irr', cpu, vector, false);
    setBit(dev, 'isr', cpu, vector, true);
    updateCore(dev, cpu);
    return vector;
  }
  // What the line announced was taken back meanwhile. Processors deliver the spurious vector only when that happens within the
  // acknowledge itself, which is one step here.
  return externalInterrupt(dev, cpu) ? ACKNOWLEDGE.EXTINT : ACKNOWLEDGE.NONE;
}

/** @returns the vector that ended, or -1 */
export function endOfInterrupt(dev: Apic, cpu: number): number {
  const vector = highest(dev, 'isr', cpu);
  if (vector < 0) return -1;
  setBit(dev, 'isr', cpu, vector, false);
  updateCore(dev, cpu);
  return vector;
}

/** Was the vector level-triggered? Then the I/O APIC must hear of its end. */
export const isLevelTriggered = (dev: Apic, cpu: number, vector: number): boolean => hasBit(dev, 'tmr', cpu, vector);

/** Does a request of this vector wait at any core? */
export function isRequested(dev: Apic, vector: number): boolean {
  for (let cpu = 0; cpu < dev.options.cores; cpu++) if (hasBit(dev, 'irr', cpu, vector)) return true;
  return false;
}

/** A fixed interrupt arrives. */
export function request(dev: Apic, cpu: number, vector: number, level: boolean): void {
  if (vector < 16) {
    dev.state.esr[cpu] = (dev.state.esr[cpu] ?? 0) | ILLEGAL_VECTOR.RECEIVED;
    return;
  }
  if (!isEnabled(dev, cpu)) return;
  setBit(dev, 'tmr', cpu, vector, level);
  setBit(dev, 'irr', cpu, vector, true);
  updateCore(dev, cpu);
}

/** Whether a message for `destination` is for this APIC (11.6.2). */
function isAddressed(dev: Apic, cpu: number, destination: number, logical: boolean): boolean {
  const x2 = dev.state.x2apic[cpu] !== 0;
  if (destination === 0xffff_ffff || (!x2 && (destination & 0xff) === 0xff)) return true;
  if (!logical) return destination === cpu;
  if (x2) {
    const own = x2apicLogicalId(cpu);
    return own >>> 16 === destination >>> 16 && (own & destination & 0xffff) !== 0;
  }
  const id = (dev.state.ldr[cpu] ?? 0) >>> 24;
  // Flat model: one bit a core; cluster model: the high half names the cluster.
  if ((dev.state.dfr[cpu] ?? 0) >>> 28 === 15) return (id & destination) !== 0;
  return id >>> 4 === destination >>> 4 && (id & destination & 15) !== 0;
}

/** Logical id in x2APIC mode: cluster in the high half, one bit in the low one (11.12.10.2). */
export const x2apicLogicalId = (cpu: number): number => (((cpu >>> 4) << 16) | (1 << (cpu & 15))) >>> 0;

export interface Message {
  readonly vector: number;
  readonly delivery: number;
  readonly level: boolean;
}

/** Deliver to one core. NMI, INIT and start-up go to the core itself. */
function deliverTo(dev: Apic, cpu: number, message: Message): void {
  const core = cpu + dev.options.firstCore;
  switch (message.delivery) {
    case DELIVERY.FIXED:
    case DELIVERY.LOWEST:
      request(dev, cpu, message.vector, message.level);
      return;
    case DELIVERY.NMI:
      dev.service('nmi', core, 0, 0);
      return;
    case DELIVERY.INIT:
      dev.service('init_core', core, 0, 0);
      return;
    case DELIVERY.STARTUP:
      dev.service('start_core', core, message.vector, 0);
      return;
    default:
      dev.trace('unimp', () => `delivery mode ${message.delivery} to APIC ${cpu}`);
  }
}

/** Send a message by destination. Lowest priority picks the addressed core with the lowest processor priority. */
export function send(dev: Apic, destination: number, logical: boolean, message: Message): void {
  const targets: number[] = [];
  for (let cpu = 0; cpu < dev.options.cores; cpu++) if (isAddressed(dev, cpu, destination, logical)) targets.push(cpu);
  if (message.delivery === DELIVERY.LOWEST && targets.length > 1) {
    const lowest = targets.reduce((a, b) => (processorPriority(dev, b) < processorPriority(dev, a) ? b : a));
    deliverTo(dev, lowest, message);
  } else for (const cpu of targets) deliverTo(dev, cpu, message);
}

/** Writing ICR_LOW sends (11.6.1). An INIT with level de-assert does nothing on these processors. */
export function sendCommand(dev: Apic, cpu: number, low: number): void {
  const delivery = (low >>> 8) & 7;
  const message: Message = { vector: low & 0xff, delivery, level: false };
  if (delivery === DELIVERY.INIT && (low & 0xc000) === 0x8000) return;
  if (delivery === DELIVERY.FIXED && message.vector < 16) {
    dev.state.esr[cpu] = (dev.state.esr[cpu] ?? 0) | ILLEGAL_VECTOR.SENT;
    return;
  }
  const high = dev.state.icrHigh[cpu] ?? 0;
  const destination = dev.state.x2apic[cpu] !== 0 ? high : high >>> 24;
  switch ((low >>> 18) & 3) {
    case 0:
      send(dev, destination, (low & 0x800) !== 0, message);
      return;
    case 1:
      deliverTo(dev, cpu, message);
      return;
    default:
      for (let other = 0; other < dev.options.cores; other++) {
        if (other !== cpu || ((low >>> 18) & 3) === 2) deliverTo(dev, other, message);
      }
  }
}

import { defineDevice } from '@tutti/devices-core';
import { acknowledge, deactivate, endOfInterrupt, peek } from './cpu-interface.ts';
import {
  changeSenders,
  cpuOf,
  inputChanged,
  isPending,
  levels,
  readBits,
  readConfig,
  readPriority,
  readTargets,
  sendSgi,
  writeBits,
  writeConfig,
  writeGroups,
  writePriority,
  writeTargets,
} from './distributor.ts';
import { GIC, GIC_OPTIONS, GIC_STATE, GICC, MAX_CPUS, PRIVATE_IDS } from './gic-map.ts';
import { CTLR, type Gic, idLimit, runningPriority, slotOf, update, updateCpu } from './pending.ts';

/** The smallest binary points that 5 bits of priority allow. */
const MIN_BPR = 2;

function reset(dev: Gic): void {
  const { state, options } = dev;
  for (let cpu = 0; cpu < MAX_CPUS; cpu++) {
    for (let id = 0; id < 16; id++) {
      state.enabled[slotOf(cpu, id)] = 1;
      state.edge[slotOf(cpu, id)] = 1;
    }
    state.binaryPoint[cpu] = MIN_BPR;
    state.binaryPoint1[cpu] = MIN_BPR + 1;
  }
  if (options.cores === 1) state.targets.fill(1);
}

function setControl(dev: Gic, value: number, core: number): void {
  const cpu = cpuOf(dev, core);
  dev.state.control[cpu] = value & (dev.options.revision < 2 ? CTLR.ENABLE0 : CTLR.WRITABLE);
  updateCpu(dev, cpu);
}

/**
 * The interrupt controller of the MPCore chips and of GIC-400: distributor (window `dist`) and CPU interfaces (window `cpu`, or
 * `cpu_mpcore` where it takes 256 bytes of a private region), without security and virtualisation extensions. Banked registers follow
 * the core that accesses. Inputs: `spi[n]` is id 32 + n, `ppi[core * 32 + id]` a private input. Outputs: `irq` and `fiq` of each core.
 */
export const gic = defineDevice(
  GIC,
  GIC_STATE,
  {
    GICD_CTLR: {
      write: (dev, value) => {
        dev.state.GICD_CTLR = dev.options.revision < 2 ? value & 1 : value;
        update(dev);
      },
    },
    GICD_TYPER: { read: (dev) => (idLimit(dev) > 992 ? 31 : idLimit(dev) / 32 - 1) | ((dev.options.cores - 1) << 5) },
    GICD_IIDR: { read: (dev) => dev.options.distributorId },
    GICD_IGROUPR: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => dev.state.group1[slot] !== 0),
      write: (dev, value, word, core) => writeGroups(dev, word, core, value),
    },
    GICD_ISENABLER: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => dev.state.enabled[slot] !== 0),
      write: (dev, value, word, core) => writeBits(dev, word, core, value, 'enabled', 1),
    },
    GICD_ICENABLER: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => dev.state.enabled[slot] !== 0),
      write: (dev, value, word, core) => writeBits(dev, word, core, value, 'enabled', 0),
    },
    GICD_ISPENDR: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => isPending(dev, slot)),
      write: (dev, value, word, core) => writeBits(dev, word, core, value, 'latched', 1),
    },
    GICD_ICPENDR: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => isPending(dev, slot)),
      write: (dev, value, word, core) => writeBits(dev, word, core, value, 'latched', 0),
    },
    GICD_ISACTIVER: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => dev.state.active[slot] !== 0),
      write: (dev, value, word, core) => writeBits(dev, word, core, value, 'active', 1),
    },
    GICD_ICACTIVER: {
      read: (dev, word, core) => readBits(dev, word, core, (slot) => dev.state.active[slot] !== 0),
      write: (dev, value, word, core) => writeBits(dev, word, core, value, 'active', 0),
    },
    GICD_IPRIORITYR: { read: readPriority, write: (dev, value, id, core) => writePriority(dev, id, core, value) },
    GICD_ITARGETSR: { read: readTargets, write: (dev, value, id) => writeTargets(dev, id, value) },
    GICD_ICFGR: { read: readConfig, write: (dev, value, word, core) => writeConfig(dev, word, core, value) },
    GICD_PPISR: { read: (dev, _index, core) => levels(dev, 0, core) >>> 16 },
    GICD_SPISR: { read: (dev, word, core) => levels(dev, word + 1, core) },
    GICD_SGIR: { write: (dev, value, _index, core) => sendSgi(dev, value, core) },
    GICD_CPENDSGIR: {
      read: (dev, id, core) => dev.state.senders[cpuOf(dev, core) * 16 + id] ?? 0,
      write: (dev, value, id, core) => {
        if (dev.options.revision >= 2) changeSenders(dev, cpuOf(dev, core), id, value, false);
      },
    },
    GICD_SPENDSGIR: {
      read: (dev, id, core) => dev.state.senders[cpuOf(dev, core) * 16 + id] ?? 0,
      write: (dev, value, id, core) => {
        if (dev.options.revision >= 2)
          changeSenders(dev, cpuOf(dev, core), id, value & ((1 << dev.options.cores) - 1), true);
      },
    },
    GICD_PIDR: {
      read: (dev, index) =>
        [0x90, dev.options.revision < 2 ? 0xb3 : 0xb4, dev.options.revision < 2 ? 0x1b : 0x2b, 0][index] ?? 0,
    },
    GICC_CTLR: {
      read: (dev, _index, core) => dev.state.control[cpuOf(dev, core)] ?? 0,
      write: (dev, value, _index, core) => setControl(dev, value, core),
    },
    GICC_PMR: {
      read: (dev, _index, core) => dev.state.mask[cpuOf(dev, core)] ?? 0,
      write: (dev, value, _index, core) => {
        dev.state.mask[cpuOf(dev, core)] = value & 0xf8;
        updateCpu(dev, cpuOf(dev, core));
      },
    },
    GICC_BPR: {
      read: (dev, _index, core) => dev.state.binaryPoint[cpuOf(dev, core)] ?? 0,
      write: (dev, value, _index, core) => {
        dev.state.binaryPoint[cpuOf(dev, core)] = Math.max(MIN_BPR, value);
        updateCpu(dev, cpuOf(dev, core));
      },
    },
    GICC_IAR: { read: (dev, _index, core) => acknowledge(dev, core, false) },
    GICC_EOIR: { write: (dev, value, _index, core) => endOfInterrupt(dev, value, core) },
    GICC_RPR: { read: (dev, _index, core) => Math.min(0xff, runningPriority(dev, cpuOf(dev, core))) },
    GICC_HPPIR: { read: (dev, _index, core) => peek(dev, core, false) },
    GICC_ABPR: {
      read: (dev, _index, core) => dev.state.binaryPoint1[cpuOf(dev, core)] ?? 0,
      write: (dev, value, _index, core) => {
        dev.state.binaryPoint1[cpuOf(dev, core)] = Math.max(MIN_BPR + 1, value);
        updateCpu(dev, cpuOf(dev, core));
      },
    },
    GICC_AIAR: { read: (dev, _index, core) => acknowledge(dev, core, true) },
    GICC_AEOIR: { write: (dev, value, _index, core) => endOfInterrupt(dev, value, core) },
    GICC_AHPPIR: { read: (dev, _index, core) => peek(dev, core, true) },
    GICC_APR: {
      read: (dev, index, core) => (index === 0 ? (dev.state.activePriorities[cpuOf(dev, core)] ?? 0) : 0),
      write: (dev, value, index, core) => {
        if (index === 0) dev.state.activePriorities[cpuOf(dev, core)] = value;
        updateCpu(dev, cpuOf(dev, core));
      },
    },
    GICC_NSAPR: {
      read: (dev, index, core) => (index === 0 ? (dev.state.activePriorities1[cpuOf(dev, core)] ?? 0) : 0),
      write: (dev, value, index, core) => {
        if (index === 0) dev.state.activePriorities1[cpuOf(dev, core)] = value;
        updateCpu(dev, cpuOf(dev, core));
      },
    },
    GICC_IIDR: { read: (dev) => dev.options.interfaceId },
    GICC_DIR: { write: (dev, value, _index, core) => deactivate(dev, value, core) },
  },
  {
    doc: 'Generic Interrupt Controller, architecture versions 1 and 2',
    options: GIC_OPTIONS,
    windows: {
      dist: { offset: 0, size: 0x1000 },
      cpu: { offset: GICC, size: 0x2000 },
      cpu_mpcore: { offset: GICC, size: 0x100 },
    },
    irqs: {
      irq: { count: MAX_CPUS, doc: 'IRQ of each core' },
      fiq: { count: MAX_CPUS, doc: 'FIQ of each core' },
    },
    inputs: {
      spi: {
        count: 988,
        doc: 'shared interrupt: id 32 + index',
        changed: (dev, index, level) => inputChanged(dev, slotOf(0, PRIVATE_IDS + index), level),
      },
      ppi: { count: MAX_CPUS * PRIVATE_IDS, doc: 'private interrupt: core * 32 + id', changed: inputChanged },
    },
    reset,
  },
);

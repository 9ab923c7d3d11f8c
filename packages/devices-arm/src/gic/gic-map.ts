import { registerMap } from '@tutti/devices-core';

/** Byte offset of the CPU interface in the map; boards place the two windows where their chip has them. */
export const GICC = 0x1000;

const ONE_BIT_EACH = { mode: 'rw', virtual: true, count: 32 } as const;
const ONE_BYTE_EACH = { mode: 'rw', virtual: true, width: 8, count: 1020 } as const;

/** Registers of distributor and CPU interface. All are views of per-interrupt state, so none has storage of its own. */
export const GIC = registerMap(
  { width: 32, size: 0x3000, spec: 'Arm IHI 0048B, chapter 4' },
  {
    // 4.3 Distributor
    GICD_CTLR: {
      at: 0x000,
      mode: 'rw',
      fields: { EnableGrp0: [0, 1], EnableGrp1: [1, 1] },
      doc: 'distributor control',
    },
    GICD_TYPER: { at: 0x004, mode: 'r', virtual: true, doc: 'number of interrupt lines and CPU interfaces' },
    GICD_IIDR: { at: 0x008, mode: 'r', virtual: true, doc: 'implementer' },
    GICD_IGROUPR: { at: 0x080, ...ONE_BIT_EACH, doc: 'group of each interrupt' },
    GICD_ISENABLER: { at: 0x100, ...ONE_BIT_EACH, doc: 'set enable' },
    GICD_ICENABLER: { at: 0x180, ...ONE_BIT_EACH, doc: 'clear enable' },
    GICD_ISPENDR: { at: 0x200, ...ONE_BIT_EACH, doc: 'set pending' },
    GICD_ICPENDR: { at: 0x280, ...ONE_BIT_EACH, doc: 'clear pending' },
    GICD_ISACTIVER: { at: 0x300, ...ONE_BIT_EACH, doc: 'set active' },
    GICD_ICACTIVER: { at: 0x380, ...ONE_BIT_EACH, doc: 'clear active' },
    GICD_IPRIORITYR: { at: 0x400, ...ONE_BYTE_EACH, doc: 'priority of each interrupt, 0 is the highest' },
    GICD_ITARGETSR: { at: 0x800, ...ONE_BYTE_EACH, doc: 'CPU interfaces that each interrupt goes to' },
    GICD_ICFGR: { at: 0xc00, mode: 'rw', virtual: true, count: 64, doc: 'two bits each: bit 1 is edge' },
    GICD_PPISR: { at: 0xd00, mode: 'r', virtual: true, doc: 'levels of the private inputs (implementation defined)' },
    GICD_SPISR: {
      at: 0xd04,
      mode: 'r',
      virtual: true,
      count: 31,
      doc: 'levels of the shared inputs (implementation defined)',
    },
    GICD_SGIR: { at: 0xf00, mode: 'w', doc: 'send a software interrupt' },
    GICD_CPENDSGIR: {
      at: 0xf10,
      mode: 'rw',
      virtual: true,
      width: 8,
      count: 16,
      doc: 'clear pending software interrupts, by sender',
    },
    GICD_SPENDSGIR: {
      at: 0xf20,
      mode: 'rw',
      virtual: true,
      width: 8,
      count: 16,
      doc: 'set pending software interrupts, by sender',
    },
    GICD_PIDR4: { at: 0xfd0, mode: 'r', count: 4, const: [4, 0, 0, 0], doc: 'peripheral identification' },
    GICD_PIDR: { at: 0xfe0, mode: 'r', virtual: true, count: 4, doc: 'peripheral identification' },
    GICD_CIDR: { at: 0xff0, mode: 'r', count: 4, const: [0x0d, 0xf0, 0x05, 0xb1], doc: 'component identification' },
    // 4.4 CPU interface, banked by the core that accesses
    GICC_CTLR: { at: GICC + 0x00, mode: 'rw', virtual: true, doc: 'enables, FIQ, acknowledge control, EOI mode' },
    GICC_PMR: { at: GICC + 0x04, mode: 'rw', virtual: true, doc: 'priority mask' },
    GICC_BPR: { at: GICC + 0x08, mode: 'rw', virtual: true, fields: { BinaryPoint: [0, 3] }, doc: 'binary point' },
    GICC_IAR: { at: GICC + 0x0c, mode: 'r', virtual: true, doc: 'acknowledge' },
    GICC_EOIR: { at: GICC + 0x10, mode: 'w', doc: 'end of interrupt' },
    GICC_RPR: { at: GICC + 0x14, mode: 'r', virtual: true, doc: 'running priority' },
    GICC_HPPIR: { at: GICC + 0x18, mode: 'r', virtual: true, doc: 'highest priority pending interrupt' },
    GICC_ABPR: {
      at: GICC + 0x1c,
      mode: 'rw',
      virtual: true,
      fields: { BinaryPoint: [0, 3] },
      doc: 'binary point of group 1',
    },
    GICC_AIAR: { at: GICC + 0x20, mode: 'r', virtual: true, doc: 'acknowledge, group 1' },
    GICC_AEOIR: { at: GICC + 0x24, mode: 'w', doc: 'end of interrupt, group 1' },
    GICC_AHPPIR: { at: GICC + 0x28, mode: 'r', virtual: true, doc: 'highest priority pending interrupt of group 1' },
    GICC_APR: { at: GICC + 0xd0, mode: 'rw', virtual: true, count: 4, doc: 'active priorities' },
    GICC_NSAPR: { at: GICC + 0xe0, mode: 'rw', virtual: true, count: 4, doc: 'active priorities of group 1' },
    GICC_IIDR: { at: GICC + 0xfc, mode: 'r', virtual: true, doc: 'implementer and architecture version' },
    GICC_DIR: { at: GICC + 0x1000, mode: 'w', doc: 'deactivate' },
  },
);

/** CPU interfaces that the state has room for; GICv2 has at most eight. */
export const MAX_CPUS = 8;
/** Interrupt ids below this are private to a core: 16 software interrupts, 16 private peripherals. */
export const PRIVATE_IDS = 32;
/** Number of slots: private ids of every core, then shared ids. */
export const SLOTS = MAX_CPUS * PRIVATE_IDS + 992;

/** Per-interrupt state. A slot is `core * 32 + id` for a private id and 256 + id - 32 for a shared one. */
export const GIC_STATE = {
  enabled: { type: 'u8', count: SLOTS, doc: '1: forwarded to CPU interfaces' },
  latched: { type: 'u8', count: SLOTS, doc: '1: pending by an edge or by software' },
  level: { type: 'u8', count: SLOTS, doc: 'the input as it is' },
  active: { type: 'u8', count: SLOTS, doc: '1: acknowledged and not yet ended' },
  edge: { type: 'u8', count: SLOTS, doc: '1: edge-triggered' },
  group1: { type: 'u8', count: SLOTS, doc: '1: group 1' },
  priority: { type: 'u8', count: SLOTS },
  targets: { type: 'u8', count: SLOTS, doc: 'CPU interfaces of a shared interrupt, one bit each' },
  senders: { type: 'u8', count: MAX_CPUS * 16, doc: 'cores whose software interrupt [receiver * 16 + id] is pending' },
  ready: { type: 'u32', count: SLOTS / 32, doc: 'one bit a slot: enabled, pending and not active' },
  control: { type: 'u32', count: MAX_CPUS, doc: 'GICC_CTLR' },
  mask: { type: 'u32', count: MAX_CPUS, doc: 'GICC_PMR' },
  binaryPoint: { type: 'u32', count: MAX_CPUS, doc: 'GICC_BPR' },
  binaryPoint1: { type: 'u32', count: MAX_CPUS, doc: 'GICC_ABPR' },
  activePriorities: { type: 'u32', count: MAX_CPUS, doc: 'GICC_APR0: one bit for each of 32 group priorities' },
  activePriorities1: { type: 'u32', count: MAX_CPUS, doc: 'GICC_NSAPR0, the same for group 1' },
} as const;

export const GIC_OPTIONS = {
  cores: { type: 'int', default: 1, min: 1, max: MAX_CPUS, doc: 'CPU interfaces' },
  spis: { type: 'int', default: 64, min: 0, max: 988, doc: 'shared interrupts; rounded up to a multiple of 32' },
  revision: { type: 'int', default: 2, min: 1, max: 2, doc: 'architecture version; 1 has no interrupt groups' },
  distributorId: { type: 'int', default: 0x0102_043b, doc: 'GICD_IIDR' },
  interfaceId: { type: 'int', default: 0x0202_043b, doc: 'GICC_IIDR' },
} as const;

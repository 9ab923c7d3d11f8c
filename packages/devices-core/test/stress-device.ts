import { type DeviceHost, DeviceSet, defineDevice, planDevices, registerMap } from '../src/index.ts';

/** A device whose every write is a read, a pause and a store, so that a missing lock loses counts; it drives another one. */
const COUNTER = registerMap(
  { width: 32, size: 0x10, spec: 'stress test' },
  {
    COUNT: { at: 0x0, mode: 'rw', doc: 'writes so far' },
    EDGES: { at: 0x4, mode: 'r', doc: 'changes of the input' },
    LEVEL: { at: 0x8, mode: 'r', doc: 'the input' },
  },
);

const counter = defineDevice(
  COUNTER,
  { scratch: 'u32' },
  {
    COUNT: {
      write: (dev, value) => {
        const before = dev.state.COUNT;
        for (let i = 0; i < 20; i++) dev.state.scratch = i;
        dev.state.COUNT = before + 1;
        dev.irq('out').set(value & 1);
      },
    },
  },
  {
    irqs: { out: { doc: 'bit 0 of the last write' } },
    inputs: {
      in: {
        doc: 'counted',
        changed: (dev, _index, level) => {
          dev.state.EDGES += 1;
          dev.state.LEVEL = Number(level);
        },
      },
    },
  },
);

const types = { counter };
const names = ['a', 'b', 'sum'];
const plan = planDevices(
  names.map((name) => ({ name, type: 'counter' })),
  types,
  [
    { from: 'a.out', to: 'sum.in' },
    { from: 'b.out', to: 'sum.in' },
    { from: 'sum.out', to: 'core.irq[0]' },
  ],
);

export const HEAP_BYTES = plan.size;

/** The devices of one thread over a buffer that all share. */
export function stressSet(buffer: SharedArrayBuffer): DeviceSet {
  const nothing = () => undefined;
  const host: DeviceHost = {
    buffer,
    clock: { nowNs: () => 0, seconds: () => 0 },
    memoryOf: () => ({ readBytes: nothing, writeBytes: nothing }),
    lines: { set: nothing },
    timers: { arm: nothing, cancel: nothing },
    requestWork: nothing,
    sink: nothing,
    source: nothing,
    block: nothing,
    net: nothing,
    share: nothing,
    service: nothing,
    trace: nothing,
  };
  return new DeviceSet(plan, types, host, 0);
}

import { loopbackNet, memoryBlock } from '@tutti/devices-core';
import { Bench, hammer } from '@tutti/devices-core/testing';
import { describe, it } from 'vitest';
import { DEVICES } from './devices.ts';

const ACCESSES = 20_000;
const CORES = 4;
const SEED = 1;
const disk = () => memoryBlock(new Uint8Array(64 * 1024));

/** What hangs on a device, so that a hostile guest reaches all of it. */
const ATTACHED: Readonly<Record<string, { options: Record<string, string>; pins: readonly string[] }>> = {
  'piix-ide': { options: { drive0: 'disk', drive2: 'cdrom' }, pins: ['drive0', 'drive2'] },
  ahci: { options: { port0: 'disk', port1: 'cdrom' }, pins: ['port0', 'port1'] },
  e1000: { options: { device: 'net' }, pins: [] },
};

describe('random accesses by a hostile guest', () => {
  it.each(Object.keys(DEVICES))('%s never throws', (type) => {
    const { options = {}, pins = [] } = ATTACHED[type] ?? {};
    const bench = new Bench([{ name: 'dev', type, options }], DEVICES, {
      blocks: Object.fromEntries(pins.map((pin) => [`dev.${pin}`, disk()])),
      nets: { 'dev.net': loopbackNet() },
    });
    hammer(bench, 'dev', SEED, ACCESSES, CORES);
  });
});

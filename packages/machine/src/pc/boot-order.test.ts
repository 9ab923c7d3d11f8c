import { describe, expect, it } from 'vitest';
import { bootOrder } from './boot-order.ts';

const DEVICES = [
  { name: 'ide', type: 'piix-ide', pci: 9, clusters: ['cpu'], options: {} },
  { name: 'ahci', type: 'ahci', pci: 72, clusters: ['cpu'], options: {} },
  { name: 'virtio0', type: 'virtio-pci', pci: 24, clusters: ['cpu'], options: {} },
];
const DRIVES = [
  { pin: 'virtio0.disk', drive: { file: 'a' } },
  { pin: 'ide.drive3', drive: { file: 'b', media: 'cdrom' as const } },
  { pin: 'ahci.port2', drive: { file: 'c', media: 'disk' as const } },
];
const order = (letters: string): string[] =>
  new TextDecoder()
    .decode(bootOrder(letters, DRIVES, DEVICES))
    .replace('\0', '')
    .split('\n');

describe('boot order', () => {
  it('CDs come before disks when they are named first', () => {
    expect(order('dc')).toEqual([
      '/pci@i0cf8/*@1,1/drive@1/disk@1',
      '/pci@i0cf8/*@3/disk@0,0',
      '/pci@i0cf8/*@9/drive@2/disk@0',
      'HALT',
    ]);
  });

  it('what is not named is not booted from', () => expect(order('d')).toHaveLength(2));

  it('other letters are refused', () => {
    expect(() => order('n')).toThrow('--boot n: no boot device "n"; c is a disk, d a CD');
  });
});

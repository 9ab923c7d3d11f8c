import type { AnyDevice, DeviceType, RegisterCallbacks } from './define-device.ts';
import { bytesOf, extentOf, maskOf, type RegisterMode } from './register-map.ts';

/** A register with everything that an access needs worked out. */
export interface Register {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
  readonly stride: number;
  readonly count: number;
  readonly mode: RegisterMode;
  readonly stored: boolean;
  /** Bits of the element's width. */
  readonly widthMask: number;
  /** Bits that exist. */
  readonly fieldMask: number;
  readonly unimplementedMask: number;
  readonly constants: readonly number[] | undefined;
  readonly reset: number;
  readonly callbacks: RegisterCallbacks<AnyDevice>;
}

/** A map, compiled: the register at each byte offset. Made once per device type and thread. */
export interface RegisterFile {
  readonly registers: readonly Register[];
  /** Number of the register at each byte, -1: none. */
  readonly slotAt: Int16Array;
}

/** Work out a device type's registers for the bus. */
export function compileRegisters(type: DeviceType): RegisterFile {
  const { head, registers } = type.map;
  // Only as far as there are registers: what lies beyond reads as undefined, which is none as well.
  const ends = Object.values(registers).map((spec) => extentOf(head, spec).end);
  const slotAt = new Int16Array(Math.max(0, ...ends)).fill(-1);
  const list = Object.entries(registers).map(([name, spec], slot): Register => {
    const { bytes, stride } = extentOf(head, spec);
    for (const byte of bytesOf(head, spec)) slotAt[byte] = slot;
    const widthMask = maskOf([0, bytes * 8]);
    const unimplementedMask = union(Object.values(spec.unimplemented ?? {}).map(maskOf));
    const fieldMask =
      spec.fields === undefined ? widthMask : union(Object.values(spec.fields).map(maskOf)) | unimplementedMask;
    return {
      name,
      at: spec.at,
      bytes,
      stride,
      count: spec.count ?? 1,
      mode: spec.mode,
      stored: spec.const === undefined && spec.virtual !== true && spec.mode !== 'w',
      widthMask,
      fieldMask: fieldMask >>> 0,
      unimplementedMask,
      constants: typeof spec.const === 'number' ? [spec.const] : spec.const,
      reset: spec.reset ?? 0,
      callbacks: type.callbacks[name] ?? {},
    };
  });
  return { registers: list, slotAt };
}

function union(masks: readonly number[]): number {
  return masks.reduce((all, mask) => (all | mask) >>> 0, 0);
}

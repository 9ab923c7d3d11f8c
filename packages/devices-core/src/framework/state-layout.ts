import { defineLayout, type FieldSpec, type Layout } from '@tutti/layout';
import type { DeviceType } from './define-device.ts';

const HEADER = {
  lock: { type: 'i32', align: 64, doc: 'Device lock: 0 free, 1 held, 2 held and waited for. Atomics only.' },
} as const;

/** Names of the fields that the framework adds; a `$` keeps them apart from registers. */
export const OUTPUTS = '$outputs';
export const DEADLINES = '$deadlines';

const BY_WIDTH = { 8: 'u8', 16: 'u16', 32: 'u32' } as const;

/** How many pins or timers a table of them declares. */
export function total(table: Readonly<Record<string, { readonly count?: number }>> | undefined): number {
  return Object.values(table ?? {}).reduce((sum, { count }) => sum + (count ?? 1), 0);
}

/** The memory of one device of this type: lock, stored registers, own state, output levels, timer deadlines. */
export function stateLayout(type: DeviceType): Layout {
  const fields: Record<string, FieldSpec> = { ...HEADER };
  for (const [name, spec] of Object.entries(type.map.registers)) {
    if (spec.const !== undefined || spec.virtual === true || spec.mode === 'w') continue;
    fields[name] = { type: BY_WIDTH[spec.width ?? type.map.head.width], count: spec.count ?? 1, doc: spec.doc };
  }
  for (const [name, spec] of Object.entries(type.state)) {
    fields[name] = typeof spec === 'string' ? { type: spec, doc: '' } : { doc: '', ...spec };
  }
  const outputs = total(type.parts.irqs);
  const timers = total(type.parts.timers);
  fields[OUTPUTS] = {
    type: 'i32',
    count: outputs + 1,
    doc: 'Level of each output pin; the last is unused. Atomics only.',
  };
  fields[DEADLINES] = {
    type: 'f64',
    count: timers + 1,
    doc: 'Guest time at which each timer fires, -1: not armed; the last is unused.',
  };
  return defineLayout(`Device<${type.map.head.spec}>`, fields);
}

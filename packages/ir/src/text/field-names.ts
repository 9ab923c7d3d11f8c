import type { Layout } from '@tutti/layout';
import { coreArea, type GuestShape } from '../target.ts';

/** Name of a slot: a field (`r[3]`, `pc`, `v[0]+8` for a part), a temporary (`t0`, `t1`, ... of 8 bytes) or a number. */
export function slotName(shape: GuestShape, slot: number): string {
  const { temps, tempBytes } = coreArea(shape);
  if (slot >= temps && slot < temps + tempBytes && slot % 8 === 0) return `t${(slot - temps) / 8}`;
  return fieldName(shape.state, slot) ?? `${slot}`;
}

/** Name of the field that holds a byte of a structure, or undefined. */
export function fieldName(layout: Layout, offset: number): string | undefined {
  for (const field of Object.values(layout.fields)) {
    const inside = offset - field.offset;
    if (inside < 0 || inside >= field.stride * field.count) continue;
    const element = Math.floor(inside / field.stride);
    const rest = inside - element * field.stride;
    const name = field.count > 1 ? `${field.name}[${element}]` : field.name;
    return rest === 0 ? name : `${name}+${rest}`;
  }
  return undefined;
}

/** Offset of a slot by its name. @throws SyntaxError when there is no such slot */
export function slotOf(shape: GuestShape, name: string): number {
  const temp = /^t(\d+)$/.exec(name);
  if (temp && !(name in shape.state.fields)) return coreArea(shape).temps + 8 * Number(temp[1]);
  const match = /^(\w+)(?:\[(\d+)\])?(?:\+(\d+))?$/.exec(name);
  if (match && /^\d+$/.test(name)) return Number(name);
  const field = match && shape.state.fields[match[1]!];
  if (!field) throw new SyntaxError(`${shape.name} has no field ${name}`);
  const element = Number(match[2] ?? 0);
  if (element >= field.count) throw new SyntaxError(`${name}: ${field.name} has ${field.count} elements`);
  return field.offset + field.stride * element + Number(match[3] ?? 0);
}

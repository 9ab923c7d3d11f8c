import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../catalog.ts';
import { fieldLists, fieldsOf, type SavedStructure } from './parts.ts';

function deviceOf(type: string) {
  const { set } = new Bench([{ name: 'dev', type }], CATALOG.devices);
  const { layout, base, bytes } = set.get('dev');
  const structure: SavedStructure = { name: 'dev', kind: type, layout, base, without: new Set(['lock']) };
  return { set, structure, buffer: bytes.buffer as SharedArrayBuffer };
}

describe('the state of a device', () => {
  it.each(Object.keys(CATALOG.devices))('%s is saved and restored whole', (type) => {
    const { set, structure, buffer } = deviceOf(type);
    const fields = [...fieldsOf(buffer, structure)];
    for (const [i, field] of fields.entries()) field.fill(i + 1);
    const filled = set.describe('dev');
    const saved = fields.map((field) => field.slice());
    for (const field of fields) field.fill(0);
    expect(set.describe('dev')).not.toEqual(filled);
    for (const [i, field] of fields.entries()) field.set(saved[i]!);
    expect(set.describe('dev')).toEqual(filled);
  });

  it.each(Object.entries(CATALOG.devices))('%s has all its own fields in the list', (type, { state }) => {
    const { structure } = deviceOf(type);
    const names = fieldLists([structure])[type]!.map((field) => field.split(':')[0]);
    expect(names).toEqual(expect.arrayContaining(Object.keys(state)));
  });
});

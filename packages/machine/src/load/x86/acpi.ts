import { placeAcpi } from '@tutti/devices-pc';
import type { LoadContext, Segment } from '../types.ts';
import { ACPI_AT } from './low-memory.ts';

/** The board's ACPI tables, root pointer first; undefined when the board has none. */
export function acpiSegment({ acpi }: LoadContext): Segment | undefined {
  if (!acpi) return undefined;
  return { at: ACPI_AT, bytes: placeAcpi(acpi, ACPI_AT).bytes, what: 'ACPI tables' };
}

import { fail } from '../../errors.ts';
import type { LoadContext, LoadResult, NamedBytes, Segment } from '../types.ts';
import { enterReset } from './entry-state.ts';
import { MEGABYTE } from './low-memory.ts';

const TOP = 2 ** 32;
/** What of the ROM appears below 1 MiB as well. */
const SHADOW_BYTES = 128 * 1024;
const UNIT = 64 * 1024;

/** Firmware in the ROM that ends at 4 GiB, with its end copied below 1 MiB as the chip set shadows it; started at the reset vector. */
export function loadFirmware(context: LoadContext, firmware: NamedBytes): LoadResult {
  const { path, bytes } = firmware;
  if (bytes.length % UNIT !== 0) throw fail('FIRMWARE_SIZE', { path, have: bytes.length });
  const shadow = bytes.subarray(Math.max(0, bytes.length - SHADOW_BYTES));
  const segments: Segment[] = [
    { at: TOP - bytes.length, bytes, what: path },
    { at: MEGABYTE - shadow.length, bytes: shadow, what: `${path} below 1 MiB` },
  ];
  return { segments, boot: enterReset(context) };
}

import { acpiFiles, fwCfgContents } from '@tutti/devices-pc';
import { fail } from '../../errors.ts';
import type { LoadContext, LoadResult, NamedBytes, Segment } from '../types.ts';
import { enterReset } from './entry-state.ts';
import { highRam } from './linux.ts';
import { MEGABYTE } from './low-memory.ts';
import { e820Bytes, MEMORY_TYPE } from './memory-map.ts';

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
  return { segments, boot: enterReset(context), contents: { 'fw-cfg': configuration(context) } };
}

/** What the firmware asks the machine for. RAM is one piece for it: it knows itself what lies below 1 MiB. */
function configuration(context: LoadContext): Uint8Array {
  const ram = highRam(context);
  const files = {
    'etc/e820': e820Bytes([{ at: 0, size: ram.at + ram.size, type: MEMORY_TYPE.RAM }]),
    ...(context.acpi && acpiFiles(context.acpi)),
    ...screenOnSerial(context),
    ...context.firmwareFiles,
  };
  return fwCfgContents({ cores: context.cores, files });
}

/** The BIOS's screen also goes to the first serial port, which is what a person without a display sees. */
function screenOnSerial({ acpi }: LoadContext): Record<string, Uint8Array> {
  const [com1] = acpi?.serial ?? [];
  return com1 === undefined ? {} : { 'etc/sercon-port': Uint8Array.of(com1.port & 0xff, com1.port >>> 8) };
}

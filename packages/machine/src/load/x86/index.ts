import { fail } from '../../errors.ts';
import { isElf, readElf } from '../elf.ts';
import type { LoadContext, LoadResult } from '../types.ts';
import { loadFirmware } from './firmware.ts';
import { isBzImage, loadBzImage, loadVmlinux } from './linux.ts';
import { loadMultiboot, multibootHeader } from './multiboot.ts';
import { loadPvh, pvhEntry } from './pvh.ts';

const KINDS = ['bzImage', 'ELF (PVH, multiboot or vmlinux)', 'multiboot'] as const;

/**
 * What a PC runs: firmware from the reset vector, or a kernel by the protocol that its file shows. The first core starts; others wait
 * for their start-up interrupt.
 */
export function loadPc(context: LoadContext): LoadResult {
  const { image, firmware, cluster } = context;
  if (firmware) {
    if (image) throw fail('KERNEL_AND_FIRMWARE', { kernel: image.path, firmware: firmware.path });
    return loadFirmware(context, firmware);
  }
  if (!image) throw fail('IMAGE_MISSING', { cluster, or: 'firmware with --firmware' });
  if (isElf(image.bytes)) {
    const elf = readElf(image, context.arch);
    const entry = pvhEntry(elf, image.path);
    if (entry !== undefined) return loadPvh(context, elf, entry);
    const header = multibootHeader(image.bytes);
    return header === undefined ? loadVmlinux(context, image) : loadMultiboot(context, image, header);
  }
  if (isBzImage(image.bytes)) return loadBzImage(context, image);
  const header = multibootHeader(image.bytes);
  if (header !== undefined) return loadMultiboot(context, image, header);
  throw fail('IMAGE_KIND', { path: image.path, protocol: 'pc', known: KINDS });
}

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';

/** Folder of the guests that `tutti guests get` fetches. */
export const guestsFolder = (): string => env['TUTTI_GUESTS'] ?? join(homedir(), '.cache', 'tutti', 'guests');

/** What a board runs when no kernel is named: files of a fetched guest. */
interface DefaultGuest {
  readonly guest: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly dtb?: string;
  readonly append: string;
}

const ARM = { guest: 'armhf', kernel: 'Image', initrd: 'initramfs-small.cpio.gz' } as const;

/** By board and cluster. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, DefaultGuest>>>> = {
  'vexpress-a9': {
    cpu: { ...ARM, dtb: 'vexpress-v2p-ca9.dtb', append: 'console=ttyAMA0 cryptomgr.notests=1' },
  },
  virt: { cpu: { ...ARM, append: 'console=ttyAMA0 cryptomgr.notests=1' } },
};

/** Paths of the default guest of a board's cluster; undefined when it has none or it was not fetched. */
export function defaultGuest(board: string, cluster: string): Omit<DefaultGuest, 'guest'> | undefined {
  const found = DEFAULTS[board]?.[cluster];
  if (!found) return undefined;
  const at = (file: string): string => join(guestsFolder(), found.guest, file);
  if (!existsSync(at(found.kernel))) return undefined;
  return {
    kernel: at(found.kernel),
    initrd: at(found.initrd),
    append: found.append,
    ...(found.dtb !== undefined && { dtb: at(found.dtb) }),
  };
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShareOption } from '@tutti/machine';

/** What `seq 100000` says. */
const NUMBERS = Array.from({ length: 100_000 }, (_, i) => `${i + 1}\n`).join('');
/** MD5 of it, which takes many requests to write and read. */
export const NUMBERS_MD5 = createHash('md5').update(NUMBERS).digest('hex');

/** A folder for a guest: it reads, writes, renames and lists there. */
export class SharedFolder {
  readonly option: ShareOption;

  constructor(path: string) {
    mkdirSync(path);
    writeFileSync(join(path, 'greeting'), 'from the host\n');
    this.option = { path, tag: 'host' };
  }

  /** What the guest runs; `SAYS` is the proof of it. */
  static readonly SCRIPT: readonly string[] = [
    'mount -t 9p -o trans=virtio,version=9p2000.L host /mnt && cat /mnt/greeting',
    'mkdir /mnt/made && seq 100000 > /mnt/made/numbers && mv /mnt/made /mnt/moved',
    'echo "SHARED $(md5sum < /mnt/moved/numbers)" $(ls /mnt)',
    'umount /mnt',
  ];
  static readonly SAYS: readonly string[] = ['from the host', `SHARED ${NUMBERS_MD5}  - greeting moved`];

  /** What the guest left there. */
  written(): boolean {
    return readFileSync(join(this.option.path, 'moved', 'numbers'), 'utf8') === NUMBERS;
  }
}

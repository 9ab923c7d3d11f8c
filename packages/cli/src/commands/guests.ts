import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';
import { packageFolder } from '../package-folder.ts';

const SCRIPT = join(packageFolder(), 'guests', 'get-guests');

/** `tutti guests get NAME...`: fetch Debian kernels by APT and build their initramfs. @returns the script's status */
export function getGuests(names: readonly string[]): number {
  const done = spawnSync('bash', [SCRIPT, ...names], { stdio: 'inherit' });
  if (done.error) throw fail('FILE_UNREADABLE', { what: 'script', path: SCRIPT, why: whyOf(done.error) }, done.error);
  return done.status ?? 1;
}

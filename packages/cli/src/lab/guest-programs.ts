import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '@tutti/machine';
import { whyOf } from '../files.ts';
import { guestsFolder } from '../guests.ts';
import { type ArchiveEntry, cpioGz } from './cpio.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Sources of the programs that run in guests, by name. They come with the repository, not with the package. */
const SOURCES = { tbench: 'bench/guest/*.c', torture: 'guest-tests/src/*.c', link: 'guest-tests/link/*.c' } as const;
export type GuestProgram = keyof typeof SOURCES;

/**
 * Compile a program of the repository for a guest, static.
 * @param compiler  program and its first options: `['arm-linux-gnueabihf-gcc']`, `['gcc', '-m32']`
 * @throws EmulatorError FILE_UNREADABLE when compiler or sources are missing or do not fit
 */
export function buildGuestProgram(name: GuestProgram, compiler: readonly string[], folder: string): Uint8Array {
  const sources = globSync(SOURCES[name], { cwd: ROOT }).map((file) => join(ROOT, file));
  if (sources.length === 0) {
    throw fail('FILE_UNREADABLE', {
      what: 'sources',
      path: SOURCES[name],
      why: 'they come with a checkout of Tutti only',
    });
  }
  const output = join(folder, name);
  const [command = '', ...first] = compiler;
  const args = [...first, '-O2', '-static', '-pthread', '-o', output, ...sources];
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.error || done.status !== 0) {
    const why = done.error ? whyOf(done.error) : `it failed\n${done.stderr}`;
    throw fail('FILE_UNREADABLE', { what: 'compiler', path: compiler.join(' '), why }, done.error);
  }
  return readFileSync(output);
}

/** A file of a fetched guest. @throws EmulatorError FILE_UNREADABLE with the command that fetches it */
export function guestFile(guest: string, file: string): string {
  const path = join(guestsFolder(), guest, file);
  if (!existsSync(path)) {
    throw fail('FILE_UNREADABLE', { what: 'guest', path, why: `not there; run: tutti guests get ${guest}` });
  }
  return path;
}

/**
 * An initrd of a guest with more files in it, written to `folder`.
 * @param base  the initrd: the small one, or the one with modules (`initramfs.cpio.gz`)
 * @returns its path
 */
export function initrdWith(
  guest: string,
  entries: readonly ArchiveEntry[],
  folder: string,
  base = 'initramfs-small.cpio.gz',
): string {
  const path = join(folder, `${guest}-initrd.gz`);
  const archive = readFileSync(guestFile(guest, base));
  const gap = new Uint8Array((4 - (archive.length % 4)) % 4);
  writeFileSync(path, Buffer.concat([archive, gap, cpioGz(entries)]));
  return path;
}

/** A script of the guest's shell as a file of its initrd; `guest.script=/lab.sh` runs it. */
export function labScript(lines: readonly string[]): ArchiveEntry {
  return { path: 'lab.sh', bytes: Buffer.from(`${lines.join('\n')}\n`), executable: true };
}

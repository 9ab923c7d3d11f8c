import * as fs from 'node:fs';
import { join, sep } from 'node:path';
import { type FilePath, type ShareBackend, type SharedFiles, serveFiles } from '@tutti/devices-core';
import { fail } from '../../errors.ts';
import type { ShareOption } from '../../options.ts';
import { attempt, hostError, outcome } from './host-errors.ts';
import { changeFile, openFile, statAt, statFrom } from './host-file.ts';

/** Open a folder as a share option wants it. @throws EmulatorError FILE_UNREADABLE */
export const openShare = ({ path, readOnly = false }: ShareOption): ShareBackend =>
  serveFiles(sharedFiles(path), readOnly);

/**
 * A folder of the host for guests. Every directory on the way to a file is looked at: none may be a symbolic link. That is safe against
 * a guest, whose requests are done one at a time; not against another program of the host that swaps directories for links meanwhile.
 * @throws EmulatorError FILE_UNREADABLE when it is no folder
 */
function sharedFiles(folder: string): SharedFiles {
  const { root, device } = rootOf(folder);
  /** Where a file is. @throws the host's error when the way there is none */
  const placeOf = (path: FilePath): string => {
    let at = root;
    for (const [i, name] of path.entries()) {
      if (i > 0 && !statAt(at).isDirectory()) throw hostError('ENOTDIR', at);
      if (name === '' || name === '.' || name === '..' || name.includes(sep)) throw hostError('EINVAL', name);
      at = join(at, name);
    }
    return at;
  };
  return {
    stat: (path) => attempt(() => statFrom(statAt(placeOf(path)), device)),
    list: (path) =>
      attempt(() => {
        const at = placeOf(path);
        if (!statAt(at).isDirectory()) throw hostError('ENOTDIR', at);
        return fs.readdirSync(at);
      }),
    open: (path, how) => attempt(() => openFile(placeOf(path), how, device)),
    makeDirectory: (path, permissions) => outcome(() => fs.mkdirSync(placeOf(path), permissions)),
    makeSymlink: (path, target) => outcome(() => fs.symlinkSync(target, placeOf(path))),
    readLink: (path) => attempt(() => fs.readlinkSync(placeOf(path))),
    link: (file, name) => outcome(() => fs.linkSync(placeOf(file), placeOf(name))),
    rename: (from, to) => outcome(() => fs.renameSync(placeOf(from), placeOf(to))),
    remove: (path, kind) => outcome(() => (kind === 'directory' ? fs.rmdirSync : fs.unlinkSync)(placeOf(path))),
    change: (path, change) => outcome(() => changeFile(placeOf(path), change)),
    space: () =>
      attempt(() => {
        const { bsize, blocks, bfree, bavail, files, ffree } = fs.statfsSync(root, { bigint: true });
        return { blockBytes: Number(bsize), blocks, free: bfree, available: bavail, files, filesFree: ffree };
      }),
  };
}

function rootOf(folder: string): { root: string; device: bigint } {
  try {
    const root = fs.realpathSync(folder);
    fs.readdirSync(root);
    return { root, device: statAt(root).dev };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw fail('FILE_UNREADABLE', { what: '--virtfs', path: folder, why }, cause);
  }
}

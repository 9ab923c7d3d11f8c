import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERRNO } from '@tutti/devices-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShare } from './shared-files.ts';

const T = { lopen: 12, lcreate: 14, symlink: 16, mknod: 18, readlink: 22, getattr: 24, setattr: 26, xattrwalk: 30 };
const U = { readdir: 40, fsync: 50, lock: 52, getlock: 54, link: 70, mkdir: 72, renameat: 74, unlinkat: 76 };
const V = { version: 100, attach: 104, flush: 108, walk: 110, read: 116, write: 118, clunk: 120, statfs: 8 };
const TYPE = { ...T, ...U, ...V };
const [ROOT, A, B, C] = [1, 2, 3, 4];
const ROOM = 8192;

type Field = readonly [bytes: number, value: number] | string | Uint8Array;
const u8 = (v: number): Field => [1, v];
const u16 = (v: number): Field => [2, v];
const u32 = (v: number): Field => [4, v];
const u64 = (v: number): Field => [8, v];
const bytesOf = (field: Field): number[] => {
  if (typeof field === 'string') return [...bytesOf(u16(field.length)), ...Buffer.from(field)];
  if (field instanceof Uint8Array) return [...bytesOf(u32(field.length)), ...field];
  return [...Buffer.from(BigInt(field[1]).toString(16).padStart(16, '0'), 'hex')].reverse().slice(0, field[0]);
};

/** A client in a few lines: asks, and looks at bytes of the answer. */
function client(path: string, readOnly = false) {
  const share = openShare({ path, tag: 'share', readOnly });
  const raw = (message: Uint8Array): DataView => new DataView(share.exchange(message, ROOM).slice().buffer);
  /** @returns the answer's fields, or the number of the error that was answered */
  const ask = (type: keyof typeof TYPE, ...fields: Field[]): DataView | number => {
    const body = fields.flatMap(bytesOf);
    const answer = raw(Uint8Array.from([...bytesOf(u32(body.length + 7)), TYPE[type], 9, 0, ...body]));
    expect([answer.getUint32(0, true), answer.getUint16(5, true)]).toEqual([answer.byteLength, 9]);
    const refused = answer.getUint8(4) === 7;
    expect(answer.getUint8(4)).toBe(refused ? 7 : TYPE[type] + 1);
    return refused ? answer.getUint32(7, true) : new DataView(answer.buffer, 7);
  };
  const good = (type: keyof typeof TYPE, ...fields: Field[]): DataView => {
    const answer = ask(type, ...fields);
    expect(answer).toBeInstanceOf(DataView);
    return answer as DataView;
  };
  const walk = (from: number, to: number, ...names: string[]) =>
    ask('walk', u32(from), u32(to), u16(names.length), ...names);
  const read = (fid: number, offset: number, count: number): string => {
    const answer = good('read', u32(fid), u64(offset), u32(count));
    return Buffer.from(answer.buffer, 11, answer.getUint32(0, true)).toString();
  };
  good('version', u32(ROOM), '9P2000.L');
  good('attach', u32(ROOT), u32(0xffff_ffff), 'root', '', u32(0));
  return { share, raw, ask, good, walk, read };
}

let base = '';
let folder = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tutti-share-'));
  folder = join(base, 'shared');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'hello'), 'hello, guest');
  writeFileSync(join(folder, 'sub', 'inner'), 'inner');
  writeFileSync(join(base, 'secret'), 'secret');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('a shared folder', () => {
  it('is read: walk, attributes, open, read', () => {
    const { good, walk, read } = client(folder);
    expect((walk(ROOT, A, 'hello') as DataView).getUint16(0, true)).toBe(1);
    const attributes = good('getattr', u32(A), u64(0x7ff));
    expect(attributes.getUint32(21, true) & 0o170000).toBe(0o100000);
    expect(attributes.getBigUint64(49, true)).toBe(12n);
    good('lopen', u32(A), u32(0));
    expect([read(A, 0, 100), read(A, 7, 3), read(A, 12, 3)]).toEqual(['hello, guest', 'gue', '']);
  });

  it('is written: create, write, truncate, rename, remove', () => {
    const { ask, good, walk } = client(folder);
    walk(ROOT, A);
    good('lcreate', u32(A), 'new', u32(0o102), u32(0o640), u32(0));
    expect(good('write', u32(A), u64(2), Buffer.from('abc')).getUint32(0, true)).toBe(3);
    good('fsync', u32(A), u32(0));
    expect(readFileSync(join(folder, 'new'), 'latin1')).toBe('\0\0abc');
    walk(ROOT, B, 'new');
    good('setattr', u32(B), u32(9), u32(0o600), u32(0), u32(0), u64(3), u64(0), u64(0), u64(0), u64(0));
    expect(good('getattr', u32(B), u64(0x7ff)).getUint32(21, true)).toBe(0o100600);
    good('renameat', u32(ROOT), 'new', u32(ROOT), 'other');
    expect(readFileSync(join(folder, 'other'), 'latin1')).toBe('\0\0a');
    expect(good('getattr', u32(B), u64(0x7ff)).getBigUint64(49, true)).toBe(3n);
    good('unlinkat', u32(ROOT), 'other', u32(0));
    expect(ask('getattr', u32(B), u64(0x7ff))).toBe(ERRNO.ENOENT);
    expect(good('write', u32(A), u64(0), Buffer.from('still open')).getUint32(0, true)).toBe(10);
  });

  it('has folders, links, and lists them', () => {
    const { ask, good, walk } = client(folder);
    good('mkdir', u32(ROOT), 'made', u32(0o755), u32(0));
    good('symlink', u32(ROOT), 'soft', 'hello', u32(0));
    walk(ROOT, A, 'soft');
    const target = good('readlink', u32(A));
    expect(Buffer.from(target.buffer, 9, target.getUint16(0, true)).toString()).toBe('hello');
    walk(ROOT, B, 'hello');
    good('link', u32(ROOT), u32(B), 'hard');
    walk(ROOT, C);
    good('lopen', u32(C), u32(0o200000));
    const listing = good('readdir', u32(C), u64(0), u32(4096));
    const text = Buffer.from(listing.buffer).toString('latin1');
    for (const name of ['hello', 'hard', 'made', 'soft', 'sub']) expect(text).toContain(`${name}`);
    const half = good('readdir', u32(C), u64(0), u32(60)).getUint32(0, true);
    expect(half).toBeLessThanOrEqual(60);
    expect(good('readdir', u32(C), u64(7), u32(4096)).getUint32(0, true)).toBe(0);
    expect(ask('unlinkat', u32(ROOT), 'sub', u32(0x200))).toBe(ERRNO.ENOTEMPTY);
    good('unlinkat', u32(ROOT), 'made', u32(0x200));
  });

  it('follows a folder that gets another name', () => {
    const { good, walk, read } = client(folder);
    walk(ROOT, A, 'sub', 'inner');
    good('renameat', u32(ROOT), 'sub', u32(ROOT), 'moved');
    good('lopen', u32(A), u32(0));
    expect(read(A, 0, 10)).toBe('inner');
  });

  it('has locks, room, and no extended attributes or device files', () => {
    const { ask, good, walk } = client(folder);
    walk(ROOT, A, 'hello');
    expect(good('lock', u32(A), u8(1), u32(0), u64(0), u64(0), u32(1), 'me').getUint8(0)).toBe(0);
    expect(good('getlock', u32(A), u8(1), u64(0), u64(0), u32(1), 'me').getUint8(0)).toBe(2);
    expect(good('statfs', u32(A)).getUint32(0, true)).toBe(0x0102_1997);
    expect(ask('xattrwalk', u32(A), u32(B), 'security.capability')).toBe(ERRNO.EOPNOTSUPP);
    expect(ask('mknod', u32(ROOT), 'dev', u32(0o20644), u32(1), u32(3), u32(0))).toBe(ERRNO.EPERM);
    good('flush', u16(3));
  });

  it('tells how far a walk came, and that numbers are not there', () => {
    const { ask, walk } = client(folder);
    expect((walk(ROOT, A, 'sub', 'none') as DataView).getUint16(0, true)).toBe(1);
    expect(ask('getattr', u32(A), u64(0))).toBe(ERRNO.EBADF);
    expect(walk(ROOT, A, 'none')).toBe(ERRNO.ENOENT);
    expect(ask('clunk', u32(C))).toBe(ERRNO.EBADF);
  });
});

describe('the guest cannot leave the folder', () => {
  it('by way of ..', () => {
    const { good, walk, ask } = client(folder);
    const up = walk(ROOT, A, '..', '..') as DataView;
    const own = good('getattr', u32(ROOT), u64(0x7ff));
    expect(up.getBigUint64(2 + 13 + 5, true)).toBe(own.getBigUint64(8 + 5, true));
    expect(walk(ROOT, B, '../secret')).toBe(ERRNO.EINVAL);
    expect(ask('lcreate', u32(A), '../made', u32(0o102), u32(0o644), u32(0))).toBe(ERRNO.EINVAL);
    expect(ask('renameat', u32(ROOT), 'hello', u32(ROOT), '..')).toBe(ERRNO.EINVAL);
    expect(ask('unlinkat', u32(ROOT), '..', u32(0x200))).toBe(ERRNO.EINVAL);
  });

  it('by way of symbolic links', () => {
    symlinkSync(base, join(folder, 'out'));
    symlinkSync(join(base, 'secret'), join(folder, 'file'));
    const { ask, good, walk } = client(folder);
    expect((walk(ROOT, A, 'out', 'secret') as DataView).getUint16(0, true)).toBe(1);
    walk(ROOT, A, 'file');
    expect(ask('lopen', u32(A), u32(0))).toBe(ERRNO.ELOOP);
    walk(ROOT, B, 'out');
    expect(ask('mkdir', u32(B), 'x', u32(0o755), u32(0))).toBe(ERRNO.ENOTDIR);
    expect(ask('lcreate', u32(B), 'x', u32(0o102), u32(0o644), u32(0))).toBe(ERRNO.ENOTDIR);
    const size0 = [u64(0), u64(0), u64(0), u64(0), u64(0)];
    expect(ask('setattr', u32(A), u32(8), u32(0), u32(0), u32(0), ...size0)).toBe(ERRNO.EOPNOTSUPP);
    walk(ROOT, C, 'sub');
    good('renameat', u32(ROOT), 'out', u32(C), 'out');
    expect((walk(ROOT, 5, 'sub', 'out', 'secret') as DataView).getUint16(0, true)).toBe(2);
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('secret');
  });

  it('with a folder it knows that has become a link', () => {
    const { ask, good, walk } = client(folder);
    walk(ROOT, A, 'sub', 'inner');
    good('renameat', u32(ROOT), 'sub', u32(ROOT), 'away');
    symlinkSync(base, join(folder, 'sub'));
    walk(ROOT, B, 'sub');
    expect(ask('lcreate', u32(B), 'secret', u32(0o1002), u32(0o644), u32(0))).toBe(ERRNO.ENOTDIR);
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('secret');
  });
});

describe('refusals', () => {
  it('a share that is only read changes nothing', () => {
    const { ask, good, walk, read } = client(folder, true);
    walk(ROOT, A, 'hello');
    expect(ask('lopen', u32(A), u32(2))).toBe(ERRNO.EROFS);
    expect(ask('mkdir', u32(ROOT), 'x', u32(0o755), u32(0))).toBe(ERRNO.EROFS);
    expect(ask('unlinkat', u32(ROOT), 'hello', u32(0))).toBe(ERRNO.EROFS);
    good('lopen', u32(A), u32(0));
    expect(read(A, 0, 5)).toBe('hello');
  });

  it('messages that are cut off, unknown or longer than they say get an error', () => {
    const { raw } = client(folder);
    const error = (...bytes: number[]): number[] => {
      const answer = raw(Uint8Array.from(bytes));
      return [answer.getUint8(4), answer.getUint32(7, true)];
    };
    expect(error(1, 2, 3)).toEqual([7, ERRNO.EPROTO]);
    expect(error(9, 0, 0, 0, 110, 1, 0, 1, 0)).toEqual([7, ERRNO.EPROTO]);
    expect(error(90, 0, 0, 0, 120, 1, 0, 1, 0, 0, 0)).toEqual([7, ERRNO.EPROTO]);
    expect(error(7, 0, 0, 0, 200, 1, 0)).toEqual([7, ERRNO.EOPNOTSUPP]);
  });

  it("a folder that is not there is the user's error", () => {
    expect(() => openShare({ path: join(base, 'none'), tag: 't' })).toThrow('--virtfs');
    expect(() => openShare({ path: join(base, 'secret'), tag: 't' })).toThrow('--virtfs');
  });
});

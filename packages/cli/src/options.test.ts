import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addRunOptions, type RunOptions } from './options.ts';

function parse(...args: string[]): RunOptions {
  const command = addRunOptions(new Command('run'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts<RunOptions>();
}

describe('options of tutti run', () => {
  it('sizes are bytes, and bare numbers are megabytes as in QEMU', () => {
    expect(parse('-m', '1G').memory).toBe(2 ** 30);
    expect(parse('-m', '256').memory).toBe(256 << 20);
  });

  it('without options the fast settings hold', () => {
    expect(parse()).toMatchObject({ codegen: 'wasm', codeCache: 'unified', clock: 'host' });
  });

  it('drives are repeatable and take a bare file name', () => {
    const drives = parse('--drive', 'disk.img', '--drive', 'file=sd.img,if=sd,readonly=on').drive;
    expect(drives).toEqual([
      { file: 'disk.img', readOnly: false, snapshot: false },
      { file: 'sd.img', readOnly: true, snapshot: false, if: 'sd' },
    ]);
  });

  it('files of one cluster are named by --core, commas doubled', () => {
    expect(parse('--core', 'arm:kernel=Image,append=a,,b').core).toEqual([
      { cluster: 'arm', values: { kernel: 'Image', append: 'a,b' } },
    ]);
  });

  it('trace categories are a list', () => {
    expect(parse('--trace', 'int,unimp').trace).toEqual(['int', 'unimp']);
  });

  it.each([
    [['--smp', '0'], '--smp 0: wants a number from 1'],
    [['--threads', 'many'], '--threads many: wants a number from 1'],
    [['-m', 'lots'], '-m lots: wants a size such as 256M or 1G'],
    [['--codegen', 'c'], '--codegen c: wants one of wasm, js, interp'],
    [['--llsc', 'none'], '--llsc none: wants one of cas, hst, table'],
    [['--clock', 'sun'], '--clock sun: wants one of host, icount'],
    [['--serial', 'pty'], '--serial pty: wants stdio, null or file:NAME'],
    [['--trace', 'int,all'], '--trace int,all: no category "all"; known: in_asm'],
    [['--drive', 'if=sd'], '--drive if=sd: names no file; write --drive file=disk.img'],
    [['--drive', 'file=a,speed=9'], '"speed=9" is not key=value with a key of file'],
    [['--core', 'kernel=a'], '--core kernel=a: wants CLUSTER:key=value'],
  ])('%j is refused in one line', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it('an option that does not exist is refused by name', () => {
    expect(() => parse('--colour', 'red')).toThrow(/unknown option '--colour'/);
  });
});

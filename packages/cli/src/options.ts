import {
  CLOCKS,
  CODE_CACHES,
  CODEGENS,
  type DriveOption,
  fail,
  LLSC_SCHEMES,
  NIC_KINDS,
  type NicOption,
  parseSize,
  type ShareOption,
  TRACE_CATEGORIES,
  TRIPLE_FAULT_ACTIONS,
  type TraceCategory,
  type TripleFaultAction,
} from '@tutti/machine';
import { type Command, Option } from 'commander';

/** Options of `tutti run` as commander gives them, parsed. */
export interface RunOptions {
  readonly smp?: number;
  readonly cpu?: string;
  readonly threads?: number;
  readonly memory?: number;
  readonly kernel?: string;
  readonly initrd?: string;
  readonly dtb?: string;
  readonly firmware?: string;
  readonly optionRom?: readonly string[];
  readonly boot?: string;
  readonly append?: string;
  readonly core?: readonly CoreOption[];
  readonly drive?: readonly DriveOption[];
  readonly cdrom?: readonly DriveOption[];
  readonly nic?: readonly NicOption[];
  readonly virtfs?: readonly ShareOption[];
  readonly codegen: (typeof CODEGENS)[number];
  readonly codeCache: (typeof CODE_CACHES)[number];
  readonly llsc?: (typeof LLSC_SCHEMES)[number];
  readonly clock: (typeof CLOCKS)[number];
  readonly icountShift?: number;
  readonly serial?: readonly SerialOption[];
  readonly trace?: readonly TraceCategory[];
  readonly traceFile?: string;
  readonly stats?: string;
  readonly gdb?: readonly string[];
  /** `-s`: as `--gdb 1234`. */
  readonly s?: boolean;
  /** `-S`: cores stand until a debugger or the monitor lets them run. */
  readonly S?: boolean;
  /** `--loadvm`: file of a snapshot to go on from. */
  readonly loadvm?: string;
  readonly onTripleFault?: TripleFaultAction;
}

/** `--serial [NAME=]WHERE`: where the output of a serial port goes. */
export interface SerialOption {
  /** Device, or cluster: the first that it has for itself; left out: the next one of the board. */
  readonly port?: string;
  readonly where: 'stdio' | 'null' | 'file';
  readonly path?: string;
}

/** `--core NAME:kernel=F,initrd=F,dtb=F,append=S,protocol=P,smp=N,memory=S`: what one cluster runs, its cores and its memory. */
export interface CoreOption {
  readonly cluster: string;
  readonly values: Readonly<Record<string, string>>;
}

const bad = (option: string, value: string, want: string) => fail('OPTION_BAD', { option, value, want });

/** A whole number from 1. @throws EmulatorError OPTION_BAD */
export const count =
  (option: string) =>
  (value: string): number => {
    if (!/^\d+$/.test(value) || Number(value) < 1) throw bad(option, value, 'wants a number from 1');
    return Number(value);
  };

export function size(value: string): number {
  const bytes = parseSize(/^\d+$/.test(value) ? `${value}M` : value);
  if (bytes === undefined || bytes === 0) throw bad('-m', value, 'wants a size such as 256M or 1G');
  return bytes;
}

/** `key=value,key=value`; commas in values are written twice. */
export function keyValues(
  option: string,
  text: string,
  known: readonly string[],
  bare?: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const part of text.split(/(?<!,),(?!,)/)) {
    const at = part.indexOf('=');
    const key = at < 0 ? (bare ?? part) : part.slice(0, at);
    if (!known.includes(key) || (at < 0 && bare === undefined)) {
      throw bad(option, text, `"${part}" is not key=value with a key of ${known.join(', ')}`);
    }
    values[key] = part.slice(at + 1).replaceAll(',,', ',');
  }
  return values;
}

function drive(value: string, before: readonly DriveOption[] = []): DriveOption[] {
  const v = keyValues('--drive', value, ['file', 'if', 'readonly', 'snapshot', 'format', 'media'], 'file');
  if (v['file'] === undefined) throw bad('--drive', value, 'names no file; write --drive file=disk.img');
  if (v['format'] !== undefined && v['format'] !== 'raw') throw bad('--drive', value, 'only format=raw is known');
  const media = v['media'];
  if (media !== undefined && media !== 'disk' && media !== 'cdrom')
    throw bad('--drive', value, 'media is disk or cdrom');
  const on = (key: string): boolean => v[key] === 'on' || v[key] === 'true';
  return [
    ...before,
    {
      file: v['file'],
      readOnly: on('readonly') || media === 'cdrom',
      snapshot: on('snapshot'),
      ...(media !== undefined && { media: media as 'disk' | 'cdrom' }),
      ...(v['if'] !== undefined && { if: v['if'] }),
    },
  ];
}

/** `--cdrom F`: the same as `--drive file=F,media=cdrom`. */
const cdrom = (value: string, before: readonly DriveOption[] = []): DriveOption[] => [
  ...before,
  { file: value, media: 'cdrom', readOnly: true },
];

/** `order=dc`, or the letters alone as in `--boot d`. */
function boot(value: string): string {
  const { order } = keyValues('--boot', value, ['order'], 'order');
  if (order === undefined || !/^[cd]+$/.test(order))
    throw bad('--boot', value, 'wants order= with c for disks, d for CDs');
  return order;
}

function nic(value: string, before: readonly NicOption[] = []): NicOption[] {
  const v = keyValues('--nic', value, ['kind', 'if', 'mac'], 'kind');
  const kind = NIC_KINDS.find((known) => known === (v['kind'] ?? 'user'));
  if (kind === undefined) throw bad('--nic', value, `wants one of ${NIC_KINDS.join(', ')}`);
  if (v['mac'] !== undefined && !/^([\da-f]{2}:){5}[\da-f]{2}$/i.test(v['mac']))
    throw bad('--nic', value, 'wants a mac such as 52:54:00:12:34:56');
  return [
    ...before,
    { kind, ...(v['if'] !== undefined && { if: v['if'] }), ...(v['mac'] !== undefined && { mac: v['mac'] }) },
  ];
}

/** `path=DIR,tag=NAME`; QEMU's `mount_tag` is `tag`. */
function virtfs(value: string, before: readonly ShareOption[] = []): ShareOption[] {
  const v = keyValues('--virtfs', value, ['path', 'tag', 'mount_tag', 'if', 'readonly'], 'path');
  const { path, tag = v['mount_tag'] ?? 'share' } = v;
  if (path === undefined) throw bad('--virtfs', value, 'names no folder; write --virtfs DIR,tag=NAME');
  if (!/^[\w.-]{1,31}$/.test(tag)) throw bad('--virtfs', value, 'wants a tag of up to 31 letters and digits');
  const readOnly = v['readonly'] === 'on' || v['readonly'] === 'true';
  return [...before, { path, tag, readOnly, ...(v['if'] !== undefined && { if: v['if'] }) }];
}

/** `smp` and `memory` are checked here, files when they are read. */
function core(value: string, before: readonly CoreOption[] = []): CoreOption[] {
  const at = value.indexOf(':');
  if (at < 1) throw bad('--core', value, 'wants CLUSTER:key=value,...');
  const files = ['kernel', 'initrd', 'dtb', 'firmware'];
  const values = keyValues('--core', value.slice(at + 1), [...files, 'append', 'protocol', 'smp', 'memory']);
  const empty = files.find((key) => values[key] === '');
  if (empty !== undefined) throw bad('--core', value, `${empty}= names no file; name one or leave it out`);
  if (values['smp'] !== undefined) count('--core smp')(values['smp']);
  if (values['memory'] !== undefined) size(values['memory']);
  return [...before, { cluster: value.slice(0, at), values }];
}

function trace(value: string): TraceCategory[] {
  const categories = value.split(',');
  const known: readonly string[] = TRACE_CATEGORIES;
  for (const category of categories) {
    if (!known.includes(category)) throw bad('--trace', value, `no category "${category}"; known: ${known.join(', ')}`);
  }
  return categories as TraceCategory[];
}

function serial(value: string, before: readonly SerialOption[] = []): SerialOption[] {
  const [, port, where, path] = /^(?:([a-z][\w-]*)=)?(stdio|null|file:(.+))$/i.exec(value) ?? [];
  if (where === undefined) throw bad('--serial', value, 'wants stdio, null or file:NAME, with PORT= before it or not');
  const name = port === undefined ? {} : { port };
  if (path !== undefined) return [...before, { ...name, where: 'file', path }];
  return [...before, { ...name, where: where as 'stdio' | 'null' }];
}

function choice(flags: string, doc: string, values: readonly string[], initial?: string): Option {
  const option = new Option(flags, doc).argParser((value) => {
    if (!values.includes(value)) throw bad(flags.split(' ')[0]!, value, `wants one of ${values.join(', ')}`);
    return value;
  });
  option.argChoices = [...values];
  return initial === undefined ? option : option.default(initial);
}

/** Options that say what a machine is and what it runs, wherever that happens. */
export function addMachineOptions(command: Command): Command {
  return command
    .option('--smp <n>', 'number of guest cores', count('--smp'))
    .option('--cpu <model>', 'CPU model of the first cluster: x86-64-v3, cortex-a9')
    .option('--threads <n>', 'host threads that run them (default: one for each core)', count('--threads'))
    .option('-m, --memory <size>', 'guest memory: 256M, 1G', size)
    .option('--kernel <file>', 'zImage, Image, bzImage, ELF or raw program')
    .option('--initrd <file>', 'initial RAM disk')
    .option('--dtb <file>', 'device tree; cut to the number of cores')
    .option('--bios, --firmware <file>', 'ROM image of a PC, which boots from its disks')
    .option('--option-rom <file>', 'ROM that firmware runs; may be repeated', (v, before: string[] = []) => [
      ...before,
      v,
    ])
    .option('--boot <order=cd>', 'what firmware boots from, in turn: c disks, d CDs', boot)
    .option('--append <text>', 'kernel command line')
    .option(
      '--core <cluster:key=value,...>',
      'one cluster: kernel, initrd, dtb, firmware, append, protocol, smp, memory',
      core,
    )
    .addOption(choice('--codegen <name>', 'back end', CODEGENS, 'wasm'))
    .addOption(choice('--code-cache <kind>', 'one for all cores, or one each', CODE_CACHES, 'unified'))
    .addOption(choice('--llsc <scheme>', 'how exclusive loads and stores are made', LLSC_SCHEMES))
    .addOption(choice('--clock <kind>', 'guest time: host time or counted instructions', CLOCKS, 'host'))
    .option('--icount-shift <n>', 'one instruction takes 2^n ns', (v) => count('--icount-shift')(v))
    .addOption(choice('--on-triple-fault <what>', 'when an x86 core shuts down (default: exit)', TRIPLE_FAULT_ACTIONS));
}

/** Options of disks. */
export function addDriveOptions(command: Command): Command {
  return command
    .option(
      '--drive <file=F,if=virtio|ide|ahci|sd|NAME,media=cdrom,readonly=on,snapshot=on>',
      'disk image; may be repeated',
      drive,
    )
    .option('--cdrom <file>', 'CD image; may be repeated', cdrom);
}

/** Declare the options of `tutti run`. */
export function addRunOptions(command: Command): Command {
  return addDriveOptions(addMachineOptions(command))
    .option('--nic <user|loopback,if=virtio|e1000|lan9118|NAME,mac=M>', 'network; may be repeated', nic)
    .option(
      '--virtfs <DIR,tag=NAME,readonly=on,if=NAME>',
      'folder that the guest mounts by its tag (9p); may be repeated',
      virtfs,
    )
    .option(
      '--serial <port=where>',
      'stdio, file:NAME or null; port is a device or a cluster, left out: in turn (default: stdio for each cluster)',
      serial,
    )
    .option(
      '--gdb <[cluster:][host:]port>',
      'wait there for GDB; without a cluster each further one has the next port; may be repeated',
      (value, before: readonly string[] = []) => [...before, value],
    )
    .option('-s', 'short for --gdb 1234')
    .option('-S', 'do not start the cores: GDB or the monitor does (cont)')
    .option('--loadvm <file>', 'go on from a state that savevm of the monitor saved, with the same options')
    .option('--trace <list>', `what to trace: ${TRACE_CATEGORIES.join(',')}`, trace)
    .option('--trace-file <file>', 'where traces go (default: standard error)')
    .option('--stats <file>', 'write statistics of every core there at the end');
}

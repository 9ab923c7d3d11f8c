import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Board, type ClusterFiles, fail, isGuest, type MachineOptions, type NamedBytes } from '@tutti/machine';
import { readInitrd, readNamed } from './files.ts';
import { defaultGuest } from './guests.ts';
import { type RunOptions, size } from './options.ts';

/**
 * What the machine is to be, with its files read. Where no kernel is named, boards run the fetched guest that suits them.
 * @throws EmulatorError for files that cannot be read
 */
export function machineOptions(board: Board, options: RunOptions): MachineOptions {
  const files: Record<string, ClusterFiles> = {};
  const smp: Record<string, number> = {};
  const memory: Record<string, number> = {};
  for (const { cluster, values } of options.core ?? []) {
    const known = board.clusters.map(({ name }) => name);
    if (!known.includes(cluster)) {
      const want = `${board.name} has no cluster "${cluster}"; it has: ${known.join(', ')}`;
      throw fail('OPTION_BAD', { option: '--core', value: cluster, want });
    }
    files[cluster] = namedFiles(values, (key) => `--core ${cluster}:${key}=`);
    if (values['smp'] !== undefined) smp[cluster] = Number(values['smp']);
    if (values['memory'] !== undefined) memory[cluster] = size(values['memory']);
  }
  const first = board.clusters[0]!;
  if (
    options.kernel !== undefined ||
    options.initrd !== undefined ||
    options.dtb !== undefined ||
    options.firmware !== undefined ||
    options.append !== undefined
  ) {
    const { kernel, initrd, dtb, firmware, append } = options;
    const guest =
      kernel === undefined && firmware === undefined && files[first.name]?.image === undefined
        ? defaultGuest(board.name, first.name)
        : undefined;
    const given = Object.entries({ kernel, initrd, dtb, firmware, append }).filter(([, value]) => value !== undefined);
    files[first.name] = {
      ...namedFiles({ ...guest, ...Object.fromEntries(given) }, plainOption),
      ...files[first.name],
    };
  }
  const roms = optionRoms(options);
  if (roms.length > 0) files[first.name] = { ...files[first.name], optionRoms: roms };
  for (const { name, boot } of board.clusters) {
    const guest = files[name] || boot.image ? undefined : defaultGuest(board.name, name);
    if (guest) files[name] = namedFiles({ ...guest }, plainOption);
    files[name] = { ...boardFiles(boot), ...files[name] };
  }
  return {
    files,
    ...(Object.keys(smp).length > 0 ? { smp } : options.smp !== undefined && { smp: options.smp }),
    ...(options.cpu !== undefined && { cpu: options.cpu }),
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(Object.keys(memory).length > 0 ? { memory } : options.memory !== undefined && { memory: options.memory }),
    ...(options.llsc !== undefined && { llsc: options.llsc }),
    ...(options.icountShift !== undefined && { icountShift: options.icountShift }),
    ...(options.trace !== undefined && { trace: options.trace }),
    ...(options.onTripleFault !== undefined && { onTripleFault: options.onTripleFault }),
    drives: [...(options.drive ?? []), ...(options.cdrom ?? [])],
    ...(options.boot !== undefined && { bootOrder: options.boot }),
    ...(options.nic !== undefined && { nics: options.nic }),
    ...(options.virtfs !== undefined && { shares: options.virtfs }),
    codegen: options.codegen,
    codeCache: options.codeCache,
    clock: options.clock,
  };
}

/** Files that the board names for a cluster. */
function boardFiles({ image, initrd, firmware, dtb }: Board['clusters'][number]['boot']): ClusterFiles {
  return {
    ...(image !== undefined && !isGuest(image) && { image: readNamed('board file', image) }),
    ...(initrd !== undefined && { initrd: readInitrd('board file', initrd) }),
    ...(firmware !== undefined && { firmware: readNamed('board file', firmware) }),
    ...(dtb !== undefined && { dtb: readNamed('board file', dtb) }),
  };
}

/** The VGA BIOS that comes in one folder with SeaBIOS, for a PC's display. */
const VGA_BIOS = 'vgabios-stdvga.bin';

/** Option ROMs that were named, or the VGA BIOS that lies beside the firmware. */
function optionRoms({ firmware, optionRom }: RunOptions): NamedBytes[] {
  if (optionRom !== undefined) return optionRom.map((path) => readNamed('--option-rom', path));
  const beside = firmware === undefined ? '' : join(dirname(firmware), VGA_BIOS);
  return existsSync(beside) ? [readNamed('--option-rom', beside)] : [];
}

const plainOption = (key: string): string => `--${key}`;

/** @param option  what the person wrote before the name of a file */
function namedFiles(values: Readonly<Record<string, string>>, option: (key: string) => string): ClusterFiles {
  const read = (key: string) => {
    const path = values[key];
    return path === undefined || path === ''
      ? undefined
      : (key === 'initrd' ? readInitrd : readNamed)(option(key), path);
  };
  const [image, initrd, dtb, firmware] = [read('kernel'), read('initrd'), read('dtb'), read('firmware')];
  return {
    ...(image && { image }),
    ...(initrd && { initrd }),
    ...(dtb && { dtb }),
    ...(firmware && { firmware }),
    ...(values['append'] !== undefined && { append: values['append'] }),
    ...(values['protocol'] !== undefined && { protocol: values['protocol'] }),
  };
}

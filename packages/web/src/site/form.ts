import type { Board, ClusterFiles, DriveOption, MachineOptions, NamedBytes } from '@tutti/machine';
import type { FileUrl, FileUrls, SiteConfig } from './messages.ts';

/** What the person wants to run. */
export interface Wish {
  readonly board: Board;
  readonly options: MachineOptions;
  /** The drives of `options`, by their `file`. */
  readonly disks: ReadonlyMap<string, Blob>;
  /** What to go on from in place of booting. */
  readonly snapshot: NamedBytes | undefined;
}

const FILES = ['image', 'initrd', 'dtb', 'firmware'] as const satisfies readonly (keyof ClusterFiles)[];
const MEDIA = { disk: 'disk', cdrom: 'cdrom' } as const;
const MIB = 2 ** 20;

/** The form of the page: a board, files of its first cluster, disks, a saved state, cores, memory. What is left out is what the server offers. */
export function machineForm(form: HTMLFormElement, config: SiteConfig): { read(): Promise<Wish> } {
  const field = <T extends HTMLElement>(name: string): T => form.elements.namedItem(name) as unknown as T;
  const boards = field<HTMLSelectElement>('board');
  boards.replaceChildren(...config.boards.map(({ name }) => new Option(name, name, undefined, name === config.board)));
  const first = (): string => config.boards.find((b) => b.name === config.board)!.clusters[0]!.name;
  field<HTMLInputElement>('append').value = config.files[first()]?.append ?? '';
  const { smp, memory } = config.options;
  if (typeof smp === 'number') field<HTMLInputElement>('smp').value = `${smp}`;
  if (typeof memory === 'number') field<HTMLInputElement>('memory').value = `${memory / MIB}`;
  const file = (name: string): File | undefined => field<HTMLInputElement>(name).files?.[0];

  return {
    async read() {
      const board = config.boards.find((b) => b.name === boards.value)!;
      const isOffered = board.name === config.board;
      const offered = isOffered ? config.files : {};
      const clusters = board.clusters.map(async ({ name }, i): Promise<[string, ClusterFiles]> => {
        const files = await fetchAll(offered[name] ?? {});
        return [name, i === 0 ? { ...files, ...(await chosen(file, field<HTMLInputElement>('append').value)) } : files];
      });
      const cores = field<HTMLInputElement>('smp').valueAsNumber;
      const mib = field<HTMLInputElement>('memory').valueAsNumber;
      const { drives = [], ...common } = config.options;
      const own = chosenDrives(file);
      const options: MachineOptions = {
        ...common,
        drives: [...(isOffered ? drives : []), ...own.map(([drive]) => drive)],
        files: Object.fromEntries(await Promise.all(clusters)),
        ...(cores > 0 && { smp: cores }),
        ...(mib > 0 && { memory: mib * MIB }),
      };
      const served = (isOffered ? config.disks : []).map(
        async (place): Promise<[string, Blob]> => [place.path, await (await get(place)).blob()],
      );
      const disks = [...(await Promise.all(served)), ...own.map(([drive, blob]) => [drive.file, blob] as const)];
      return { board, options, disks: new Map(disks), snapshot: await chosenBytes(file('snapshot')) };
    },
  };
}

/** Files and command line that the person chose. */
async function chosen(file: (name: string) => File | undefined, append: string): Promise<ClusterFiles> {
  const read = (name: string): Promise<NamedBytes | undefined> => chosenBytes(file(name));
  const files = await Promise.all(FILES.map(async (name) => [name, await read(name)] as const));
  const rom = await read('optionRom');
  return {
    ...Object.fromEntries(files.filter(([, bytes]) => bytes !== undefined)),
    ...(rom && { optionRoms: [rom] }),
    ...(append !== '' && { append }),
  };
}

const chosenBytes = async (from: File | undefined): Promise<NamedBytes | undefined> =>
  from && { path: from.name, bytes: new Uint8Array(await from.arrayBuffer()) };

function chosenDrives(file: (name: string) => File | undefined): [DriveOption, Blob][] {
  return Object.entries(MEDIA).flatMap(([name, media]): [DriveOption, Blob][] => {
    const blob = file(name);
    return blob ? [[{ file: blob.name, media }, blob]] : [];
  });
}

async function fetchAll({ append, optionRoms = [], ...urls }: FileUrls): Promise<ClusterFiles> {
  const files = FILES.map(async (name): Promise<[string, NamedBytes] | undefined> => {
    const place = urls[name];
    return place && [name, await fetchBytes(place)];
  });
  const given = (await Promise.all(files)).filter((entry) => entry !== undefined);
  const roms = await Promise.all(optionRoms.map(fetchBytes));
  return {
    ...Object.fromEntries(given),
    ...(roms.length > 0 && { optionRoms: roms }),
    ...(append !== undefined && { append }),
  };
}

const fetchBytes = async (place: FileUrl): Promise<NamedBytes> => ({
  path: place.path,
  bytes: new Uint8Array(await (await get(place)).arrayBuffer()),
});

async function get({ path, url }: FileUrl): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${path}: the server says ${answer.status}`);
  return answer;
}

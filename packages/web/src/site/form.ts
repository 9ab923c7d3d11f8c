import type { Board, ClusterFiles, MachineOptions, NamedBytes } from '@tutti/machine';
import type { FileUrls, SiteConfig } from './messages.ts';

/** What the person wants to run. */
export interface Wish {
  readonly board: Board;
  readonly options: MachineOptions;
}

const FILES = ['image', 'initrd', 'dtb', 'firmware'] as const satisfies readonly (keyof ClusterFiles)[];
const MIB = 2 ** 20;

/** The form of the page: a board, files of its first cluster, cores, memory. Files that are left out are those that the server offers. */
export function machineForm(form: HTMLFormElement, config: SiteConfig): { read(): Promise<Wish> } {
  const field = <T extends HTMLElement>(name: string): T => form.elements.namedItem(name) as unknown as T;
  const boards = field<HTMLSelectElement>('board');
  boards.replaceChildren(...config.boards.map(({ name }) => new Option(name, name, undefined, name === config.board)));
  const first = (): string => config.boards.find((b) => b.name === config.board)!.clusters[0]!.name;
  field<HTMLInputElement>('append').value = config.files[first()]?.append ?? '';
  const { smp, memory } = config.options;
  if (typeof smp === 'number') field<HTMLInputElement>('smp').value = `${smp}`;
  if (typeof memory === 'number') field<HTMLInputElement>('memory').value = `${memory / MIB}`;

  return {
    async read() {
      const board = config.boards.find((b) => b.name === boards.value)!;
      const offered = board.name === config.board ? config.files : {};
      const clusters = board.clusters.map(async ({ name }, i): Promise<[string, ClusterFiles]> => {
        const files = await fetchAll(offered[name] ?? {});
        return [name, i === 0 ? { ...files, ...(await chosen(field)) } : files];
      });
      const cores = field<HTMLInputElement>('smp').valueAsNumber;
      const mib = field<HTMLInputElement>('memory').valueAsNumber;
      const options: MachineOptions = {
        ...config.options,
        files: Object.fromEntries(await Promise.all(clusters)),
        ...(cores > 0 && { smp: cores }),
        ...(mib > 0 && { memory: mib * MIB }),
      };
      return { board, options };
    },
  };
}

/** Files and command line that the person chose. */
async function chosen(field: (name: string) => HTMLElement): Promise<ClusterFiles> {
  const append = (field('append') as HTMLInputElement).value;
  const files = FILES.map(async (name): Promise<[string, NamedBytes] | undefined> => {
    const [file] = (field(name) as HTMLInputElement).files ?? [];
    return file && [name, { path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }];
  });
  const given = (await Promise.all(files)).filter((entry) => entry !== undefined);
  return { ...Object.fromEntries(given), ...(append !== '' && { append }) };
}

async function fetchAll(urls: FileUrls): Promise<ClusterFiles> {
  const { append } = urls;
  const files = FILES.map(async (name): Promise<[string, NamedBytes] | undefined> => {
    const place = urls[name];
    if (place === undefined) return undefined;
    const answer = await fetch(place.url);
    if (!answer.ok) throw new Error(`${place.path}: the server says ${answer.status}`);
    return [name, { path: place.path, bytes: new Uint8Array(await answer.arrayBuffer()) }];
  });
  const given = (await Promise.all(files)).filter((entry) => entry !== undefined);
  return { ...Object.fromEntries(given), ...(append !== undefined && { append }) };
}

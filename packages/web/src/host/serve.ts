import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Board, boardNames, builtInBoard, fail, type MachineOptions, type NamedBytes } from '@tutti/machine';
import type { FileUrl, FileUrls, SiteConfig } from '../site/messages.ts';

/** The machine that the page offers first. */
export interface ServedMachine {
  readonly board: Board;
  readonly options: MachineOptions;
}

export interface SiteServerOptions {
  /** TCP port; 0 or left out: any free one. */
  readonly port?: number;
  /** Power the machine on when the page is loaded. */
  readonly autostart?: boolean;
  /** Folder of the built page; left out: the one in this package. */
  readonly folder?: string;
}

export interface SiteServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where `pnpm build` puts the page, seen from `src/host` and from `dist`. */
const BUILT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/site' : './site', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** A page has shared memory only when nothing of another origin can get into it. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Serve the page on this host's loopback address, with the headers that shared memory needs and the files of a machine.
 * @throws EmulatorError FILE_UNREADABLE when the page was not built, or there is no such disk; NodeJS.ErrnoException when the port is taken
 */
export async function serveSite(
  { board, options }: ServedMachine,
  { port = 0, autostart = false, folder = BUILT }: SiteServerOptions = {},
): Promise<SiteServer> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) {
    throw fail('FILE_UNREADABLE', { what: 'page', path: index, why: 'it was not built; run `npm run build`' });
  }
  const { files, ...rest } = options;
  const { drives = [] } = options;
  for (const { file } of drives) {
    if (!existsSync(file)) throw fail('FILE_UNREADABLE', { what: '--drive', path: file, why: 'no such file' });
  }
  const offered = new Map<string, NamedBytes>();
  const config: SiteConfig = {
    boards: [board, ...boardNames().flatMap((name) => (name === board.name ? [] : [builtInBoard(name)]))],
    board: board.name,
    options: rest,
    files: Object.fromEntries(
      Object.entries(files ?? {}).map(([cluster, f]) => [cluster, urlsOf(cluster, f, offered)]),
    ),
    disks: drives.map(({ file }, i) => ({ path: file, url: `disks/${i}` })),
    autostart,
  };
  const content = async (path: string): Promise<Readable> => {
    if (path === '/site.json') return Readable.from([JSON.stringify(config)]);
    const disk = config.disks.find(({ url }) => `/${url}` === path);
    if (disk) return (await open(disk.path)).createReadStream();
    const file = offered.get(path.slice(1));
    // The URL parser has taken `..` out of the path.
    return Readable.from([file?.bytes ?? (await readFile(join(folder, path === '/' ? 'index.html' : path)))]);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    content(decodeURIComponent(pathname)).then(
      (bytes) => {
        const type = TYPES[pathname === '/' ? '.html' : extname(pathname)] ?? 'application/octet-stream';
        bytes.on('error', (error) => response.destroy(error));
        bytes.pipe(response.writeHead(200, { ...ISOLATION, 'Content-Type': type }));
      },
      (error: NodeJS.ErrnoException) => response.writeHead(404, ISOLATION).end(`${pathname}: ${error.code ?? error}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Register files of a cluster for download. */
function urlsOf(
  cluster: string,
  files: NonNullable<MachineOptions['files']>[string],
  offered: Map<string, NamedBytes>,
): FileUrls {
  const offer = (file: NamedBytes): FileUrl => {
    const url = `files/${cluster}/${offered.size}`;
    offered.set(url, file);
    return { path: file.path, url };
  };
  const entries = Object.entries(files).map(([name, file]: [string, string | NamedBytes | readonly NamedBytes[]]) => {
    if (typeof file === 'string') return [name, file];
    return [name, 'bytes' in file ? offer(file) : file.map(offer)];
  });
  return Object.fromEntries(entries) as FileUrls;
}

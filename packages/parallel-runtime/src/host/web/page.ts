/** The parts of a page's and a worker's globals that this folder uses; hosts that are no page lack them. */
export interface PageWorker {
  onerror: ((event: { readonly message: string }) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

/** Globals of a page, and of a worker of it. */
export interface PageGlobals {
  readonly Worker: new (url: URL, options: { readonly type: 'module'; readonly name: string }) => PageWorker;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
}

export const page = globalThis as unknown as PageGlobals;

import type { Board, ClusterFiles, MachineOptions, MachineState } from '@tutti/machine';

/** From the page to its machine worker. */
export type ToMachine =
  | { readonly kind: 'start'; readonly board: Board; readonly options: MachineOptions }
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stop' };

/** From the machine worker to the page. */
export type FromMachine =
  /** Loaded: messages before this one would be lost. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'state'; readonly state: MachineState; readonly code: number }
  | { readonly kind: 'failed'; readonly text: string };

/** Files of a cluster, each as a URL below the page. */
export type FileUrls = {
  readonly [K in keyof ClusterFiles]: ClusterFiles[K] extends string | undefined
    ? string
    : { readonly path: string; readonly url: string };
};

/** `site.json`: what the server offers to run. */
export interface SiteConfig {
  readonly boards: readonly Board[];
  /** Name of the board that is chosen at first. */
  readonly board: string;
  readonly options: Omit<MachineOptions, 'files'>;
  /** Files of the chosen board, by cluster. */
  readonly files: Readonly<Record<string, FileUrls>>;
  /** Power on at once. */
  readonly autostart: boolean;
}

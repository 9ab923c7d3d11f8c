import type { Board, ClusterFiles, MachineOptions, MachineState, NamedBytes } from '@tutti/machine';
import type { DiskBlob } from '@tutti/machine/web';
import type { ScreenCanvas } from './screen.ts';

/** From the page to its machine worker. */
export type ToMachine =
  /** Where the picture of the board's display goes; sent once, before all others. */
  | { readonly kind: 'canvas'; readonly canvas: ScreenCanvas }
  | {
      readonly kind: 'start';
      readonly board: Board;
      readonly options: MachineOptions;
      /** What the drives of `options` are, by their `file`. */
      readonly disks: ReadonlyMap<string, DiskBlob>;
      /** What to go on from in place of booting. */
      readonly snapshot: NamedBytes | undefined;
    }
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  /** A key of the board's keyboard, named as in `KeyboardEvent.code`. */
  | { readonly kind: 'key'; readonly code: string; readonly pressed: boolean }
  /** Answered by `saved`. */
  | { readonly kind: 'save' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stop' };

/** From the machine worker to the page. */
export type FromMachine =
  /** Loaded: messages before this one would be lost. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  /** The board's display shows its first picture. */
  | { readonly kind: 'display' }
  /** A snapshot of the machine. */
  | { readonly kind: 'saved'; readonly bytes: Uint8Array }
  | { readonly kind: 'state'; readonly state: MachineState; readonly code: number }
  | { readonly kind: 'failed'; readonly text: string };

/** A file below the page. */
export interface FileUrl {
  readonly path: string;
  readonly url: string;
}

/** Files of a cluster, each as a URL. */
export type FileUrls = {
  readonly [K in keyof ClusterFiles]: ClusterFiles[K] extends string | undefined
    ? string
    : ClusterFiles[K] extends NamedBytes | undefined
      ? FileUrl
      : readonly FileUrl[];
};

/** `site.json`: what the server offers to run. */
export interface SiteConfig {
  readonly boards: readonly Board[];
  /** Name of the board that is chosen at first. */
  readonly board: string;
  readonly options: Omit<MachineOptions, 'files'>;
  /** Files of the chosen board, by cluster. */
  readonly files: Readonly<Record<string, FileUrls>>;
  /** Where the drives of `options` are; `path` is their `file`. */
  readonly disks: readonly FileUrl[];
  /** Power on at once. */
  readonly autostart: boolean;
}

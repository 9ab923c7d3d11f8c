import type { Board } from './schema.ts';

type Addresses = number | Record<string, number>;

/** Where a cluster sees something, or undefined when it does not. */
export function addressFor(at: Addresses | undefined, cluster: string, only?: readonly string[]): number | undefined {
  if (at === undefined || (only && !only.includes(cluster))) return undefined;
  return typeof at === 'number' ? at : at[cluster];
}

/** Bytes of a memory before -m decides. */
export const defaultSize = (size: Board['memory'][number]['size']): number =>
  typeof size === 'number' ? size : size.default - (size.less ?? 0);

/** Cores of a cluster before --smp decides. */
export const defaultCores = (cores: Board['clusters'][number]['cores']): number =>
  typeof cores === 'number' ? cores : cores.default;

export const maxCores = (cores: Board['clusters'][number]['cores']): number =>
  typeof cores === 'number' ? cores : cores.max;

import type { DeviceType } from '@tutti/devices-core';
import type { ArchitectureFacts } from '@tutti/ir';

/** An architecture as boards use it. */
export interface BoardArchitecture {
  readonly architecture: ArchitectureFacts;
  /** Names of the interrupt lines into a core, in the order of their bits. */
  readonly lines: readonly string[];
}

/** All that a board file can name. Passed in, so that tests and other programs can add their own. */
export interface Catalog {
  readonly architectures: Readonly<Record<string, BoardArchitecture>>;
  readonly devices: Readonly<Record<string, DeviceType>>;
}

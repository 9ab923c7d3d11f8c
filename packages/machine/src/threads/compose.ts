import type { DeviceHost } from '@tutti/devices-core';
import type { BackEnd, GuestArchitecture } from '@tutti/ir';
import type { Composition, MachineSetup } from '@tutti/parallel-runtime';
import { CATALOG } from '../catalog.ts';
import type { CODEGENS } from '../options.ts';
import { type BuiltThread, buildThread } from './build.ts';
import type { MachineCustom } from './custom.ts';
import { type HostParts, NO_PARTS } from './device-host.ts';

/** Back ends by the name of the option. Loaded when chosen, so that a thread holds only what it runs. */
const BACK_ENDS: Readonly<Record<(typeof CODEGENS)[number], () => Promise<BackEnd>>> = {
  wasm: async () => (await import('@tutti/codegen-wasm')).wasmBackEnd,
  interp: async () => (await import('@tutti/codegen-wasm')).wasmBackEnd,
  js: async () => (await import('@tutti/codegen-js')).jsBackEnd,
};

/** A composition whose devices the caller can reach. */
export interface MachineComposition extends Composition {
  build(...context: Parameters<Composition['build']>): BuiltThread;
}

/** Put architecture, back end and devices of a thread together. */
export async function compose(
  setup: MachineSetup,
  parts: HostParts = NO_PARTS,
  pins: Partial<Pick<DeviceHost, 'sink' | 'source'>> = {},
): Promise<MachineComposition> {
  const { codegen } = setup.custom as MachineCustom;
  const architectures: Record<string, GuestArchitecture> = {};
  for (const [name, { architecture }] of Object.entries(CATALOG.architectures)) architectures[name] = architecture;
  return {
    architectures,
    backEnd: await BACK_ENDS[codegen](),
    build: (context) => buildThread(context, CATALOG.devices, parts, pins),
  };
}

import type { DeviceHost } from '@tutti/devices-core';
import type { BackEnd } from '@tutti/ir';
import type { Composition, MachineSetup, ThreadRole } from '@tutti/parallel-runtime';
import { loadArchitectures, loadDevices } from '../families.ts';
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

/** The back end of this name. */
export const loadBackEnd = (codegen: (typeof CODEGENS)[number]): Promise<BackEnd> => BACK_ENDS[codegen]();

/** Threads of this role run or compile guest code. */
export const runsCode = (role: ThreadRole): boolean => role === 'core' || role === 'compiler';

/** A composition whose devices the caller can reach. */
export interface MachineComposition extends Composition {
  build(...context: Parameters<Composition['build']>): BuiltThread;
}

/** Put architectures, back end and devices of a thread together; of each only what a thread of this role needs. */
export async function compose(
  setup: MachineSetup,
  role: ThreadRole,
  parts: HostParts = NO_PARTS,
  pins: Partial<Pick<DeviceHost, 'sink' | 'source'>> = {},
): Promise<MachineComposition> {
  const { codegen, devices } = setup.custom as MachineCustom;
  const types = role === 'compiler' ? {} : await loadDevices(devices.devices.map((d) => d.type));
  return {
    architectures: runsCode(role) ? await loadArchitectures(setup.cores.map((c) => c.architecture)) : {},
    backEnd: runsCode(role) ? await loadBackEnd(codegen) : NO_BACK_END,
    build: (context) => buildThread(context, types, parts, pins),
  };
}

/** Threads that run no guest code never ask for an executor. */
const NO_BACK_END: BackEnd = {
  name: 'none',
  createExecutor: () => {
    throw new Error('this thread runs no guest code');
  },
};

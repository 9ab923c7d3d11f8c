import type { ArmContext } from './context.ts';
import { updateMode } from './psr.ts';

/** Message of the front-end's own: the core is switched on at address a with r0 = b. */
export const MESSAGE_CPU_ON = 64;

const SUCCESS = 0;
const NOT_SUPPORTED = -1;
const INVALID_PARAMETERS = -2;

/** PSCI 1.0 functions (Arm DEN 0022D). */
const FUNCTION = {
  VERSION: 0x84000000,
  CPU_SUSPEND: 0x84000001,
  CPU_OFF: 0x84000002,
  CPU_ON: 0x84000003,
  AFFINITY_INFO: 0x84000004,
  MIGRATE_INFO_TYPE: 0x84000006,
  SYSTEM_OFF: 0x84000008,
  SYSTEM_RESET: 0x84000009,
  FEATURES: 0x8400000a,
} as const;

const KNOWN: ReadonlySet<number> = new Set(Object.values(FUNCTION));

/** Board service `poweroff`: first operand. */
const POWER = { OFF: 0, RESET: 1 } as const;

/**
 * Carry out a PSCI call. Cores are numbered by Aff0 of MPIDR, from option `firstCore` of the machine on; SYSTEM_OFF and SYSTEM_RESET go to the board service `poweroff` with
 * 0 and 1.
 */
export function psciCall(context: ArmContext): void {
  const { env, state, options } = context;
  const cores = options['cores'] ?? 1;
  const argument = state.r1;
  switch (state.r0 >>> 0) {
    case FUNCTION.VERSION:
      state.r0 = 0x00010000;
      break;
    case FUNCTION.CPU_ON:
      if (argument >>> 0 >= cores) state.r0 = INVALID_PARAMETERS;
      else {
        env.send((options['firstCore'] ?? 0) + argument, MESSAGE_CPU_ON, state.r2, state.r3);
        state.r0 = SUCCESS;
      }
      break;
    case FUNCTION.CPU_OFF:
      state.held = 1;
      updateMode(context);
      break;
    case FUNCTION.CPU_SUSPEND:
      state.r0 = SUCCESS;
      break;
    case FUNCTION.AFFINITY_INFO:
      // Power states of other cores are not looked at: a core that Linux takes down counts as off at once.
      state.r0 = argument >>> 0 < cores ? 1 : INVALID_PARAMETERS;
      break;
    case FUNCTION.MIGRATE_INFO_TYPE:
      state.r0 = 2;
      break;
    case FUNCTION.SYSTEM_OFF:
      env.service('poweroff')(POWER.OFF, 0, 0);
      break;
    case FUNCTION.SYSTEM_RESET:
      env.service('poweroff')(POWER.RESET, 0, 0);
      break;
    case FUNCTION.FEATURES:
      state.r0 = KNOWN.has(argument >>> 0) ? SUCCESS : NOT_SUPPORTED;
      break;
    default:
      env.trace('unimp', () => `PSCI function 0x${(state.r0 >>> 0).toString(16)}`);
      state.r0 = NOT_SUPPORTED;
  }
}

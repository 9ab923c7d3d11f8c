import type { CoreEnv } from '@tutti/ir';
import { bind } from '@tutti/layout';
import type { ArmModel } from '../models.ts';
import { ARM_STATE } from '../state.ts';
import { type CpRegisterFile, registerFile } from './cp15-registers.ts';

function bindArm(buffer: ArrayBufferLike, base: number) {
  return bind(ARM_STATE, buffer, base);
}

/** What the system part of one core works with. Belongs to the thread that runs the core. */
export interface ArmContext {
  readonly env: CoreEnv;
  readonly model: ArmModel;
  readonly state: ReturnType<typeof bindArm>;
  /** R0-R14 of the present mode. */
  readonly r: Int32Array;
  readonly words: Int32Array;
  readonly registers: CpRegisterFile;
  readonly options: Readonly<Record<string, number>>;
  /** Non-global translations handed to the TLB since it was last freed of them. */
  nonGlobalFills: number;
  /** Guest time at which a timer line may change next, provided that no timer register is written. */
  timerDeadlineNs: number;
}

/** Bind to the state of a core. */
export function armContext(env: CoreEnv, model: ArmModel, options: Readonly<Record<string, number>>): ArmContext {
  return {
    env,
    model,
    state: bindArm(env.buffer, env.base),
    r: new Int32Array(env.buffer, env.base + ARM_STATE.at.r0, 15),
    words: new Int32Array(env.buffer, env.base, ARM_STATE.size >> 2),
    registers: registerFile(model),
    options,
    nonGlobalFills: 0,
    timerDeadlineNs: 0,
  };
}

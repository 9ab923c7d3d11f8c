import type { BootState } from '@tutti/ir';
import { MODE } from '../mode.ts';
import { ARM_STATE, AT, regOffset } from '../state.ts';
import type { ArmContext } from './context.ts';
import { M, PSR, updateMode } from './psr.ts';
import { COUNTER_HZ } from './timer.ts';

/** Base of the private peripherals when the board does not say: that of the Versatile Express tile. */
const PERIPHBASE = 0x1e000000;

/**
 * Reset state, then what the boot protocol wants. Registers by name: `r0` to `r14`, `pc` (bit 0: Thumb), `sp`, `lr`.
 * Linux (Arm booting protocol): r0 = 0, r1 = machine number or -1, r2 = device tree, MMU off, SVC mode, interrupts masked.
 */
export function reset(context: ArmContext, boot: BootState): void {
  const { state, words, model, env, options } = context;
  words.fill(0, AT.r0 >> 2, ARM_STATE.size >> 2);
  state.exclusiveHost = -1;
  state.cpsr = M.SVC | PSR.A | PSR.I | PSR.F;
  state.zf = 1;
  state.mode = 0;
  state.sctlr = model.sctlrReset;
  state.actlr = model.actlrReset;
  state.mpidr = (model.mp ? 0x80000000 : 0) | ((options['cluster'] ?? 0) << 8) | (options['cpu'] ?? env.index);
  state.cbar = options['periphbase'] ?? PERIPHBASE;
  state.cntfrq = COUNTER_HZ;
  state.pmcr = 0x41000000;
  state.dacrSlots[1] = 0x55555555;
  state.prrr = 0x00098aa4;
  state.nmrr = 0x44e048e0;
  state.held = boot.held ? 1 : 0;
  state.pc = 0;
  context.timerDeadlineNs = 0;
  for (const [name, value] of Object.entries(boot.registers))
    setRegister(context, name, Number(BigInt.asIntN(32, BigInt(value))));
  updateMode(context);
}

function setRegister({ state, words }: ArmContext, name: string, value: number): void {
  if (name === 'pc') {
    state.pc = value & ~1;
    if (value & 1) state.mode |= MODE.T;
    return;
  }
  const number = name === 'sp' ? 13 : name === 'lr' ? 14 : /^r(\d|1[0-4])$/.test(name) ? Number(name.slice(1)) : -1;
  if (number < 0) throw new RangeError(`ARM cores have no boot register "${name}"; known: r0 to r14, sp, lr, pc`);
  words[regOffset(number) >> 2] = value;
}

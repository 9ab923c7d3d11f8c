import { ACCESS, CORE, EXIT, type Exit, FAULT } from '@tutti/ir';
import type { CoreSlot } from './core-slot.ts';

/**
 * Execute the instruction at the core's pc by itself, from a block that is not kept. The core is inside; its budget is charged.
 * @returns how its block ended; EXIT.LOOKUP with no link to patch when the core goes on at pc
 */
export function runAlone(slot: CoreSlot): Exit {
  const pc = slot.get(CORE.at.pc);
  const gpaPage = slot.group.mmu.fetchPage(slot.mmuCore, pc, slot.get(CORE.at.pcHi));
  const host = gpaPage < 0 ? -1 : slot.map.hostOf(gpaPage * 4096 + (pc & 0xfff));
  if (host < 0) {
    fetchFault(slot, gpaPage >= 0);
    return again(slot);
  }
  const request = {
    core: slot.mmuCore,
    pc,
    pcHi: slot.get(CORE.at.pcHi),
    mode: slot.get(CORE.at.mode),
    gpaPage: gpaPage | 0,
    host,
  };
  const block = slot.group.translator.alone(request, slot.place.scratchBlock);
  const budget = slot.get(CORE.at.budget);
  slot.set(CORE.at.budget, 0);
  slot.alone = true;
  const exit = slot.group.executor.run(slot.place.base, block);
  slot.alone = false;
  slot.set(CORE.at.budget, budget + slot.get(CORE.at.budget));
  return exit === EXIT.BUDGET || exit === EXIT.LOOKUP ? again(slot) : exit;
}

/**
 * Instructions cannot be had from pc. It counts as an instruction, so that a guest without vectors still ends its slices.
 * @param noMemory  the page is mapped, and nothing answers there
 * @returns 0, which is no block
 */
export function fetchFault(slot: CoreSlot, noMemory: boolean): 0 {
  if (noMemory) {
    slot.set(CORE.at.faultCode, FAULT.BUS);
    slot.set(CORE.at.faultLo, slot.get(CORE.at.pc));
    slot.set(CORE.at.faultHi, slot.get(CORE.at.pcHi));
    slot.set(CORE.at.faultAccess, ACCESS.FETCH);
  }
  slot.guest.raiseFault();
  slot.set(CORE.at.budget, slot.get(CORE.at.budget) - 1);
  return 0;
}

/** Go on at pc without a link to patch. */
function again(slot: CoreSlot): Exit {
  slot.set(CORE.at.exitLink, 0);
  return EXIT.LOOKUP;
}

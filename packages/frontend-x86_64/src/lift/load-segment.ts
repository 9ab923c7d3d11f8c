import { SEG } from '../state.ts';
import type { Lift } from './lift.ts';

/** Load a segment register; the block ends, because its mode may. */
export function loadSegment(l: Lift, seg: number, selector: number): void {
  l.system('load_segment', l.b.const_i32(seg), selector);
  if (seg === SEG.SS) {
    l.shadow = true;
    l.trapsWait = true;
  }
  if (!l.is64 || seg === SEG.SS) l.modeChanged = true;
}

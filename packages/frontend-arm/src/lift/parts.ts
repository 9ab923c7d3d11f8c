import type { A32Visitor, NeonVisitor, T16Visitor, T32Visitor, VfpVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { registerFile } from '../system/cp15-registers.ts';
import { a32DataProcessing } from './a32-data-processing.ts';
import { a32Media } from './a32-media.ts';
import { a32Memory } from './a32-memory.ts';
import { a32System } from './a32-system.ts';
import { coprocessor } from './coprocessor.ts';
import { floatingPoint } from './floating-point.ts';
import type { Lift } from './lift.ts';
import { onlyPresent } from './presence.ts';
import { t16 } from './t16.ts';
import { t32DataProcessing } from './t32-data-processing.ts';
import { t32Memory } from './t32-memory.ts';
import { t32System } from './t32-system.ts';

/** The visitors that lift all instruction sets of a model. */
export interface LiftVisitors {
  readonly a32: A32Visitor<void>;
  readonly t16: T16Visitor<void>;
  readonly t32: T32Visitor<void>;
}

/** Put the parts of the lifter together. */
export function liftVisitors(l: Lift): LiftVisitors {
  const shared = floatingPoint(l);
  const undefined_ = { undefined: () => l.raise(GUEST_EXIT.UNDEFINED) };
  const cp = coprocessor(l, registerFile(l.model));
  return {
    a32: Object.assign(
      Object.create(shared) as VfpVisitor<void> & NeonVisitor<void>,
      onlyPresent(l, { ...a32DataProcessing(l), ...a32Media(l), ...a32Memory(l), ...a32System(l) }),
      cp,
      undefined_,
    ),
    t16: { ...onlyPresent(l, t16(l)), ...undefined_ },
    t32: Object.assign(
      Object.create(shared) as VfpVisitor<void> & NeonVisitor<void>,
      t32DataProcessing(l),
      t32Memory(l),
      t32System(l),
      cp,
      undefined_,
    ),
  };
}

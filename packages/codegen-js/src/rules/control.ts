import { type Emitter, type Ref, set64 } from '../emitter.ts';

function call(e: Emitter, ...operands: readonly Ref[]): void {
  const values = [0, 1, 2, 3].map((i) => operands[i]?.lo ?? '0').join(', ');
  e.line(`{ const r = helpers[${e.imm(0)}](core, ${values}) | 0;`);
  const exits = e.helperMayExit();
  if (exits !== 'false') {
    e.line(`if (r !== 0 && ${exits}) {`);
    e.leave('r');
    e.line('}');
  }
  e.line(`${e.out.lo} = r; }`);
}

/** Helpers, conditional parts, fences and terminals. */
export const CONTROL_RULES = {
  clear_exclusive: (e: Emitter) => e.line('I[(core >> 2) + EXCLUSIVE_HOST] = -1;'),
  fence: (e: Emitter) => e.line('M.fence();'),
  code_i64: (e: Emitter) => set64(e, `M.get32(${e.imm(0)} >>> 0)`, `M.get32((${e.imm(0)} >>> 0) + 4)`),
  call_0: call,
  call_1: call,
  call_2: call,
  call_3: call,
  call_4: call,
  begin_if: (e: Emitter, condition: Ref) => e.beginIf(condition.lo),
  end_if: (e: Emitter) => e.endIf(),
  jump: (e: Emitter) => e.jump(0, 2),
  branch: (e: Emitter, condition: Ref) => e.branch(condition.lo),
  indirect: (e: Emitter, target: Ref) => e.indirect(target.lo, target.hi),
  exit: (e: Emitter) => {
    e.line(`I[(core >> 2) + EXIT_ARG] = ${e.imm(1)};`);
    e.leave(e.imm(0));
  },
} as const;

/**
 * The part of the interpreter that does not depend on ops: entering blocks, leaving, and going from block to block.
 * A handler returns the index of the next record, 0 to leave (with `reason` set), or minus a block to enter.
 */
export const RUNTIME_TEXT = `
let core = 0, block = 0, reason = 0;
const handlers = [];

function leave(why) {
  reason = why;
  return 0;
}

function setPc(core, lo, hi) {
  I[(core >> 2) + PC] = lo;
  if (WIDE) I[(core >> 2) + PC_HI] = hi;
}

// pc of the guest instruction that a memory operand belongs to
function setExactPc(core, block, mem) {
  const lo = (I[(block >> 2) + BLOCK_PC] + (mem >>> 16)) | 0;
  const carry = (lo >>> 0) < (mem >>> 16) ? 1 : 0;
  setPc(core, lo, (I[(block >> 2) + BLOCK_PC_HI] + carry) | 0);
}

function go(core, block, lo, hi, link) {
  setPc(core, lo, hi);
  const linked = I[link];
  if (linked !== 0 && I[(linked >> 2) + LIVE] !== 0) return -linked;
  const from = block >> 2;
  if (((lo ^ I[from + BLOCK_PC]) >>> 12) === 0 && (!WIDE || hi === I[from + BLOCK_PC_HI])) {
    I[(core >> 2) + EXIT_LINK] = 4 * link;
    return leave(ON_LOOKUP);
  }
  return through(core);
}

function through(core) {
  const state = core >> 2, pc = I[state + PC];
  const entry = state + JUMPS + JUMP_WORDS * (((pc >>> PC_SHIFT) ^ (pc >>> 12)) & JUMP_MASK);
  const next = I[entry + JUMP_BLOCK];
  if (next !== 0 && I[entry + JUMP_PC] === pc && I[entry + JUMP_MODE] === I[state + MODE] &&
      (!WIDE || I[entry + JUMP_PC_HI] === I[state + PC_HI])) return -next;
  I[state + EXIT_LINK] = 0;
  return leave(ON_LOOKUP);
}

function enter(next) {
  const w = next >> 2, state = core >> 2;
  if (I[w + LIVE] === 0) {
    I[state + EXIT_LINK] = 0;
    return leave(ON_LOOKUP);
  }
  if (Atomics.load(I, state + SIGNAL) !== 0) return leave(ON_SIGNAL);
  if (I[state + BUDGET] < 0) return leave(ON_BUDGET);
  let code = compiled.get(next);
  if (code === undefined && HOT && --I[w + COUNTER] <= 0) {
    code = compile(next, leave, go, through, setPc);
    compiled.set(next, code);
  }
  I[state + BUDGET] -= I[w + INSNS];
  if (code !== undefined) return code(core);
  block = next;
  return w + RECORDS;
}

function run(which, first) {
  core = which;
  let at = enter(first);
  for (;;) {
    while (at > 0) at = handlers[I[at]](at);
    if (at === 0) return reason;
    at = enter(-at);
  }
}
`;
